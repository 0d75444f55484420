"""The view model of the findings in the dependency graph: sections of a bounded number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from catalogsite.graph.findings.cycles import CycleGroup
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.findings.rules import Violation
from catalogsite.graph.findings.shared_most import OwnerPair
from catalogsite.graph.findings.single_points import SinglePoint, WeakNeed
from catalogsite.graph.findings.undeclared import DeclarationFinding
from catalogsite.model.quantities import number, plural
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.finding_texts import TEXTS, SectionTexts
from catalogsite.render.views.places import place
from catalogsite.repositories.hosts import read_line_url

MOST_ROWS = 20
"""Rows of a section; the command that it names prints all."""

MOST_LINKS = 8
"""Entities of a cycle that are drawn; of a longer one the first ones and the last."""

MOST_NAMES = 60
"""Entities without a dependency that are named."""

MOST_EVIDENCE = 3
"""Lines of manifests beside one dependency."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A line of a file; `url` is safe, and empty where its host is not known."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: entities with the words after each of them, and what is to be said of them.

    `left_out` are the entities of a cycle before the last one that are not listed. `owner` and
    `changed`, the last commit of its repository, are those of the first entity. `removal` is the
    edge of a cycle without which `frees` entities are on none.
    """

    refs: tuple[str, ...]
    words: tuple[str, ...] = ()
    left_out: int = 0
    note: str = ""
    places: tuple[PlaceLink, ...] = ()
    owner: str | None = None
    changed: datetime | None = None
    removal: tuple[str, str] | None = None
    frees: str = ""


@dataclass(frozen=True, slots=True)
class FindingSection:
    """The findings of one sort; `more` are those after its rows."""

    id: str
    texts: SectionTexts
    total: int
    nothing: str
    rows: tuple[FindingRow, ...]

    @property
    def more(self) -> int:
        """The findings that are not listed."""
        return self.total - len(self.rows)

    @property
    def command(self) -> str:
        """The command that prints all of them."""
        return f"catalogsite graph findings --only {self.id}"


def finding_sections(portal: Portal) -> tuple[FindingSection, ...]:
    """Every sort of findings, in the order of the page."""
    found, rules = portal.graph.findings, portal.snapshot.dependency_rules
    rows: Mapping[str, tuple[int, Iterator[FindingRow]]] = {
        "cycles": (len(found.cycles), _cycles(portal, found.cycles)),
        "violations": (len(found.violations), _violations(portal, found.violations, rules)),
        "weak-needs": (len(found.weak_needs), _weak_needs(portal, found.weak_needs)),
        "single-points": (len(found.single_points), _single_points(portal, found.single_points)),
        "undeclared": (len(found.undeclared), _undeclared(portal, found.undeclared)),
        "declarations": (len(found.declarations), _declarations(portal, found.declarations)),
        "isolated": (len(found.isolated), _isolated(portal, found.isolated)),
        "shared": (len(found.shared_most), _shared(found.shared_most)),
    }
    return tuple(
        FindingSection(name, TEXTS[name], total, _nothing(name, found), tuple(listed))
        for name, (total, listed) in rows.items()
    )


def attention_words(found: GraphFindings) -> str:
    """The findings that somebody should look at, in one line; empty where there are none."""
    counts = (
        (len(found.cycles), "cycle", "cycles"),
        (len(found.violations), "forbidden dependency", "forbidden dependencies"),
        (len(found.weak_needs), "production dependency", "production dependencies"),
    )
    parts = [plural(count, one, many) for count, one, many in counts if count]
    if parts and found.weak_needs:
        parts[-1] += " on what is deprecated or experimental"
    return ", ".join(parts)


def _nothing(name: str, found: GraphFindings) -> str:
    examined = found.examined
    if name == "violations" and not examined.rules:
        return "No rule says who must not depend on whom, so none was looked for."
    return TEXTS[name].nothing.format(
        dependencies=plural(examined.dependencies, "dependency", "dependencies"),
        entities=plural(
            examined.entities, "component, API or resource", "components, APIs and resources"
        ),
        rules=plural(examined.rules, "rule"),
    )


def _cycles(portal: Portal, groups: Sequence[CycleGroup]) -> Iterator[FindingRow]:
    for group in groups[:MOST_ROWS]:
        cycle = _with_removal(group)
        shown = cycle if len(cycle) <= MOST_LINKS else (*cycle[: MOST_LINKS - 1], cycle[-1])
        removal = group.removal
        others = len(group.cycles) - 1
        more = f"; {'' if group.complete else 'at least '}{plural(others, 'more cycle')}"
        members = plural(len(group.refs), "entity", "entities")
        yield FindingRow(
            refs=shown,
            words=("needs",) * len(shown),
            left_out=len(cycle) - len(shown),
            note=f"{members} need each other{more if others else ''}",
            removal=(removal.source, removal.target),
            frees=f"{number(removal.opens)} of {number(len(group.refs))}",
            **_known(portal, removal.source),
        )


def _with_removal(group: CycleGroup) -> tuple[str, ...]:
    """The shortest cycle with the edge that is to be removed, which is its last one."""
    source, target, _ = group.removal
    for cycle in group.cycles:
        for at, ref in enumerate(cycle):
            if ref == target and cycle[at - 1] == source:
                return (*cycle[at:], *cycle[:at])
    return group.cycles[0]


def _violations(
    portal: Portal, found: Sequence[Violation], rules: Sequence[DependencyRule]
) -> Iterator[FindingRow]:
    texts = {rule.name: rule for rule in rules}
    for one in found[:MOST_ROWS]:
        rule = texts.get(one.rule)
        text = f"{rule.words}{f' ({rule.place})' if rule.place else ''}" if rule else ""
        yield FindingRow(
            refs=(one.source, one.target),
            words=(portal.relation_types.direction(one.relation).words,),
            note=f"{one.rule}: {text}" if text else one.rule,
            places=_places(portal, one.source, one.target),
            **_known(portal, one.source),
        )


def _weak_needs(portal: Portal, found: Sequence[WeakNeed]) -> Iterator[FindingRow]:
    for one in found[:MOST_ROWS]:
        yield FindingRow(
            refs=(one.source, one.target),
            words=("needs",),
            note=f"in production, on what is {one.lifecycle}",
            places=_places(portal, one.source, one.target),
            **_known(portal, one.source),
        )


def _single_points(portal: Portal, found: Sequence[SinglePoint]) -> Iterator[FindingRow]:
    for one in found[:MOST_ROWS]:
        need = "needs" if one.dependents == 1 else "need"
        entities = plural(one.dependents, "entity", "entities")
        note = f"{entities} of {plural(one.owners, 'owner')} {need} it, {number(one.production)} in production"
        yield FindingRow(refs=(one.ref,), note=note, **_known(portal, one.ref))


def _undeclared(portal: Portal, found: Sequence[tuple[str, str]]) -> Iterator[FindingRow]:
    for source, target in found[:MOST_ROWS]:
        packages = dict.fromkeys(
            " ".join(filter(None, (one.package, one.requirement)))
            for one in portal.graph.evidence(source, target)
        )
        yield FindingRow(
            refs=(source, target),
            words=("needs",),
            note=", ".join(f"`{one}`" for one in list(packages)[:MOST_EVIDENCE] if one),
            places=_places(portal, source, target),
            **_known(portal, source),
        )


def _declarations(portal: Portal, found: Sequence[DeclarationFinding]) -> Iterator[FindingRow]:
    for one in found[:MOST_ROWS]:
        file = f"{one.file}:{one.line}" if one.file and one.line else one.file
        yield FindingRow(
            refs=(one.source, one.target),
            words=("needs",),
            note=_disagreement(one),
            places=(PlaceLink(file, _file_url(portal, one)),)
            if file
            else _places(portal, one.source, one.target),
            **_known(portal, one.source),
        )


def _disagreement(one: DeclarationFinding) -> str:
    if one.difference == "without evidence":
        return "its descriptor declares it, and no file of it names it"
    if one.difference == "opposite":
        return (
            f"a file names `{one.package}`, and the descriptor of the other declares the opposite"
        )
    return f"it asks for `{one.package} {one.requirement}`, and the other is {one.version}"


def _file_url(portal: Portal, one: DeclarationFinding) -> str:
    repository = portal.repository(one.source)
    found = read_line_url(repository, one.file, one.line or None) if repository else None
    return safe_url(found)


def _isolated(portal: Portal, found: Sequence[str]) -> Iterator[FindingRow]:
    for ref in found[:MOST_NAMES]:
        yield FindingRow(refs=(ref,), **_known(portal, ref))


def _shared(found: Sequence[OwnerPair]) -> Iterator[FindingRow]:
    for one in found[:MOST_ROWS]:
        between = plural(one.first_needs + one.second_needs, "dependency", "dependencies")
        both = plural(one.both_need, "entity", "entities")
        yield FindingRow(
            refs=(one.first, one.second),
            words=("and",),
            note=f"{between} between them, {both} of others that both need",
        )


class _Known(TypedDict):
    owner: str | None
    changed: datetime | None


def _known(portal: Portal, ref: str) -> _Known:
    """The owner of an entity, and the last commit of its repository."""
    link, repository = portal.links.get(ref), portal.repository(ref)
    return {
        "owner": link.owner if link else None,
        "changed": repository.committed if repository else None,
    }


def _places(portal: Portal, source: str, target: str) -> tuple[PlaceLink, ...]:
    """The lines of manifests that name a dependency, else the descriptor of its source."""
    found = []
    for one in portal.graph.evidence(source, target)[:MOST_EVIDENCE]:
        repository = portal.repositories.get(one.repository) if one.repository else None
        url = read_line_url(repository, one.file, one.line) if repository and one.file else None
        if one.place:
            found.append(PlaceLink(one.place, safe_url(url)))
    if found:
        return tuple(found)
    where = place(portal, source)
    return (PlaceLink(where.file, where.url),) if where.file else ()
