"""A snapshot that is decoded only where somebody asks for more than a report of the run does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import PrivateAttr

from catalogsite.model.facts.unread import LENIENT
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.snapshot_file import snapshot_of_text
from catalogsite.state.snapshot_text import name_of, text_of_members

_REPORT = frozenset(
    {
        *("schema", "version", "created", "title", "sources", "repositories"),
        *("documentation", "facts", "problems", "sizes"),
    }
)
"""The members that a report of a run reads."""


class StoredSnapshot(Snapshot):
    """A snapshot of which the members of a report are known; any other one decodes its text.

    From then on it is a plain Snapshot.
    """

    _text: bytes = PrivateAttr(b"")
    _entities: int = PrivateAttr(0)

    @property
    def entity_count(self) -> int:
        """The number of entities, for which they need not be decoded."""
        return self._entities

    def __getattr__(self, name: str) -> Any:
        if name not in Snapshot.model_fields:
            # pydantic hides its own method from type checkers.
            return super().__getattr__(name)  # type: ignore[misc]  # pydantic hides it from checkers
        _decode(self)
        return self.__dict__[name]

    def __eq__(self, other: object) -> bool:
        _decode(self)
        return bool(self == other)

    __hash__ = Snapshot.__hash__

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy of the decoded snapshot."""
        _decode(self)
        return self.model_copy(update=update, deep=deep)

    def model_dump_json(self, **options: Any) -> str:
        """The text of the decoded snapshot."""
        _decode(self)
        return self.model_dump_json(**options)


def stored_snapshot(text: bytes, members: Iterable[bytes], entities: int) -> Snapshot:
    """The snapshot of a text and of its members; `entities` is their number."""
    report = b"".join(text_of_members(one for one in members if name_of(one) in _REPORT))
    snapshot = StoredSnapshot.model_validate_json(report, context=LENIENT)
    for name, field in Snapshot.model_fields.items():
        if (field.alias or name) not in _REPORT:
            del snapshot.__dict__[name]
    object.__setattr__(snapshot, "__pydantic_private__", {"_text": text, "_entities": entities})
    return snapshot


def _decode(stored: StoredSnapshot) -> None:
    private = stored.__pydantic_private__ or {}
    whole = snapshot_of_text(private["_text"])
    stored.__dict__.update(whole.__dict__)
    object.__setattr__(stored, "__pydantic_private__", None)
    object.__setattr__(stored, "__class__", Snapshot)
