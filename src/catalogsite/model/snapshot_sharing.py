"""One object for equal values of a snapshot: in a large catalog that is a quarter of its memory."""

from __future__ import annotations

from catalogsite.model.entity import EntityData
from catalogsite.model.scorecard import CheckResult
from catalogsite.model.snapshot import Snapshot

_RELATION = {"type", "targetRef"}


def share_equal_values(snapshot: Snapshot) -> None:
    """Let entities with the same relation, and scores with the same results, share these.

    Nobody may change a value of a snapshot afterwards. Relations to one entity, and the results of
    those that pass or fail the same checks, are the most frequent equal values.
    """
    relations: dict[tuple[str, str], EntityData] = {}
    for entity in snapshot.entities:
        stated = entity.get("relations")
        if stated:
            entity["relations"] = [_shared(one, relations) for one in stated]
    results: dict[tuple[CheckResult, ...], tuple[CheckResult, ...]] = {}
    for ref, score in snapshot.scores.items():
        known = results.setdefault(score.results, score.results)
        if known is not score.results:
            snapshot.scores[ref] = score.model_copy(update={"results": known})


def _shared(relation: EntityData, known: dict[tuple[str, str], EntityData]) -> EntityData:
    if relation.keys() != _RELATION:
        return relation
    return known.setdefault((relation["type"], relation["targetRef"]), relation)
