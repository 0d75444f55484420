"""The environments and deployments of one project of GitLab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.deployments.entity_deployments import deployment_of, states_of
from catalogsite.collectors.deployments.environments import DeploymentSettings
from catalogsite.collectors.response_item import Item
from catalogsite.model.facts.running.deployments import Deployment
from catalogsite.model.source_run import Failure

STATES = states_of(
    live="success", failed="failed", in_progress="running canceling", waiting="created blocked"
)
NOT_DEPLOYED = frozenset({"canceled", "skipped"})
"""Deployments that changed nothing in their environment: they are left out."""

MOST_ASKED = 20
"""Environments of a project that are asked for one by one: the last deployments do not tell of them."""

_PAGE = 100
_NEWEST: Mapping[str, str | int] = {"order_by": "id", "sort": "desc", "per_page": _PAGE}
_AVAILABLE: Mapping[str, str | int] = {"states": "available", "per_page": _PAGE}
_FIELDS = {"commit": "sha", "url": "deployable.web_url"}


class Project:
    """Requests about one project."""

    def __init__(self, settings: DeploymentSettings, asked: Asked) -> None:
        self._settings = settings
        self._asked = asked
        self._path = f"projects/{quote(asked.target.slug, safe='')}"

    def deployments(self) -> list[Deployment]:
        """The last deployments, and those of each environment. Raises ProviderError."""
        listed = self._asked.get_list(f"{self._path}/environments", _AVAILABLE)
        known = {name: one for one in listed if (name := one.text("name"))}
        found = list(self._asked.get_list(f"{self._path}/deployments", _NEWEST))
        if len(listed) == _PAGE:
            self._note(f"more than {_PAGE - 1} environments, of which the first are read")
        if len(found) == _PAGE:
            found += self._older(self._unseen(known, found))
        whole = len(listed) < _PAGE
        each = {one.whole("id"): one for one in found}
        made = (self._deployment(one, known) for one in each.values())
        return [
            _stopped(one) if whole and one.environment not in known else one for one in made if one
        ]

    def _unseen(self, known: Mapping[str, Item], found: Sequence[Item]) -> list[str]:
        """The environments of which more is asked, production first."""
        seen = {one.text("environment.name") for one in found}
        production = [name for name, one in known.items() if self._is_production(name, one)]
        others = [name for name in known if name not in seen and name not in production]
        asked = [*production, *others]
        if len(asked) > MOST_ASKED:
            self._note(f"{len(asked)} environments to ask for, of which {MOST_ASKED} are read")
        return asked[:MOST_ASKED]

    def _older(self, names: Sequence[str]) -> Iterator[Item]:
        for name in names:
            params = {**_NEWEST, "environment": name}
            yield from self._asked.try_list(f"{self._path}/deployments", params)

    def _deployment(self, one: Item, known: Mapping[str, Item]) -> Deployment | None:
        word, environment = one.text("status") or "", one.required("environment.name")
        if word in NOT_DEPLOYED or environment is None:
            return None
        state = STATES.get(word, "unknown")
        ended = state in ("live", "failed")
        finished = one.time("deployable.finished_at") or one.time("updated_at") if ended else None
        committed = one.time("deployable.commit.committed_date")
        return deployment_of(
            one,
            _FIELDS,
            environment=environment,
            state=state,
            version=one.text("ref") if one.flag("deployable.tag") else None,
            since=finished or one.time("created_at"),
            by=one.text("user.username") if self._may_name(one) else None,
            finished=finished,
            committed=committed or one.time("deployable.commit.created_at"),
            production=self._is_production(environment, known.get(environment)),
        )

    def _may_name(self, one: Item) -> bool:
        return self._settings.names or one.flag("deployable.user.bot")

    def _is_production(self, name: str, environment: Item | None) -> bool:
        """By its tier, which GitLab derives from the name where nobody states it."""
        tier = environment.text("tier") if environment else None
        if tier is None or self._settings.production is not None:
            return self._settings.is_production(name)
        return tier == "production"

    def _note(self, what: str) -> None:
        target = self._asked.target
        note = Failure.about(
            target.slug,
            what,
            source=self._asked.kind,
            fix="stop environments that are not used any more",
            url=f"{self._asked.client.base_url}{self._path}/environments",
            subjects=target.subjects,
        )
        self._asked.failures.append(note)


def _stopped(one: Deployment) -> Deployment:
    """A deployment to an environment that was stopped: what ran there last is then stopped."""
    return one.model_copy(update={"state": "superseded"}) if one.state == "live" else one
