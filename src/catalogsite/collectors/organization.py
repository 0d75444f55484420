"""People and teams as a source tells of them, written as descriptors of Users and Groups."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from catalogsite.model.repository import RepositoryRequest, Scope

_NO_NAME = re.compile(r"[^a-zA-Z0-9_.-]+")
_LONGEST_NAME = 63
_DESCRIPTORS = ("*/*.json",)


class Team(NamedTuple):
    """A team: its name, that of its parent, and its page at the provider."""

    name: str
    title: str | None = None
    description: str | None = None
    parent: str | None = None
    type: str = "team"
    email: str | None = None
    picture: str | None = None
    web_url: str | None = None
    annotations: tuple[tuple[str, str], ...] = ()


class Person(NamedTuple):
    """A person, with the names of the teams in which they are themselves."""

    name: str
    title: str | None = None
    email: str | None = None
    picture: str | None = None
    web_url: str | None = None
    teams: tuple[str, ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()


def entity_name(text: str) -> str:
    """A text as the name of an entity, as Backstage's readers of organisations make it.

    Other letters than those of names become `_`; empty where nothing is left.
    """
    name = re.sub(r"__+", "_", _NO_NAME.sub("_", text.strip().lower()))
    return name[:_LONGEST_NAME].strip("_.-")


def organization_request(
    source: str, name: str, teams: Iterable[Team], people: Iterable[Person]
) -> RepositoryRequest:
    """The request for the descriptors of teams and people, a file each.

    Of two with one name the first counts; a parent or team that is not among `teams` is left out.
    """
    by_name = {team.name: team for team in reversed(list(teams))}
    persons = {person.name: person for person in reversed(list(people))}
    files = {f"groups/{team.name}.json": _group(team, by_name) for team in by_name.values()}
    files |= {f"users/{one.name}.json": _user(one, by_name) for one in persons.values()}
    written = tuple((path, json.dumps(entity)) for path, entity in sorted(files.items()))
    return RepositoryRequest(
        source=source,
        name=name,
        scope=Scope.FILES,
        files=written,
        descriptors=_DESCRIPTORS,
        also=_DESCRIPTORS,
    )


def _group(team: Team, known: Mapping[str, Team]) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "type": team.type,
        "profile": _profile(team.title, team.email, team.picture),
        "children": [],
    }
    if team.parent in known and team.parent != team.name:
        spec["parent"] = team.parent
    return _entity("Group", team, team.description, spec)


def _user(person: Person, known: Mapping[str, Team]) -> dict[str, Any]:
    spec = {
        "profile": _profile(person.title, person.email, person.picture),
        "memberOf": sorted({team for team in person.teams if team in known}),
    }
    return _entity("User", person, None, spec)


def _profile(title: str | None, email: str | None, picture: str | None) -> dict[str, str]:
    profile = {"displayName": title, "email": email, "picture": picture}
    return {key: text for key, text in profile.items() if text}


def _entity(
    kind: str, one: Team | Person, description: str | None, spec: Mapping[str, Any]
) -> dict[str, Any]:
    annotations = dict(one.annotations)
    if one.web_url:
        annotations["backstage.io/view-url"] = one.web_url
    metadata = {"name": one.name, "description": description, "annotations": annotations}
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {key: value for key, value in metadata.items() if value},
        "spec": dict(spec),
    }
