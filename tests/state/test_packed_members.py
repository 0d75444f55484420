"""A snapshot that is read from its file has packed members, which are the values that were written."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.render import acme

from catalogsite.model.entity import Origin
from catalogsite.model.packed.entities import PackedEntities, by_ref, refs_of
from catalogsite.model.packed.mapping import PackedMapping
from catalogsite.model.scorecard import CheckResult, Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.value_digest import value_digest
from catalogsite.state.packed_members import packed_members
from catalogsite.state.snapshot_archive import keep_snapshot, kept_snapshots, read_kept_snapshot
from catalogsite.state.snapshot_file import read_snapshot, snapshot_of_text, write_snapshot
from catalogsite.state.snapshot_text import snapshot_text, split_members

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
INNER = [{"apiVersion": "v1", "kind": "x"}, {"apiVersion": "v1", "kind": "y"}]
ENTITIES: dict[str, dict[str, Any]] = {
    "as written": {"apiVersion": "v1", "kind": "Component", "spec": {"type": "x"}},
    "other first key": {"kind": "Component", "apiVersion": "v1"},
    "entities inside": {"apiVersion": "v1", "kind": "Component", "spec": {"parts": INNER}},
    "text like the end": {"apiVersion": "v1", "kind": "C", "spec": {"d": '"}},{"apiVersion":"v1"'}},
    "other letters": {"kind": "Component", "spec": {"d": "Ünïcode 漢字 \u2028 \\ \n"}},
    "long": {"kind": "Component", "spec": {"d": "x" * 200_000, "more": INNER}},
    "values": {"apiVersion": "v1", "kind": "C", "spec": {"a": None, "b": 1e300, "c": [True, -0.0]}},
}


def _snapshot(*entities: dict[str, Any]) -> Snapshot:
    named = [one | {"metadata": {"name": f"Né{number}"}} for number, one in enumerate(entities)]
    result = CheckResult(check="owner", passed=True, message='a "},"b":{')
    scores = {
        f"c:d/{name}": Score(scorecard=name, points=1, level="", results=(result,) * 2)
        for name in ("a", "b", "ü")
    }
    origins = {
        f"c:d/{number}": Origin(file="é", annotations={"a": (1, 2)} if number else {})
        for number in range(3)
    }
    return Snapshot(version="1", created=NOW, entities=tuple(named), scores=scores, origins=origins)  # fmt: skip


def _read(folder: Path, snapshot: Snapshot) -> Snapshot:
    write_snapshot(folder / "snapshot.json", snapshot)
    return read_snapshot(folder / "snapshot.json")


_LETTERS = ({"kind": "C", "metadata": {"name": "é"}}, {"kind": "D", "metadata": {"name": "f"}})
SNAPSHOTS = {
    **{name: _snapshot(one, ENTITIES["as written"], one) for name, one in ENTITIES.items()},
    "all": _snapshot(*ENTITIES.values()),
    "none": Snapshot(version="1", created=NOW),
    "acme": Snapshot.model_validate_json(acme.snapshot().model_dump_json()),
}


@pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_what_is_read_is_what_was_written(tmp_path: Path, snapshot: Snapshot) -> None:
    found = _read(tmp_path, snapshot)
    assert isinstance(found.entities, PackedEntities)
    assert isinstance(found.scores, PackedMapping)
    assert isinstance(found.origins, PackedMapping)
    assert found == snapshot
    assert snapshot == found
    assert tuple(found.entities) == snapshot.entities
    assert dict(found.scores) == snapshot.scores
    assert dict(found.origins) == snapshot.origins
    assert [*by_ref(found.entities)] == [*refs_of(found.entities)] == [*refs_of(snapshot.entities)]
    assert found.model_dump_json() == snapshot.model_dump_json()
    assert b"".join(snapshot_text(found)) == b"".join(snapshot_text(snapshot))
    plain = snapshot.model_dump_json(by_alias=True, exclude_none=True)
    assert b"".join(snapshot_text(snapshot)).replace(b",\n", b",").decode() == plain
    assert pickle.loads(pickle.dumps(found)) == snapshot
    assert Snapshot.model_validate_json(found.model_dump_json()) == snapshot


@pytest.mark.parametrize("change", [(b",", b", "), (b'"d0"', b'"a\\":b"'), (b"\n", b"\n\n")])
def test_another_form_of_the_same_values_is_read_too(change: tuple[bytes, bytes]) -> None:
    written = Snapshot(version="1", created=NOW, origins={"d0": Origin()}, entities=_LETTERS)
    found = snapshot_of_text(b"".join(snapshot_text(written)).replace(*change))
    assert found.entities == written.entities
    assert list(found.origins.values()) == [Origin()]


def test_lines_of_a_deeper_object_are_no_members() -> None:
    text = (
        b'{"schema":1,\n"created":"2026-01-02T03:04:00Z",\n"version":"1",\n'
        b'"entities":[{"kind":"C","metadata":{"name":"c",\n"title":"C"}}],\n"title":"P"}'
    )
    found = snapshot_of_text(text)
    assert (found.title, found.entities[0]["metadata"]["title"]) == ("P", "C")
    without = text.replace(b',\n"title":"P"', b"")
    assert snapshot_of_text(without).entities == found.entities


@pytest.mark.parametrize("change", [(b'}}],\n"', b'}},],\n"'), (b'"f"', b"NaN")])
def test_what_is_no_json_is_not_packed(change: tuple[bytes, bytes]) -> None:
    written = Snapshot(version="1", created=NOW, entities=_LETTERS, title="P")
    text = b"".join(snapshot_text(written))
    assert change[0] in text
    members = split_members(text.replace(*change))
    assert members is not None
    assert packed_members({"entities": members["entities"]}) is None


def test_values_that_are_packed_alike_have_the_same_digest(tmp_path: Path) -> None:
    one, other = (
        _read(tmp_path, SNAPSHOTS["acme"].model_copy(update={"version": version}))
        for version in "12"
    )
    assert one.entities is not other.entities
    assert value_digest(one.entities) == value_digest(other.entities)
    with pytest.raises(TypeError, match="object has no text"):
        value_digest(object())


def test_entities_are_a_sequence_and_a_mapping(tmp_path: Path) -> None:
    written = SNAPSHOTS["acme"]
    found = _read(tmp_path, written)
    assert isinstance(found.entities, PackedEntities)
    assert found.entities[-1] == written.entities[-1]
    assert found.entities[1:3] == written.entities[1:3]
    assert found.entities != written.entities[:-1]
    assert found.entities != "text"
    assert list(reversed(found.entities)) == list(reversed(written.entities))
    with pytest.raises(IndexError):
        found.entities[len(written.entities)]
    index, plain = SnapshotIndex(found), SnapshotIndex(written)
    assert dict(index.entities) == dict(plain.entities)
    assert "component:default/none" not in index
    assert index.entity("component:default/none") is None
    with pytest.raises(KeyError):
        index.entities["component:default/none"]


def test_more_values_than_are_kept_decoded(tmp_path: Path) -> None:
    written = _snapshot(*[ENTITIES["as written"]] * 1000)
    found = _read(tmp_path, written)
    for _ in range(2):
        assert [found.entities[number] for number in range(1000)] == list(written.entities)


def test_a_kept_snapshot_is_packed_too(tmp_path: Path) -> None:
    written = SNAPSHOTS["acme"].model_copy(update={"trends": {}, "changes": ()})
    keep_snapshot(tmp_path, _read(tmp_path, written), 1)
    [kept] = kept_snapshots(tmp_path)
    before = kept.stat()
    keep_snapshot(tmp_path, written, 1)
    assert kept.stat().st_ino == before.st_ino
    found = read_kept_snapshot(kept)
    assert isinstance(found.entities, PackedEntities)
    assert found.entities == written.entities
