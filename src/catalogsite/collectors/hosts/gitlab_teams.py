"""A group at GitLab, its subgroups and their members, as Groups and Users."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from catalogsite.collectors.organization import Person, Team, organization_request
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

_PAGE = {"per_page": 100}
# The users of access tokens, which GitLab lists as members.
_BOT = re.compile(r"(project|group)_\d+_bot")


def read_teams(
    client: Client, group: str, host: str, *, subgroups: bool
) -> RepositoryRequest | Failure:
    """The request for the group, its subgroups and all members; a Failure where one is unreadable.

    Raises ProviderError.
    """
    path = f"groups/{quote(group, safe='')}"
    response = Response(f"{client.base_url}{path}", "GitLab's API")
    listed: list[object] = [client.get_json(path, {"with_projects": "false"})]
    if subgroups:
        listed += client.get_pages(f"{path}/descendant_groups", _PAGE)
    groups = {}
    for place, item in response.objects(listed, ""):
        number, team = response.whole(item, "id", place), _team(response, place, item, group, host)
        if number is not None and team is not None:
            groups[number] = team
    people: dict[str, Person] = {}
    for number, members in client.each(_members(client), groups):
        for place, item in response.objects(members, f"groups/{number}/members"):
            found = _person(response, place, item, host)
            if found is not None:
                person = people.get(found.name, found)
                people[found.name] = person._replace(teams=(*person.teams, groups[number].name))
    name = f"{group.replace('/', '-')}-teams"
    failure = response.failure("gitlab", (), group)
    return failure or organization_request("gitlab", name, groups.values(), people.values())


def _members(client: Client) -> Callable[[int], list[Any]]:
    return lambda number: list(client.get_pages(f"groups/{number}/members", _PAGE))


def _team(
    response: Response, place: str, item: Mapping[str, Any], root: str, host: str
) -> Team | None:
    path = response.required_text(item, "full_path", place)
    if path is None:
        return None
    parent = path.rpartition("/")[0]
    return Team(
        _name(path, root),
        title=response.text(item, "name", place),
        description=response.text(item, "description", place),
        parent=_name(parent, root) if parent and path != root else None,
        picture=response.text(item, "avatar_url", place),
        web_url=response.text(item, "web_url", place),
        annotations=((f"{host}/team-path", path),),
    )


def _name(path: str, root: str) -> str:
    """The name of a group as Backstage gives it: its path below the root, with `-` for `/`."""
    return path.removeprefix(f"{root}/").replace("/", "-")


def _person(response: Response, place: str, item: Mapping[str, Any], host: str) -> Person | None:
    login = response.required_text(item, "username", place)
    if login is None or _BOT.match(login) or response.text(item, "state", place) != "active":
        return None
    page = response.text(item, "web_url", place)
    return Person(
        login,
        title=response.text(item, "name", place),
        email=response.text(item, "public_email", place),
        picture=response.text(item, "avatar_url", place),
        web_url=page,
        annotations=((f"{host}/user-login", page),) if page else (),
    )
