"""The deployments of an entity as one fact: of each environment one is live, and old ones are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from catalogsite.collectors.protocol import Context
from catalogsite.collectors.response_item import Item, given
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.running.deployments import Deployment, Deployments, DeploymentState
from catalogsite.model.source_run import Failure

MOST_PRODUCTION = 100
"""Deployments of an environment that is production which a fact keeps."""

MOST_ENVIRONMENTS = 100
"""Environments that are production which a fact keeps, first those in which something is not live."""

MOST_OTHERS, MOST_OTHER_ENVIRONMENTS = 5, 30
"""Deployments of any other environment, and other environments, the newest ones."""

_WORST_FIRST: tuple[DeploymentState, ...] = (
    *("failed", "in progress", "waiting", "unknown", "live", "superseded", "stopped"),
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def states_of(**words: str) -> dict[str, DeploymentState]:
    """Our state for each word of a provider: `failed="failure error"` gives both words that state."""
    names: dict[str, DeploymentState] = {
        "failed": "failed",
        "in_progress": "in progress",
        "waiting": "waiting",
        "unknown": "unknown",
        "live": "live",
        "stopped": "stopped",
        "superseded": "superseded",
    }
    return {word: names[name] for name, listed in words.items() for word in listed.split()}


def deployment_of(item: Item, fields: Mapping[str, str], **known: object) -> Deployment:
    """The deployment that an object describes: `fields` are the paths of its values by field.

    `known` are values that need more than a path; those that are null are left out.
    """
    times = ("since", "finished", "committed")
    read = {
        name: item.time(path) if name in times else item.text(path) for name, path in fields.items()
    }
    return Deployment(**given(**read | known))


def with_state(deployed: Deployment, state: DeploymentState, since: str | None) -> list[Deployment]:
    """A deployment that is live, and the state in which it is now where that is another one.

    The second has no end: deploying did not fail because what was deployed fails later.
    """
    if state == "live":
        return [deployed]
    changed = {"state": state, "since": since or deployed.since, "finished": None}
    return [deployed.model_copy(update=changed), deployed]


def fact_key(kind: str, server: str | None) -> str:
    """The key of the facts of one server: an entity may have deployments on several of a kind."""
    name = re.sub(r"[^\w.-]+", "_", server or "")
    return f"deployments.{kind}" + (f".{name}" if name else "")


def same_key(settings: Any, context: Context, server: str, name: str | None) -> Failure | None:
    """The failure where two servers of a kind have the same name: an entity would lose one's facts.

    `server` is the setting that names a server, `name` its value.
    """
    servers = [one for one in context.enrichments if isinstance(one, type(settings))]
    if sum(getattr(one, server) == name for one in servers) < 2:
        return None
    named = f"`{server}: {name}`" if name else f"without `{server}`"
    return Failure(
        source=settings.kind,
        reason=f"several of the kind `{settings.kind}` are configured {named}: facts of one are lost",
        fix=f"give each a `{server}` of its own",
        subjects=("",),
    )


Named = tuple[Sequence[str], Sequence[Deployment]]
"""The names of an object, from the shortest one to one that no other has, and its deployments."""


def with_distinct_environments(found: Sequence[Named]) -> list[Deployment]:
    """The deployments of the objects of an entity.

    An environment that has several objects is named with the object: each has a state of its own.
    """
    listed = list(
        zip(_shortest([names for names, _ in found]), (own for _, own in found), strict=True)
    )
    objects: dict[str, set[str]] = {}
    for name, own in listed:
        for one in own:
            objects.setdefault(one.environment, set()).add(name)
    return [
        one.model_copy(update={"environment": f"{one.environment}/{name}"})
        if len(objects[one.environment]) > 1
        else one
        for name, own in listed
        for one in own
    ]


def _shortest(named: Sequence[Sequence[str]]) -> Sequence[str]:
    """The shortest names of which each is another."""
    ways = list(zip(*named, strict=True))
    return next((way for way in ways if len(set(way)) == len(way)), ways[-1] if ways else ())


def deployments_of(found: Iterable[Deployment]) -> Deployments:
    """The newest of each environment first; what an environment had before is superseded."""
    by_name: dict[str, list[Deployment]] = {}
    for one in sorted(dict.fromkeys(found), key=_newest_first):
        by_name.setdefault(one.environment, []).append(one)
    # Sorting keeps the order of equals: the newest come first.
    production = sorted(
        (own for own in by_name.values() if own[0].production), key=lambda own: _rank(own[0])
    )[:MOST_ENVIRONMENTS]
    others = [own for own in by_name.values() if not own[0].production][:MOST_OTHER_ENVIRONMENTS]
    listed = [one for own in (*production, *others) for one in _bounded(own)]
    since = _complete_since(production)
    return Deployments(deployments=tuple(listed), **given(complete_since=since))


def _complete_since(production: Sequence[Sequence[Deployment]]) -> str | None:
    """Since when all are kept, where some of them are left out between the newest and the live one."""
    if all(len(own) <= MOST_PRODUCTION for own in production):
        return None
    oldest = [own[:MOST_PRODUCTION][-1] for own in production]
    return min(oldest, key=_newest_first).since


def _bounded(own: Sequence[Deployment]) -> list[Deployment]:
    listed = list(_superseded(own))
    most = MOST_PRODUCTION if own[0].production else MOST_OTHERS
    live = [one for one in listed[most:] if one.state == "live"]
    return [*listed[:most], *live]


def _superseded(own: Sequence[Deployment]) -> Iterator[Deployment]:
    """The deployments of an environment, the newest first, of which at most one is live."""
    followed = False
    for one in own:
        if one.state == "live" and followed:
            yield one.model_copy(update={"state": "superseded"})
        elif one.state == "superseded" and not followed:
            # Nothing came after it: it was taken away.
            yield one.model_copy(update={"state": "stopped"})
        else:
            yield one
        followed = followed or one.state in ("live", "superseded")


def _newest_first(one: Deployment) -> tuple[float, str, str]:
    moment = parsed_time(one.since) or _LONG_AGO
    return -moment.timestamp(), str(_rank(one)), one.model_dump_json()


def _rank(one: Deployment) -> int:
    return _WORST_FIRST.index(one.state)
