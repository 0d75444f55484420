"""Replays what Backstage's own packages said about thousands of documents.

The counts are printed: `pytest -s tests/catalog/test_vectors.py`. Deliberate differences stand in
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

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.entity_rules import check_entity
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.relations.references import (
    parse_location,
    parse_ref,
    stringify,
    stringify_location,
)
from catalogsite.catalog.relations.relations import check_references, references
from catalogsite.collect.assemble import Assembled, assemble
from catalogsite.collect.read_repository import RepositoryReading
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import namespace_of, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.folder_tree import FolderTree
from catalogsite.repositories.tree import Tree
from catalogsite.yaml12.documents import parse_documents

_FOLDER = Path(__file__).parents[3] / "shared" / "vectors"
_DIFFERENCES = yaml.safe_load((Path(__file__).parent / "differences.yaml").read_text("utf-8"))
_REPOSITORY = Repository(id="x", name="x", source="folder")
_FETCHED = _REPOSITORY.model_copy(
    update={"web_url": "https://github.example/x/x", "host": "github", "branch": "main"}
)
# What is said of relations between entities does not explain what was wrong with a file.
_OF_RELATIONS = frozenset({"dangling-reference", "wrong-kind", "orphan"})
_NEWER = " with newer kinds"
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]


def _text(name: str) -> str:
    file = _FOLDER / name
    if not file.exists():
        pytest.skip(f"the conformance vectors are not beside the project ({file.name})")
    return file.read_text("utf-8")


def _vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(f"vectors_{name}.jsonl").splitlines()]


def _print(name: str, total: int, used: Counter[str] | None = None) -> None:
    used = used or Counter()
    listed = ", ".join(f"{count} {name}" for name, count in sorted(used.items()))
    agree = total - used.total()
    sys.stdout.write(f"\n{name}: {total} cases, {agree} agree; {listed or 'no other'}\n")


@pytest.mark.parametrize("newer", [False, True])
def test_verdicts_are_those_of_backstage(newer: bool) -> None:
    different = []
    vectors = _vectors("validate")
    fields = Policy(newer=newer).fields
    for vector in vectors:
        entity = vector["entity"]
        found = check_entity(entity, newer=newer) if isinstance(entity, dict) else ["no object"]
        accepted = not found
        complete = accepted and not check_references(entity, fields)
        wanted = (vector["accept"], vector["pipeline_accept"])
        if newer and "model_accept" in vector:
            wanted = (vector["model_accept"], vector["model_accept"])
        if (accepted, complete) != wanted:
            different.append((vector["id"], vector["message"], found))
    assert different == []
    late = sum(vector["accept"] and not vector["pipeline_accept"] for vector in vectors)
    _print(f"validate{_NEWER * newer}, {late} refused after the static rules", len(vectors))


@pytest.mark.parametrize("newer", [False, True])
def test_relations_are_those_of_backstage(newer: bool) -> None:
    accepted = [vector for vector in _vectors("validate") if vector["pipeline_accept"]]
    fields = Policy(newer=newer).fields
    for vector in accepted:
        own = ref_of(vector["entity"])
        found = set()
        for reference in references(vector["entity"], fields):
            if reference.is_related:
                found.add((own, reference.field.forward, reference.target))
            if reference.is_related and reference.is_answered:
                found.add((reference.target, reference.field.backward, own))
        wanted = vector["relations"]
        if newer:
            wanted = vector.get("model_relations", wanted)
        assert sorted(map(list, found)) == wanted, vector["id"]
    _print(f"validate, relations{_NEWER * newer}", len(accepted))


def test_documents_are_read_as_backstage_reads_them() -> None:
    vectors = _vectors("yaml")
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
    vectors = _vectors("ref")
    for vector in vectors:
        try:
            result = _ANSWERS[vector["op"]](vector["input"], vector["context"] or {})
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


def _location_text(value: dict[str, Any], _context: dict[str, str]) -> str:
    return stringify_location(value.get("type", ""), value.get("target", ""))


_ANSWERS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "parse": _parsed,
    "roundtrip": _round,
    "parseLocationRef": _location,
    "stringify": _stringified,
    "compound": _compound,
    "stringifyLocationRef": _location_text,
}


@pytest.mark.parametrize("name", ["location", "placeholder"])
def test_files_are_read_as_backstage_reads_them(name: str, tree_of: TreeOf) -> None:
    vectors = _vectors(name)
    used: Counter[str] = Counter()
    different = []
    for vector in vectors:
        url = vector["type"] == "url"
        found = _assembled(tree_of(_files(vector)), (vector["root"],), fetched=url)
        wanted = vector.get("expect_with_openapi_module", vector["expect"])
        reason = _judged(_Case(name, vector["files"], wanted["failed"], found), wanted["entities"])
        if reason is None:
            different.append((vector["id"], wanted["failed"], found.problems))
        used.update([reason] if reason else [])
    assert different == []
    _print(name, len(vectors), used)


def _files(vector: dict[str, Any]) -> dict[str, str | bytes]:
    binary = vector["binary"]
    return {
        path: text.encode("latin-1") if path in binary else text
        for path, text in vector["files"].items()
    }


def _assembled(
    tree: Tree, roots: tuple[str, ...], *, fetched: bool = False, newer: bool = False
) -> Assembled:
    repository, policy = _FETCHED if fetched else _REPOSITORY, Policy(newer=newer)
    reading = read_catalog(tree, repository, roots, policy=policy, fetched=fetched)
    readings = [RepositoryReading(repository=repository, catalog=reading)]
    return assemble(readings, policy=policy, infer=False)


class _Case(NamedTuple):
    """What is known of one case: the files, what failed in Backstage, and what we made of it."""

    name: str
    files: dict[str, str]
    failed: list[dict[str, Any]]
    found: Assembled

    def tells(self, rule: str) -> bool:
        rules = {problem.rule for problem in self.found.problems} - _OF_RELATIONS
        return rule == "none" or bool(rules if rule == "any" else rules & {rule})

    def excuse(self, ref: str) -> str | None:
        """The difference that explains why we have an entity which Backstage lost.

        Backstage said so of the entity itself, or else of a Location, which took it along.
        """
        own = [item for item in self.failed if item["ref"] == ref]
        lost = own or [item for item in self.failed if item["ref"].startswith("location:")]
        errors = [error for item in lost for error in item["errors"]]
        fitting = (one for one in self._differences() if _matches(one, errors))
        return next((one["id"] for one in fitting if self.tells(one["told"])), None)

    def other(self, ref: str) -> str | None:
        """The difference that explains why an entity says something else here."""
        told = {one.rule for one in self.found.problems if one.entity_ref == ref}
        for one in self._differences():
            source = one.get("source")
            if source and any(re.search(source, text) for text in self.files.values()):
                return str(one["id"])
            if "errors" not in one and one["told"] in told:
                return str(one["id"])
        return None

    def _differences(self) -> Iterator[dict[str, Any]]:
        return (one for one in _DIFFERENCES if self.name in one["files"])


def _matches(difference: dict[str, Any], errors: list[str]) -> bool:
    patterns = difference.get("errors", ())
    return any(re.search(pattern, error) for pattern in patterns for error in errors)


def _judged(case: _Case, wanted: list[dict[str, Any]]) -> str | None:
    """`""` where both agree, the id of the difference that explains the case, else None."""
    theirs = {ref_of(one): _plain(one) for one in wanted if not _generated(one)}
    ours = {ref_of(one): _plain(one) for one in case.found.entities}
    if theirs.keys() - ours.keys():
        return None
    reasons = [case.excuse(ref) for ref in ours.keys() - theirs.keys()]
    reasons += [case.other(ref) for ref, entity in theirs.items() if ours[ref] != entity]
    if None in reasons:
        return None
    assert reasons or not case.failed or case.tells("any"), case
    return min(filter(None, reasons), default="")


def _generated(entity: dict[str, Any]) -> bool:
    return entity["metadata"]["name"] == "<generated>"


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


def test_whole_organisations_are_related_as_backstage_relates_them() -> None:
    entities = json.loads(_text("vectors_entities.json"))
    total = 0
    used: Counter[str] = Counter()
    for vector in json.loads(_text("vectors_relations.json")):
        newer = vector["set"].endswith("_model")
        tree = FolderTree(_FOLDER / vector["input"])
        found = _assembled(tree, tuple(vector["roots"]), newer=newer)
        theirs = {ref_of(one): one for one in entities[vector["set"]] if not _is_location(one)}
        lost = {item["ref"]: _reason(item) for item in vector["not_stitched"]}
        ours = {ref_of(one): one for one in found.entities}
        for ref, entity in theirs.items():
            total += 1
            stated = entity["relations"]
            mine = [
                one
                for one in ours[ref]["relations"]
                if one in stated or one["targetRef"] not in lost
            ]
            assert mine == stated, ref
            assert ours[ref]["spec"] == entity["spec"] or ref in lost, ref
        used.update(reason for ref, reason in lost.items() if ref in ours and reason)
        assert all(reason for ref, reason in lost.items() if ref in ours)
    _print("relations, entities", total + used.total(), used)


def _reason(item: dict[str, Any]) -> str | None:
    fitting = (one for one in _DIFFERENCES if "relations" in one["files"])
    return next((one["id"] for one in fitting if _matches(one, item["errors"])), None)


def _is_location(entity: dict[str, Any]) -> bool:
    return entity["kind"] == "Location" and entity["metadata"]["name"].startswith("generated-")


def test_every_difference_is_told_to_readers() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/differences.md").read_text("utf-8")
    assert [one["id"] for one in _DIFFERENCES if f"`{one['id']}`" not in page] == []
