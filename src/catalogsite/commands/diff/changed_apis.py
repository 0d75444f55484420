"""The APIs whose definitions changed, and who uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogsite.apis.differ.summary import changes_text
from catalogsite.changes.change import Changes
from catalogsite.commands.graph.impact import ImpactOwner, impact_owners
from catalogsite.execution.progress import counted
from catalogsite.graph.graph import Graph
from catalogsite.graph.who_must_know import who_must_know
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.value import Value


class ChangedApi(Value):
    """An API with the changes of its definition, those that break first, and its direct consumers.

    `before` and `after` are the versions that the definition states; `consumers` are references,
    `owners` theirs.
    """

    ref: str
    before: str = ""
    after: str = ""
    changes: tuple[ApiChange, ...]
    consumers: tuple[str, ...] = ()
    owners: tuple[ImpactOwner, ...] = ()

    @property
    def breaking(self) -> int:
        """The number of breaking changes."""
        return sum(one.impact is Impact.BREAKING for one in self.changes)

    def as_json(self) -> dict[str, object]:
        """The values as JSON; a change has the `rule`, its `impact` and `message`."""
        shown = self.model_dump(mode="json", exclude={"changes": {"__all__": {"place"}}})
        return {**shown, "breaking": self.breaking}

    @property
    def title(self) -> str:
        """The reference, the versions where they differ, and the number of each class."""
        versions = f" {self.before or 'no version'} → {self.after or 'no version'}"
        return f"{self.ref}{versions * (self.before != self.after)}: {changes_text(self.changes)}"


def changed_apis(
    changes: Mapping[str, Sequence[ApiChange]],
    old: Snapshot,
    new: Snapshot,
    graph: Graph,
    renames: Mapping[str, str],
) -> tuple[ChangedApi, ...]:
    """An entry for each API, those with breaking changes first; `renames` are from old to new."""
    before = {now: ref for ref, now in renames.items()}
    found = [
        _changed(ref, ones, old.definitions[before.get(ref, ref)].version, new, graph)
        for ref, ones in changes.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.breaking, one.ref)))


def _changed(
    ref: str, changes: Sequence[ApiChange], version: str, new: Snapshot, graph: Graph
) -> ChangedApi:
    groups = who_must_know(graph, ref, 1) if ref in graph else ()
    consumers = (one.ref for group in groups for one in group.reached)
    return ChangedApi(
        ref=ref,
        before=version,
        after=new.definitions[ref].version,
        changes=tuple(changes),
        consumers=tuple(sorted(consumers)),
        owners=impact_owners(groups),
    )


def summary_of(changes: Changes, apis: Sequence[ChangedApi]) -> str:
    """One line such as `2 added, 1 changed, 1 breaking change of an API`."""
    breaking = sum(one.breaking for one in apis)
    if not breaking:
        return changes.summary() if changes or not apis else "definitions of APIs changed"
    words = f"{counted(breaking, 'breaking change')} of {'an API' if len(apis) == 1 else 'APIs'}"
    return f"{changes.summary()}, {words}" if changes else words
