"""Replays what Backstage's own packages said about thousands of documents.

The counts are printed: `pytest -s tests/catalog/test_vectors.py`. Deliberate differences stand in
`differences.yaml`; every other case has to agree.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.catalog.read import read_catalog
from catalogsite.catalog.references import (
    parse_location,
    parse_ref,
    stringify,
    stringify_location,
)
from catalogsite.catalog.relations import check_references, references
from catalogsite.catalog.rules import check_entity
from catalogsite.catalog.yaml12 import parse_documents
from catalogsite.collect.assemble import Assembled, assemble
from catalogsite.collect.read import RepositoryReading
from catalogsite.entity import ref_of
from catalogsite.errors import UnknownReferenceError
from catalogsite.model import Repository
from catalogsite.trees import Tree
from catalogsite.trees.folder import FolderTree

_FOLDER = Path(__file__).parents[3] / "shared" / "vectors"
_DIFFERENCES = yaml.safe_load((Path(__file__).parent / "differences.yaml").read_text("utf-8"))
_REPOSITORY = Repository(id="x", name="x", source="folder")
_FETCHED = _REPOSITORY.model_copy(
    update={"web_url": "https://github.example/x/x", "host": "github", "branch": "main"}
)
# What is said of relations between entities does not explain what was wrong with a file.
_OF_RELATIONS = frozenset({"dangling-reference", "wrong-kind", "orphan"})
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


def test_verdicts_are_those_of_backstage() -> None:
    different = []
    vectors = _vectors("validate")
    for vector in vectors:
        entity = vector["entity"]
        found = check_entity(entity) if isinstance(entity, dict) else ["no object"]
        accepted = not found
        complete = accepted and not check_references(entity)
        if (accepted, complete) != (vector["accept"], vector["pipeline_accept"]):
            different.append((vector["id"], vector["message"], found))
    assert different == []
    _print("validate", len(vectors))


def test_relations_are_those_of_backstage() -> None:
    accepted = [vector for vector in _vectors("validate") if vector["pipeline_accept"]]
    for vector in accepted:
        own = ref_of(vector["entity"])
        found = set()
        for reference in references(vector["entity"]):
            found.add((own, reference.field.forward, reference.target))
            found.add((reference.target, reference.field.backward, own))
        assert sorted(map(list, found)) == vector["relations"], vector["id"]
    _print("validate, relations", len(accepted))


def test_documents_are_read_as_backstage_reads_them() -> None:
    vectors = _vectors("yaml")
    for vector in vectors:
        found = [
            {"entity": document.data}
            if document.error is None and isinstance(document.data, dict)
            else "error"
            for document in parse_documents(vector["yaml"])
        ]
        wanted = ["error" if "error" in item else item for item in vector["parsed"]]
        assert json.loads(json.dumps(found)) == wanted, vector["id"]
    _print("yaml", len(vectors))


def test_references_are_read_as_backstage_reads_them() -> None:
    # Objects in the place of references are an affair of JavaScript callers.
    vectors = [
        vector
        for vector in _vectors("ref")
        if isinstance(vector["input"], str) or vector["op"].startswith("stringify")
    ]
    for vector in vectors:
        try:
            result = _ANSWERS[vector["op"]](vector["input"], vector["context"] or {})
        except UnknownReferenceError:
            result = None
        assert result == vector["result"], vector["id"]
    _print("ref", len(vectors))


def _parsed(text: str, context: dict[str, str]) -> Any:
    return parse_ref(text, context.get("defaultKind"), context.get("defaultNamespace"))._asdict()


def _round(text: str, context: dict[str, str]) -> Any:
    return stringify(**_parsed(text, context))


def _location(text: str, _context: dict[str, str]) -> Any:
    kind, target = parse_location(text)
    return {"type": kind, "target": target}


def _stringified(value: dict[str, Any], _context: dict[str, str]) -> str:
    given = value.get("metadata", value)
    return stringify(value.get("kind"), given.get("namespace"), given.get("name"))


def _location_text(value: dict[str, Any], _context: dict[str, str]) -> str:
    return stringify_location(value.get("type", ""), value.get("target", ""))


_ANSWERS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "parse": _parsed,
    "roundtrip": _round,
    "parseLocationRef": _location,
    "stringify": _stringified,
    "stringifyLocationRef": _location_text,
}


@pytest.mark.parametrize("name", ["location", "placeholder"])
def test_files_are_read_as_backstage_reads_them(name: str, tree_of: TreeOf) -> None:
    vectors = _vectors(name)
    used: Counter[str] = Counter()
    different = []
    for vector in vectors:
        repository = _FETCHED if vector["type"] == "url" else _REPOSITORY
        found = _assembled(tree_of(_files(vector)), (vector["root"],), repository)
        wanted = vector.get("expect_with_openapi_module", vector["expect"])
        reason = _judged(name, vector["id"], wanted, found)
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
    tree: Tree, roots: tuple[str, ...], repository: Repository = _REPOSITORY
) -> Assembled:
    reading = read_catalog(tree, repository, roots)
    return assemble([RepositoryReading(repository=repository, catalog=reading)], infer=False)


def _told(found: Assembled) -> bool:
    return any(problem.rule not in _OF_RELATIONS for problem in found.problems)


def _judged(file: str, case: str, wanted: dict[str, Any], found: Assembled) -> str | None:
    """`""` where both agree, the id of the difference that explains the case, else None."""
    theirs = {ref_of(one): _plain(one) for one in wanted["entities"] if not _generated(one)}
    ours = {ref_of(one): _plain(one) for one in found.entities}
    if ours == theirs:
        assert _told(found) or not wanted["failed"], case
        return ""
    for difference in _DIFFERENCES:
        if file in difference["files"] and _fits(difference, case, wanted["failed"]):
            same = all(ours.get(ref) == entity for ref, entity in theirs.items())
            enough = same if difference["effect"] == "more" else ours.keys() == theirs.keys()
            if enough and (_told(found) or not difference["told"]):
                return str(difference["id"])
    return None


def _fits(difference: dict[str, Any], case: str, failed: list[dict[str, Any]]) -> bool:
    errors = [
        error
        for item in failed
        if re.search(difference.get("refs", ""), item["ref"])
        for error in item["errors"]
    ]
    by_error = any(
        re.search(pattern, error) for pattern in difference.get("errors", ()) for error in errors
    )
    return by_error or any(re.search(pattern, case) for pattern in difference.get("cases", ()))


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
        if vector["set"].endswith("_model"):
            continue  # The rules of a module that is not there by default.
        found = _assembled(FolderTree(_FOLDER / vector["input"]), tuple(vector["roots"]))
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
    return next((one["id"] for one in _DIFFERENCES if _fits(one, "", [item])), None)


def _is_location(entity: dict[str, Any]) -> bool:
    return entity["kind"] == "Location" and entity["metadata"]["name"].startswith("generated-")


def test_every_difference_is_told_to_readers() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/differences.md").read_text("utf-8")
    assert [one["id"] for one in _DIFFERENCES if f"`{one['id']}`" not in page] == []
