"""How much of the catalog is measured, so that the home page calls nothing fine that nobody looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalogsite.model.facts.kind import Status
from catalogsite.model.problem import Level
from catalogsite.model.quantities import number, plural
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.home import OWNED_KINDS


@dataclass(frozen=True, slots=True)
class Measured:
    """Whether a status of any entity is known, and of how many components."""

    known: bool
    components: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the home page may say of a catalog where nothing needs attention."""

    ownable: int
    components: int
    builds: Measured
    alerts: Measured

    def fine(self) -> str:
        """One sentence of what was measured and is in order; empty where nothing was."""
        parts = []
        if self.builds.known:
            parts.append("no build is failing")
        if self.alerts.known:
            parts.append("no alert is firing")
        if self.ownable:
            parts.append("everything has an owner")
        *before, last = parts or [""]
        words = ", and ".join(filter(None, [", ".join(before), last]))
        return f"{words[:1].upper()}{words[1:]}." if words else ""

    def unknown(self) -> str:
        """Sentences of what is not known of the components; empty where everything is."""
        if not self.components:
            return ""
        both = (("builds", self.builds), ("alerts", self.alerts))
        missing = " and ".join(name for name, measured in both if not measured.known)
        sentences = [f"{missing.capitalize()} are not known."] if missing else []
        return " ".join([*sentences, *self._partly_known()])

    def _partly_known(self) -> Iterator[str]:
        total = plural(self.components, "component")
        for name, measured in (("Builds", self.builds), ("Alerts", self.alerts)):
            if measured.known and measured.components < self.components:
                yield f"{name} are known of {number(measured.components)} of {total}."


def coverage(portal: Portal) -> Coverage:
    """What is known of the entities of the catalog."""
    kinds = {ref: link.kind for ref, link in portal.links.items()}
    return Coverage(
        ownable=sum(kind in OWNED_KINDS for kind in kinds.values()),
        components=sum(kind == "component" for kind in kinds.values()),
        builds=_measured(portal.build, kinds),
        alerts=_measured(portal.alerts, kinds),
    )


def _measured(status: Callable[[str], Status | None], kinds: dict[str, str]) -> Measured:
    """`unknown` and `no data` are statuses in which nothing was measured."""
    found = {ref: status(ref) for ref in kinds}
    known = [ref for ref, one in found.items() if one is not None and one.tone != "none"]
    return Measured(bool(known), sum(kinds[ref] == "component" for ref in known))


def problem_counts(portal: Portal) -> tuple[int, int]:
    """The number of errors and of warnings."""
    levels = Counter(problem.level for problem in portal.snapshot.problems)
    return levels[Level.ERROR], levels[Level.WARNING]
