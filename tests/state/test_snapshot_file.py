"""A snapshot that was written by another version or edited by hand says where it is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogsite.errors import SnapshotError
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.snapshot_file import read_snapshot, write_snapshot

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
PAY = "component:default/pay"
PROVENANCE = Provenance(source="test", time=NOW)
SNAPSHOT = Snapshot(
    version="1",
    created=NOW,
    entities=(
        {
            "kind": "Component",
            "metadata": {"name": "pay"},
            "spec": {"type": "service"},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/pay"}],
        },
    ),
    facts=(Fact(subject=PAY, key="metric.cost", value={"value": 1}, provenance=PROVENANCE),),
    trends={PAY: {"metric.cost": ("2026-01-01", (1.0, None))}},
)
FACT, ENTITY = ("facts", 0), ("entities", 0)
EDITS = {
    "fact: number": ((*FACT, "value"), 3, "facts.0.value: Input should be an object"),
    "fact: null": ((*FACT, "value"), None, "facts.0.value: Input should be an object"),
    "fact: list": ((*FACT, "value"), [], "facts.0.value: Input should be an object"),
    "fact: text": ((*FACT, "value", "value"), "n/a", "facts.0.value.value: expected a number, got str"),
    "fact: more": ((*FACT, "value", "more"), 1, "facts.0.value.more: Extra inputs are not permitted"),
    "fact: subject": ((*FACT, "subject"), 3, "facts.0.subject: Input should be a valid string"),
    "fact: key": ((*FACT, "key"), ["x"], "facts.0.key: Input should be a valid string"),
    "fact: time": ((*FACT, "provenance", "time"), "2026-01-02T03:04:00", "facts.0.provenance.time: Input should have timezone info"),
    "fact: itself": (FACT, "x", "facts.0: Input should be an object"),
    "entity: itself": (ENTITY, 3, "entities.0: Input should be an object"),
    "entity: kind": ((*ENTITY, "kind"), None, "entities.0: an entity needs the text `kind`"),
    "entity: metadata": ((*ENTITY, "metadata"), [], "entities.0: an entity needs the text `metadata.name`"),
    "entity: name": ((*ENTITY, "metadata", "name"), 3, "entities.0: an entity needs the text `metadata.name`"),
    "entity: spec": ((*ENTITY, "spec"), "x", "entities.0: the `spec` of an entity must be an object"),
    "entity: relations": ((*ENTITY, "relations"), {}, "entities.0: `relations` must be a list of objects with `type` and `targetRef`"),
    "entity: relation": ((*ENTITY, "relations", 0), "x", "entities.0: `relations` must be a list of objects with `type` and `targetRef`"),
    "entity: target": ((*ENTITY, "relations", 0, "targetRef"), None, "entities.0: `relations` must be a list of objects with `type` and `targetRef`"),
    "trend": (("trends", PAY, "metric.cost", 1, 0), "x", f"trends.{PAY}.metric.cost.1.0: Input should be a valid number, unable to parse string as a number"),
}  # fmt: skip
TEXTS = {
    "nothing": ("", "the snapshot is not JSON"),
    "torn": ("{", "the snapshot is not JSON"),
    "not UTF-8": ("\udcff{}", "the snapshot is not JSON"),
    "deep": ("[" * 100_000, "the snapshot is not JSON"),
    "list": ("[]", "the snapshot is not a JSON object"),
    "newer": ('{"schema": 99}', "the snapshot has schema 99; this version reads 1"),
    "older": ("{}", "the snapshot has schema None; this version reads 1"),
    "field": ('{"schema": 1, "version": "1"}', "the snapshot is damaged at created: Field required"),
    "NaN": (
        SNAPSHOT.model_dump_json(by_alias=True).replace('{"value":1}', '{"value":NaN}'),
        "the snapshot is damaged at facts.0.value.value: must be a finite number",
    ),
}  # fmt: skip


def error_of(path: Path) -> SnapshotError:
    with pytest.raises(SnapshotError) as caught:
        read_snapshot(path)
    assert caught.value.fix == "run `catalogsite collect` again"
    assert caught.value.where == str(path)
    return caught.value


@pytest.mark.parametrize(("place", "value", "message"), EDITS.values(), ids=EDITS)
def test_a_snapshot_that_was_edited_by_hand(
    tmp_path: Path, place: tuple[str | int, ...], value: Any, message: str
) -> None:
    data = json.loads(SNAPSHOT.model_dump_json(by_alias=True))
    part = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(data), "utf-8")
    assert error_of(path).what == f"the snapshot is damaged at {message}"


@pytest.mark.parametrize(("text", "message"), TEXTS.values(), ids=TEXTS)
def test_a_file_that_is_no_snapshot(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(text, "utf-8", errors="surrogateescape")
    assert error_of(path).what == message


def test_a_snapshot_of_another_schema_is_refused_even_where_it_fits(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    write_snapshot(path, SNAPSHOT.model_copy(update={"schema_": 2}))
    assert error_of(path).what == "the snapshot has schema 2; this version reads 1"


def test_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="there is no snapshot") as caught:
        read_snapshot(tmp_path / "snapshot.json")
    assert caught.value.fix == "run `catalogsite collect` first"


def test_facts_have_their_types_when_they_are_read(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "snapshot.json", SNAPSHOT)
    found = read_snapshot(tmp_path / "snapshot.json")
    assert found == SNAPSHOT
    assert type(found.facts[0].value).__name__ == "Metric"
