"""What a log keeps of what was read: each thing once, and many items as their whole collection."""

from __future__ import annotations

from catalogsite.model.read_log import WHOLE_ABOVE, ReadLog


def read(log: ReadLog) -> dict[str, set[object]]:
    return {collection: set(items) for collection, items in log.read()}


def test_items_and_whole_collections():
    log = ReadLog()
    for item in ("a", "b", "a", ("c", "key")):
        log.add("link", item)
    log.add("entity", "a")
    log.add_all("entity")
    assert read(log) == {"link": {"a", "b", ("c", "key")}, "entity": {None}}


def test_many_items_are_the_whole_collection():
    log = ReadLog()
    for number in range(WHOLE_ABOVE - 1):
        log.add("link", str(number))
    assert len(read(log)["link"]) == WHOLE_ABOVE - 1
    log.add("link", "one more")
    assert read(log) == {"link": {None}}


def test_a_log_includes_another_one():
    log, part = ReadLog(), ReadLog()
    log.add("link", "a")
    part.add("link", "b")
    part.add("status", "b")
    part.add_all("entity")
    log.include(part.frozen())
    assert read(log) == {"link": {"a", "b"}, "status": {"b"}, "entity": {None}}
    assert log.complete


def test_a_log_that_includes_an_incomplete_one_is_incomplete():
    log, part, later = ReadLog(), ReadLog(), ReadLog()
    part.complete = False
    log.include(part.frozen())
    log.include(later.frozen())
    assert (log.complete, later.complete) == (False, True)
