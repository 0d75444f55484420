"""The scores of an earlier snapshot, for entities about which nothing that a check reads has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from importlib.metadata import version

from pydantic_core import to_json

from catalogsite import __version__
from catalogsite.model.scorecard import Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.scorecards.definition import ScorecardDefinition


def scorecards_digest(scorecards: Iterable[ScorecardDefinition]) -> str:
    """A digest (64 hex digits) of all that scores depend on besides the snapshot."""
    parts = [__version__, version("common-expression-language")]
    parts += [card.model_dump_json() for card in scorecards]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class EarlierScores:
    """The scores of a snapshot that the same scorecards gave, with conditions that read `names`."""

    def __init__(self, earlier: Snapshot, now: SnapshotIndex, names: Collection[str]) -> None:
        self._before = SnapshotIndex(earlier)
        self._now = now
        self._names = names
        same_keys = "known" not in names or self._before.fact_keys == now.fact_keys
        self._usable = same_keys and "now" not in names

    def has(self, ref: str) -> bool:
        """Whether the score of an entity is the same as before; it may be none."""
        before, now = self._before, self._now
        old = before.entity(ref)
        if not self._usable or old is None or to_json(old) != to_json(now.entity(ref)):
            return False
        for relation in now.relations(ref):
            if relation.type == "ownedBy" and (relation.ref in before) != (relation.ref in now):
                return False
        is_documented = before.documentation_link(ref) is not None
        if is_documented != (now.documentation_link(ref) is not None):
            return False
        return _values(before, ref) == _values(now, ref)

    def score(self, ref: str) -> Score | None:
        """The score that the entity had."""
        return self._before.snapshot.scores.get(ref)


def _values(index: SnapshotIndex, ref: str) -> bytes:
    """The values of the facts about an entity, as they are written: 1 is not `true` there."""
    facts = index.facts(ref)
    return (
        to_json({key: fact.value for key, fact in facts.items()}, fallback=repr) if facts else b""
    )
