"""Compares our verdicts with those of Backstage's own packages, recorded in `tests/vectors`.

The counts are printed: `pytest -s tests/catalog/test_vectors.py`. Deliberate differences are listed in
`differences.yaml`; every other case has to agree.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from tests import environment
from tests.vectors.recorded import HERE, read_cases, read_validation_cases

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.entity_rules import check_entity
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.relations.references import (
    parse_location,
    parse_ref,
    stringify,
)
from catalogsite.catalog.relations.relations import check_references, references
from catalogsite.collect.joining.assemble import AssembledCatalog, assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import namespace_of, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.tree import Tree
from catalogsite.yaml12.documents import parse_documents

_DIFFERENCES = yaml.safe_load((Path(__file__).parent / "differences.yaml").read_text("utf-8"))
_REPOSITORY = Repository(id="x", name="x", source="folder")
_FETCHED = _REPOSITORY.model_copy(
    update={"web_url": "https://github.example/x/x", "host": "github", "branch": "main"}
)
# What is reported of relations between entities does not explain what was wrong with a file.
_OF_RELATIONS = frozenset({"dangling-reference", "wrong-kind", "orphan"})
_NEWER = " with newer kinds"
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]


def _print(name: str, total: int, used: Counter[str] | None = None) -> None:
    used = used or Counter()
    listed = ", ".join(f"{count} {name}" for name, count in sorted(used.items()))
    agree = total - used.total()
    sys.stdout.write(f"\n{name}: {total} cases, {agree} agree; {listed or 'no other'}\n")


@pytest.mark.parametrize("newer", [False, True])
def test_verdicts_are_those_of_backstage(newer: bool) -> None:
    cases = read_validation_cases()
    assert _different_verdicts(cases, newer=newer) == []
    late = sum(case["accept"] and not case["pipeline_accept"] for case in cases)
    _print(f"validate{_NEWER * newer}, {late} refused after the static rules", len(cases))


def _different_verdicts(cases: list[dict[str, Any]], *, newer: bool) -> list[tuple[Any, ...]]:
    different = []
    fields = Policy(ai_model=newer).fields
    for case in cases:
        entity = case["entity"]
        found = check_entity(entity, ai_model=newer) if isinstance(entity, dict) else ["no object"]
        accepted = not found
        complete = accepted and not check_references(entity, fields)
        wanted = (case["accept"], case["pipeline_accept"])
        if newer and "model_accept" in case:
            wanted = (case["model_accept"], case["model_accept"])
        if (accepted, complete) != wanted:
            different.append((case["id"], case["message"], found))
    return different


@pytest.mark.parametrize("newer", [False, True])
def test_relations_are_those_of_backstage(newer: bool) -> None:
    accepted = [case for case in read_validation_cases() if case["pipeline_accept"]]
    assert _different_relations(accepted, newer=newer) == []
    _print(f"validate, relations{_NEWER * newer}", len(accepted))


def _different_relations(cases: list[dict[str, Any]], *, newer: bool) -> list[tuple[Any, ...]]:
    different = []
    fields = Policy(ai_model=newer).fields
    for case in cases:
        own = ref_of(case["entity"])
        found = set()
        for reference in references(case["entity"], fields):
            if reference.is_related:
                found.add((own, reference.field.forward, reference.target))
            if reference.is_related and reference.has_inverse:
                found.add((reference.target, reference.field.backward, own))
        wanted = case["relations"]
        if newer:
            wanted = case.get("model_relations", wanted)
        if sorted(map(list, found)) != wanted:
            different.append((case["id"], sorted(found), wanted))
    return different


def test_documents_are_read_as_backstage_reads_them() -> None:
    vectors = read_cases("yaml")
    used: Counter[str] = Counter()
    for vector in vectors:
        found = [
            {"entity": document.data}
            if document.error is None and isinstance(document.data, dict)
            else "error"
            for document in parse_documents(vector["yaml"])
        ]
        wanted = ["error" if "error" in item else item for item in vector["parsed"]]
        found = json.loads(json.dumps(found))
        excuse = _costs_neighbours(vector["parsed"]) if len(found) > len(wanted) else None
        if excuse:
            assert "error" in found, vector["id"]
            kept = iter(found)
            assert all(one in kept for one in wanted if one != "error"), vector["id"]
            used.update([excuse])
        else:
            assert found == wanted, vector["id"]
    _print("yaml", len(vectors), used)


_TAKES_ALONG = re.compile(
    r"YAMLParseError: (Missing closing ['\"]quote|Unexpected flow-\w+-end token in YAML document)"
)


def _costs_neighbours(parsed: list[dict[str, Any]]) -> str | None:
    """The difference for documents that a mistake in another one took along in Backstage."""
    errors = [item["error"] for item in parsed if "error" in item]
    if not any(map(_TAKES_ALONG.search, errors)):
        return None
    listed = (one for one in _DIFFERENCES if "yaml" in one["files"])
    return next((one["id"] for one in listed if _matches(one, errors)), None)


def test_references_are_read_as_backstage_reads_them() -> None:
    vectors = [vector for vector in read_cases("ref") if vector["op"] in _ANSWERS]
    for vector in vectors:
        try:
            result = _ANSWERS[vector["op"]](vector["input"], vector.get("context") or {})
        except UnknownReferenceError:
            result = None
        assert result == vector["result"], vector["id"]
    _print("ref", len(vectors))


def _parsed(given: object, context: dict[str, str]) -> Any:
    return parse_ref(given, context.get("defaultKind"), context.get("defaultNamespace"))._asdict()


def _round(text: str, context: dict[str, str]) -> Any:
    return stringify(**_parsed(text, context))


def _location(text: str, _context: dict[str, str]) -> Any:
    kind, target = parse_location(text)
    return {"type": kind, "target": target}


def _stringified(value: dict[str, Any], _context: dict[str, str]) -> str:
    given = value.get("metadata", value)
    return stringify(value.get("kind"), given.get("namespace"), given.get("name"))


def _compound(entity: dict[str, Any], _context: dict[str, str]) -> Any:
    kind = {"kind": entity["kind"]} if "kind" in entity else {}
    return {**kind, "namespace": namespace_of(entity), "name": entity["metadata"]["name"]}


_ANSWERS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "parse": _parsed,
    "roundtrip": _round,
    "parseLocationRef": _location,
    "stringify": _stringified,
    "compound": _compound,
}


def test_drawn_entities_are_judged_as_in_backstage() -> None:
    _, *cases = read_cases("drawn_entities")
    verdicts = [not check_entity(case["entity"]) for case in cases]
    assert verdicts == [case["accept"] for case in cases]
    assert min(verdicts.count(True), verdicts.count(False)) > len(cases) / 10


def test_drawn_references_are_read_as_in_backstage() -> None:
    _, *cases = read_cases("drawn_references")
    found = []
    for case in cases:
        given = {"ref": case["ref"], "context": case["context"]}
        try:
            parsed = _parsed(case["ref"], case["context"])
        except UnknownReferenceError:
            found.append(given)
        else:
            found.append({**given, "parsed": parsed, "text": stringify(**parsed)})
    assert found == cases


def test_drawn_texts_are_read_as_in_backstage() -> None:
    _, *cases = read_cases("drawn_texts")
    for case in cases:
        found = [
            {"entity": json.loads(json.dumps(document.data))}
            if document.error is None and isinstance(document.data, dict)
            else {"error": True}
            for document in parse_documents(case["text"])
        ]
        # A quote without an end takes all later documents along there; here it costs its own only.
        wanted = case["documents"]
        until = next((n for n, one in enumerate(wanted, 1) if one.get("open")), None)
        expected = [{"error": True} if "error" in one else one for one in wanted[:until]]
        assert found[:until] == expected, case["text"]


@pytest.mark.parametrize("name", ["location", "placeholder"])
def test_files_are_read_as_backstage_reads_them(name: str, tree_of: TreeOf) -> None:
    vectors = read_cases(name)
    used: Counter[str] = Counter()
    different = []
    for vector in vectors:
        url = vector["type"] == "url"
        found = _assembled(tree_of(_files(vector)), (vector["root"],), fetched=url)
        wanted = vector["expect"]
        reason = _judged(_Case(name, vector["files"], wanted["failed"], found), wanted["entities"])
        if reason is None:
            different.append((vector["id"], wanted["failed"], found.problems))
        used.update([reason] if reason else [])
    assert different == []
    _print(name, len(vectors), used)


def _files(vector: dict[str, Any]) -> dict[str, str | bytes]:
    binary = vector.get("binary", ())
    return {
        path: text.encode("latin-1") if path in binary else text
        for path, text in vector["files"].items()
    }


def _assembled(
    tree: Tree, roots: tuple[str, ...], *, fetched: bool = False, newer: bool = False
) -> AssembledCatalog:
    repository, policy = _FETCHED if fetched else _REPOSITORY, Policy(ai_model=newer)
    reading = read_catalog(tree, repository, roots, policy=policy, fetched=fetched)
    readings = [RepositoryReading(repository=repository, catalog=reading)]
    return assemble(readings, policy=policy, infer=False)


class _Case(NamedTuple):
    """What is known of one case: the files, what failed in Backstage, and what we made of it."""

    name: str
    files: dict[str, str]
    failed: list[dict[str, Any]]
    found: AssembledCatalog

    def reports(self, rule: str) -> bool:
        rules = {problem.rule for problem in self.found.problems} - _OF_RELATIONS
        return rule == "none" or bool(rules if rule == "any" else rules & {rule})

    def excuse(self, ref: str) -> str | None:
        """The difference that explains why we have an entity which Backstage lost.

        Backstage reports it of the entity itself, or else of a Location, which took it along.
        """
        own = [item for item in self.failed if item["ref"] == ref]
        lost = own or [item for item in self.failed if item["ref"].startswith("location:")]
        errors = [error for item in lost for error in item["errors"]]
        fitting = (one for one in self._differences() if _matches(one, errors))
        return next((one["id"] for one in fitting if self.reports(one["reported"])), None)

    def other(self, ref: str) -> str | None:
        """The difference that explains why an entity says something else here."""
        reported = {one.rule for one in self.found.problems if one.entity_ref == ref}
        for one in self._differences():
            source = one.get("source")
            if source and any(re.search(source, text) for text in self.files.values()):
                return str(one["id"])
            if "errors" not in one and one["reported"] in reported:
                return str(one["id"])
        return None

    def _differences(self) -> Iterator[dict[str, Any]]:
        return (one for one in _DIFFERENCES if self.name in one["files"])


def _matches(difference: dict[str, Any], errors: list[str]) -> bool:
    patterns = difference.get("errors", ())
    return any(re.search(pattern, error) for pattern in patterns for error in errors)


def _judged(case: _Case, wanted: list[dict[str, Any]]) -> str | None:
    """`""` where both agree, the id of the difference that explains the case, else None."""
    theirs = {ref_of(one): _plain(one) for one in wanted}
    ours = {ref_of(one): _plain(one) for one in case.found.entities}
    if theirs.keys() - ours.keys():
        return None
    reasons = [case.excuse(ref) for ref in ours.keys() - theirs.keys()]
    reasons += [case.other(ref) for ref, entity in theirs.items() if ours[ref] != entity]
    if None in reasons:
        return None
    assert reasons or not case.failed or case.reports("any"), case
    return min(filter(None, reasons), default="")


def _plain(entity: dict[str, Any]) -> dict[str, Any]:
    """An entity without the annotations that name folders; definitions as data, not as text."""
    metadata = dict(entity["metadata"])
    given = metadata.pop("annotations", {})
    own = {key: text for key, text in given.items() if not key.startswith("backstage.io/")}
    spec = {key: _content(value) for key, value in (entity.get("spec") or {}).items()}
    relations = entity.get("relations", [])
    return {**entity, "metadata": metadata, "own": own, "spec": spec, "relations": relations}


def _content(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("openapi:"):
        return yaml.safe_load(value)
    return value


@pytest.mark.parametrize("newer", [False, True])
def test_a_whole_organisation_is_related_as_backstage_relates_it(newer: bool) -> None:
    found = _assembled(FolderTree(HERE / "organisation"), ("all.yaml",), newer=newer)
    ours = {ref_of(one): one for one in found.entities}
    refused, stated = {}, {}
    for case in read_cases("organisation"):
        if "refused" in case:
            errors = case["model_refused" if newer else "refused"]
            refused[case["ref"]] = _reason({"errors": errors})
        else:
            changed = newer and "model_relations" in case
            stated[case["ref"]] = case["model_relations" if changed else "relations"]
    mine = {
        ref: [
            f"{one['type']} {one['targetRef']}"
            for one in ours[ref]["relations"]
            if f"{one['type']} {one['targetRef']}" in wanted or one["targetRef"] not in refused
        ]
        for ref, wanted in stated.items()
    }
    assert mine == stated
    assert all(reason for ref, reason in refused.items() if ref in ours)
    assert sum(map(len, stated.values())) > 800
    _print(f"organisation{_NEWER * newer}", len(stated))


@environment.needs_vectors
def test_descriptors_of_others_are_judged_and_related_as_in_backstage() -> None:
    own = {case["id"] for case in read_cases("validate")}
    lines = (environment.VECTORS / "vectors_validate.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["id"] not in own]
    accepted = [case for case in cases if case["pipeline_accept"]]
    for newer in (False, True):
        assert _different_verdicts(cases, newer=newer) == []
        assert _different_relations(accepted, newer=newer) == []
    _print("validate, descriptors of others", len(cases))
    entities = json.loads((environment.VECTORS / "vectors_entities.json").read_text("utf-8"))
    text = (environment.VECTORS / "vectors_relations.json").read_text("utf-8")
    examples = [one for one in json.loads(text) if one["set"].startswith("examples")]
    assert sum(_compare_example(one, entities[one["set"]]) for one in examples) > 40


def _compare_example(vector: dict[str, Any], entities: list[dict[str, Any]]) -> int:
    """The number of entities of one recorded set that were compared."""
    tree = FolderTree(environment.VECTORS / vector["input"])
    ours = {ref_of(one): one for one in _assembled(tree, tuple(vector["roots"])).entities}
    theirs = {ref_of(one): one for one in entities if not _is_location(one)}
    lost = {item["ref"]: _reason(item) for item in vector["not_stitched"]}
    for ref, entity in theirs.items():
        stated = entity["relations"]
        mine = [
            one for one in ours[ref]["relations"] if one in stated or one["targetRef"] not in lost
        ]
        assert mine == stated, ref
        assert ours[ref]["spec"] == entity["spec"] or ref in lost, ref
    assert all(reason for ref, reason in lost.items() if ref in ours)
    return len(theirs)


def _reason(item: dict[str, Any]) -> str | None:
    fitting = (one for one in _DIFFERENCES if "relations" in one["files"])
    return next((one["id"] for one in fitting if _matches(one, item["errors"])), None)


def _is_location(entity: dict[str, Any]) -> bool:
    return entity["kind"] == "Location" and entity["metadata"]["name"].startswith("generated-")


def test_every_difference_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/differences.md").read_text("utf-8")
    assert [one["id"] for one in _DIFFERENCES if f"`{one['id']}`" not in page] == []
