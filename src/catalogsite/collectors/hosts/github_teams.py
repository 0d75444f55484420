"""The teams and members of an organisation at GitHub, as Groups and Users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.collectors.hosts.github_api import GitHubSettings
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl
from catalogsite.collectors.organization import Person, Team, organization_request
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

TEAMS = """query($login: String!, $after: String) { organization(login: $login) {
  teams(first: 50, after: $after, orderBy: {field: NAME, direction: ASC}) {
    pageInfo { hasNextPage endCursor }
    nodes { slug name description url avatarUrl parentTeam { slug }
      members(first: 100, membership: IMMEDIATE) {
        pageInfo { hasNextPage } nodes { login } } } } } }"""
MEMBERS = """query($login: String!, $team: String!, $after: String) { organization(login: $login) {
  team(slug: $team) { members(first: 100, after: $after, membership: IMMEDIATE) {
    pageInfo { hasNextPage endCursor } nodes { login } } } } }"""
PEOPLE = """query($login: String!, $after: String) { organization(login: $login) {
  membersWithRole(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { login name url avatarUrl } } } }"""


def read_teams(client: Client, settings: GitHubSettings, login: str) -> RepositoryRequest | Failure:
    """The request for all teams and members; a Failure where one of them is unreadable.

    Raises ProviderError.
    """
    api = GitHubGraphQl(client, settings)
    memberships: dict[str, list[str]] = {}
    teams = []
    for place, node in api.nodes(TEAMS, {"login": login}, "organization", "teams"):
        slug = api.response.required_text(node, "slug", place)
        if slug:
            teams.append(_team(api.response, place, node, slug, login))
            for member in _members(api, place, node, {"login": login, "team": slug}):
                memberships.setdefault(member, []).append(slug)
    people = []
    for place, node in api.nodes(PEOPLE, {"login": login}, "organization", "membersWithRole"):
        name = api.response.required_text(node, "login", place)
        if name:
            people.append(_person(api.response, place, node, name, memberships.get(name, [])))
    failure = api.response.failure("github", (), login)
    return failure or organization_request("github", f"{login}-teams", teams, people)


def _members(
    api: GitHubGraphQl, place: str, node: Mapping[str, Any], variables: Mapping[str, str]
) -> Iterator[str]:
    listed = api.response.need_object(node.get("members"), f"{place}.members")
    page = api.response.need_object(listed.get("pageInfo"), f"{place}.members.pageInfo")
    found = api.response.objects(listed.get("nodes"), f"{place}.members.nodes")
    if api.response.flag(page, "hasNextPage", f"{place}.members.pageInfo"):
        found = api.nodes(MEMBERS, variables, "organization", "team", "members")
    for at, member in found:
        login = api.response.required_text(member, "login", at)
        if login:
            yield login


def _team(response: Response, place: str, node: Mapping[str, Any], slug: str, login: str) -> Team:
    parent = response.optional_object(node, "parentTeam", place)
    return Team(
        slug,
        title=response.text(node, "name", place),
        description=response.text(node, "description", place),
        parent=response.text(parent, "slug", f"{place}.parentTeam"),
        picture=response.text(node, "avatarUrl", place),
        web_url=response.text(node, "url", place),
        annotations=(("github.com/team-slug", f"{login}/{slug}"),),
    )


def _person(
    response: Response, place: str, node: Mapping[str, Any], name: str, teams: list[str]
) -> Person:
    return Person(
        name,
        title=response.text(node, "name", place),
        picture=response.text(node, "avatarUrl", place),
        web_url=response.text(node, "url", place),
        teams=tuple(teams),
        annotations=(("github.com/user-login", name),),
    )
