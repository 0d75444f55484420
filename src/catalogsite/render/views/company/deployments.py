"""View models of deployments: components by environment, those with a failure first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogsite.model.entity import EntityData
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.kind import Status
from catalogsite.model.facts.running import deployments
from catalogsite.model.facts.running.deployments import Deployment
from catalogsite.model.facts.running.environments import (
    Difference,
    Environment,
    difference,
    environments,
    version_of,
)
from catalogsite.model.urls import split_ref
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.company.environment_columns import environment_columns
from catalogsite.render.views.health import parts_of, stale_since

BEHIND = "behind"
_RANKED: tuple[str, ...] = ("failed", "in progress", "waiting", "unknown")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment as a cell shows it; `url` is safe."""

    version: str
    status: Status
    since: datetime | None
    by: str
    url: str


@dataclass(frozen=True, slots=True)
class DeployedTo:
    """One environment of a component: what runs there, and a later deployment that does not.

    `difference` is how its version differs from that of production; of production from that of
    another production environment.
    """

    name: str
    production: bool
    shown: Deployed
    later: Deployed | None
    difference: Difference

    @property
    def status(self) -> Status:
        """The status of the newest deployment."""
        return (self.later or self.shown).status


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A component and its environments; `stale_since` is when its provider answered last."""

    ref: str
    owner: str | None
    system: str | None
    environments: tuple[DeployedTo, ...]
    stale_since: datetime | None

    @property
    def production(self) -> tuple[DeployedTo, ...]:
        """The environments that are production."""
        return tuple(one for one in self.environments if one.production)

    @property
    def states(self) -> tuple[str, ...]:
        """The states of its newest deployments, and `behind` where an environment is."""
        found = dict.fromkeys(one.status.word for one in self.environments)
        if any(one.difference == BEHIND for one in self.environments):
            found[BEHIND] = None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class DeploymentTable:
    """Rows with a cell for production, one for each of `columns`, and one for all other environments."""

    columns: tuple[str, ...]
    rows: tuple[DeploymentRow, ...]

    @property
    def folds(self) -> bool:
        """Whether any row has an environment without a column."""
        return any(self.others(row) for row in self.rows)

    def cell(self, row: DeploymentRow, column: str) -> tuple[DeployedTo, ...]:
        """The environments of a row in a column."""
        return tuple(one for one in row.environments if _is_in(one, column))

    def others(self, row: DeploymentRow) -> tuple[DeployedTo, ...]:
        """The environments of a row that have no column, those with a failure first."""
        named = {column.casefold() for column in self.columns}
        left = [e for e in row.environments if not e.production and e.name.casefold() not in named]
        return tuple(sorted(left, key=lambda one: (_rank(one.status.word), one.name)))


def _is_in(one: DeployedTo, column: str) -> bool:
    return not one.production and one.name.casefold() == column.casefold()


def deployment_rows(portal: Portal, refs: Iterable[str]) -> tuple[DeploymentRow, ...]:
    """A row for each of the components that has deployments, those with a failure first.

    Other entities have a row where a fact is about themselves, and not only about their repository.
    """
    found = [row for ref in refs if portal.knows(ref) for row in _rows(portal, ref)]
    return tuple(sorted(found, key=lambda row: _place(portal, row)))


def all_deployments(portal: Portal) -> tuple[DeploymentRow, ...]:
    """The rows of the whole catalog, made once for all outputs that show them."""
    return portal.shared("deployments", lambda one: deployment_rows(one, one.links))


def deployment_table(rows: Sequence[DeploymentRow]) -> DeploymentTable:
    """The rows with the environments that have a column of their own."""
    named = [[one.name for one in row.environments if not one.production] for row in rows]
    return DeploymentTable(environment_columns(named), tuple(rows))


def own_deployments(portal: Portal, ref: str, entity: EntityData) -> DeploymentTable:
    """The deployments of what a group, user, system or domain is made of; other entities have none."""
    return deployment_table(deployment_rows(portal, parts_of(portal, ref, entity)))


def _rows(portal: Portal, ref: str) -> Iterator[DeploymentRow]:
    kind = deployments.KIND
    value = portal.value(ref, kind)
    listed = environments(value) if value is not None else ()
    if listed and _is_about(portal, ref):
        link = portal.links[ref]
        yield DeploymentRow(
            ref=ref,
            owner=link.owner,
            system=link.system,
            environments=tuple(_deployed_to(one, listed) for one in listed),
            stale_since=stale_since(portal, ref, kind),
        )


def _is_about(portal: Portal, ref: str) -> bool:
    return split_ref(ref)[0] == "component" or any(
        map(deployments.KIND.matches, portal.own_facts(ref))
    )


def _deployed_to(one: Environment, everywhere: Sequence[Environment]) -> DeployedTo:
    newest, shown = one.newest, one.shown
    return DeployedTo(
        name=one.name,
        production=one.production,
        shown=_deployed(shown),
        later=_deployed(newest) if newest is not shown else None,
        difference=_difference(one, [each for each in everywhere if each.production]),
    )


def _difference(one: Environment, production: Sequence[Environment]) -> Difference:
    if not one.production:
        return difference(one, production)
    found = {difference(one, [each]) for each in production if each is not one}
    return next((word for word in ("behind", "other version") if word in found), "")


def _deployed(one: Deployment) -> Deployed:
    return Deployed(
        version=version_of(one),
        status=deployments.state_status(one.state),
        since=parsed_time(one.since),
        by=one.by or "",
        url=safe_url(one.url),
    )


def _place(portal: Portal, row: DeploymentRow) -> tuple[int, str, str, str]:
    owner = portal.title(row.owner).lower() if row.owner else "\uffff"
    return _row_rank(row), owner, portal.title(row.ref).lower(), row.ref


def _row_rank(row: DeploymentRow) -> int:
    """A failure in production first, then one elsewhere, what is in progress, and what is behind."""
    ranks = [2 * _rank(e.status.word) + (not e.production) for e in row.environments]
    calm = 2 * len(_RANKED)
    worst = min(ranks)
    return worst if worst < calm else calm + (BEHIND not in row.states)


def _rank(word: str) -> int:
    return _RANKED.index(word) if word in _RANKED else len(_RANKED)
