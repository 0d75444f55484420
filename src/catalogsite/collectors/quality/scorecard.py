"""Enrichment `scorecard`: what OpenSSF Scorecard found in public repositories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from http import HTTPStatus
from typing import Literal
from urllib.parse import quote, urlsplit

from catalogsite.collectors.account import Account, Results, collect_account, refs_with
from catalogsite.collectors.protocol import Address, CollectorSettings, Context
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Place, Subject, Target, targets_by
from catalogsite.errors import ProviderError
from catalogsite.model.facts.quality.audit import Audit, AuditPart
from catalogsite.network.client import Client

TITLE = "OpenSSF Scorecard"
HINT = Hint(
    "openssf/scorecard-location", "https://api.securityscorecards.dev/projects/github.com/{path}"
)
_HOSTS = ("github.com", "gitlab.com")
_MOST = 10
_NO_CONCLUSION = -1
_GOOD, _FAIR = 7, 2


class Settings(CollectorSettings):
    """The API to read; `web_url` is the address of its pages."""

    kind: Literal["scorecard"] = "scorecard"
    api_url: Address = "https://api.securityscorecards.dev"
    web_url: Address = "https://scorecard.dev/viewer"


def collect(settings: Settings, context: Context) -> Results:
    """The audit of each public repository that the weekly scan has."""
    found = targets(settings, context)
    if found:
        client = _open(settings, context)
        yield from collect_account(
            settings, context, "the API of Scorecard", client, partial(_read, found)
        )


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each public repository, with its entities."""
    return targets_by(_place, settings, context)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("projects/github.com/ossf/scorecard")


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url)


def _place(settings: Settings, _context: Context, subject: Subject) -> Place | None:
    own = f"{settings.api_url}/projects/"
    named = subject.annotations.get(HINT.annotation, "")
    if named.startswith(own):
        return named.removeprefix(own).strip("/"), None
    page, hidden = urlsplit(subject.page), ("private", "internal")
    if page.netloc not in _HOSTS or getattr(subject.repository, "visibility", None) in hidden:
        return None
    return f"{page.netloc}/{page.path.strip('/')}", None


def _read(found: Sequence[Target], account: Account) -> Results:
    named = refs_with(HINT.annotation, account.context)
    for target, answer in account.client.each(partial(_answer, account), found):
        page = f"{account.settings.web_url}/?uri={quote(target.slug)}"
        if isinstance(answer, Item):
            value = _audit(answer, page)
            # Without a check nothing was audited.
            subjects = target.subjects if value.parts else ()
            yield from account.facts(subjects, "quality.audit.scorecard", value, page)
            continue
        # The weekly scan has only well-known repositories: what nobody named may be missing.
        unknown = answer.status == HTTPStatus.NOT_FOUND
        missed = [ref for ref in target.subjects if ref in named or not unknown]
        if missed:
            yield account.failure(answer, missed, target.slug)


def _answer(account: Account, target: Target) -> Item | ProviderError:
    try:
        found = account.item(f"projects/{quote(target.slug)}")
        list(found.need_items("checks"))
    except ProviderError as error:
        return error
    return found


def _audit(found: Item, page: str) -> Audit:
    return Audit(
        **given(
            name="OpenSSF Scorecard",
            most=_MOST,
            good=_GOOD,
            fair=_FAIR,
            # A day without a time.
            time=f"{day}T00:00:00Z" if len(day := (found.text("date") or "")[:10]) == 10 else None,
            commit=found.text("repo.commit"),
            url=page,
            parts=tuple(sorted(_parts(found), key=lambda part: part.name)),
        ),
        points=found.number("score"),
    )


def _parts(found: Item) -> Iterator[AuditPart]:
    return (_part(one) for one in found.items("checks") if one.text("name"))


def _part(one: Item) -> AuditPart:
    score = None if one.value.get("score") == _NO_CONCLUSION else one.whole("score")
    points = score if score is not None and 0 <= score <= _MOST else None
    about = given(reason=one.text("reason"), url=one.text("documentation.url"))
    return AuditPart(name=one.text("name") or "", points=points, **about)
