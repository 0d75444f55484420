"""Enrichment `codecov`: the coverage of repositories that Codecov has reports of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Literal
from urllib.parse import quote, urlsplit

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.collectors.account import Account, Results, collect_account, refs_with
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Place, Subject, Target, targets_by
from catalogsite.errors import ProviderError
from catalogsite.model.facts.quality.coverage import Coverage
from catalogsite.network.client import Client
from catalogsite.network.paging import by_address

TITLE = "Codecov"
HINT = Hint("codecov.io/repo", "{name}")
SERVICES = {"github": "gh", "gitlab": "gl", "bitbucket": "bb"}
"""The hosts that Codecov knows, and their names in the addresses of its pages."""

_HOSTS = {"github.com": "github", "gitlab.com": "gitlab", "bitbucket.org": "bitbucket"}
_KEY = "quality.coverage.codecov"


class Settings(CollectorSettings):
    """The Codecov to read; `annotated` asks only for entities with an annotation of Codecov."""

    kind: Literal["codecov"] = "codecov"
    api_url: Address = "https://api.codecov.io"
    web_url: Address = "https://app.codecov.io"
    annotated: bool = False
    token: Secret = Secret(env="CODECOV_API_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """The coverage of each repository that is known there."""
    found = targets(settings, context)
    if found:
        client, read = _open(settings, context), partial(_read, found)
        yield from collect_account(settings, context, "Codecov's API", client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each repository, by host, owner and name, with its entities."""
    return targets_by(_place, settings, context)


def probe(settings: Settings, context: Context) -> Access:
    """What the token may not read. Raises ProviderError."""
    owners = sorted({one.slug.rpartition("/")[0] for one in targets(settings, context)})
    needs = [
        Need(_path(owner), f"to read the repositories of {owner}", {"page_size": 1})
        for owner in owners[:1]
    ]
    with _open(settings, context) as client:
        client.get_json("api/v2/github/")
        return Access(missing=tuple(lacking(client, needs)))


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url, token=settings.token.value(context.env))


def _path(owner: str) -> str:
    return f"api/v2/{quote(owner)}/repos/"


def _place(settings: Settings, _context: Context, subject: Subject) -> Place | None:
    notes, page = subject.annotations, urlsplit(subject.page)
    path = notes.get("github.com/project-slug") or (
        page.path.strip("/") if page.netloc in _HOSTS else ""
    )
    owner, _, name = path.rpartition("/")
    own = {key: notes.get(f"codecov.io/{key}") for key in ("service", "account", "repo")}
    if settings.annotated and not any(own.values()):
        return None
    # A repository on a host of one's own has nothing to do with its namesake on github.com.
    default = "github" if not page.netloc or any(own.values()) else ""
    service = own["service"] or _HOSTS.get(page.netloc, default)
    owner, name = own["account"] or owner, own["repo"] or name
    usable = service in SERVICES and owner and name and ".." not in f"{owner}/{name}"
    return (f"{service}/{owner}/{name}", None) if usable else None


def _read(wanted: Sequence[Target], account: Account) -> Results:
    # What nobody named may well be unknown to Codecov.
    named = refs_with(HINT.annotation, account.context)
    owners: dict[str, list[Target]] = {}
    for target in wanted:
        owners.setdefault(target.slug.rpartition("/")[0], []).append(target)
    for owner, own in owners.items():
        params = (("active", "true"), ("page_size", 100))
        try:
            listed = account.items(
                _path(owner), params, key="results", following=by_address("next")
            )
        except ProviderError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise
            refs = [ref for one in own for ref in one.subjects]
            missed = (
                [ref for ref in refs if ref in named]
                if error.status == HTTPStatus.NOT_FOUND
                else refs
            )
            if missed:
                yield account.failure(error, missed, owner)
            continue
        known = {(one.text("name") or "").casefold(): one for one in listed}
        yield from _facts(account, own, known, named)


def _facts(
    account: Account, own: Sequence[Target], listed: Mapping[str, Item], named: frozenset[str]
) -> Results:
    for target in own:
        service, _, path = target.slug.partition("/")
        repository = listed.get(path.rpartition("/")[2].casefold())
        missed = [ref for ref in target.subjects if ref in named]
        if repository is not None:
            page = f"{account.settings.web_url}/{SERVICES[service]}/{quote(path)}"
            value = _coverage(repository, page)
            yield from account.facts(target.subjects, _KEY, value, page)
        elif missed:
            yield account.missing(target.slug, missed, HINT.annotation)


def _coverage(one: Item, page: str) -> Coverage:
    percent = one.number("totals.coverage")
    return Coverage(
        percent=percent if percent is None or percent <= 100 else None,
        **given(
            lines=one.whole("totals.lines"),
            covered=one.whole("totals.hits"),
            time=one.time("updatestamp"),
            url=page,
        ),
    )
