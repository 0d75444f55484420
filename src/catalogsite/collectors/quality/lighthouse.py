"""Enrichment `lighthouse`: audits of websites, from result files of Lighthouse in repositories."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from catalogsite.collectors.protocol import CollectorSettings, Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item, given
from catalogsite.errors import ProviderError, SourceError
from catalogsite.model.entity import annotations_of, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.fields import parsed_time
from catalogsite.model.facts.quality.audit import Audit, AuditPart
from catalogsite.model.repository import Repository
from catalogsite.model.source_run import Failure
from catalogsite.paths.wildcard import matches_any
from catalogsite.repositories.hosts import file_url

TITLE = "Lighthouse"
ANNOTATION = "lighthouse.com/website-url"
MOST_FILES = 100
"""Files that are read of one repository."""

_MOST, _GOOD, _FAIR = 100, 90, 50


class Settings(CollectorSettings):
    """`files` is a glob of result files in each repository whose id matches `repositories`."""

    kind: Literal["lighthouse"] = "lighthouse"
    files: str = ".lighthouseci/lhr-*.json"
    repositories: tuple[str, ...] = ("*",)


def collect(settings: Settings, context: Context) -> Iterator[Fact | Failure]:
    """The newest audit of each entity; a Failure for each file that cannot be used."""
    newest: dict[str, Fact] = {}
    for repository in context.repositories:
        if not matches_any(repository.id, settings.repositories):
            continue
        websites = _websites(repository, context)
        try:
            found = context.files(repository, settings.files) if websites else {}
        except SourceError as error:
            yield _failure(f"{repository.id}: {error.what}", error.fix, tuple(websites))
            continue
        for path in sorted(found)[:MOST_FILES]:
            for one in _facts(repository, path, found[path], websites, context.now):
                if isinstance(one, Failure):
                    yield one
                elif (
                    one.subject not in newest
                    or newest[one.subject].provenance.time < one.provenance.time
                ):
                    newest[one.subject] = one
    yield from newest.values()


def _websites(repository: Repository, context: Context) -> dict[str, tuple[str, ...]]:
    """The components of a repository, each with the addresses that it names, without final slashes."""
    found = {}
    for entity in context.entities:
        origin = context.origins.get(ref_of(entity))
        if origin and origin.repository == repository.id and entity.get("kind") == "Component":
            named = annotations_of(entity).get(ANNOTATION, "").split(",")
            found[ref_of(entity)] = tuple(filter(None, (one.strip().rstrip("/") for one in named)))
    return found


def _facts(
    repository: Repository,
    path: str,
    content: bytes,
    websites: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> Iterator[Fact | Failure]:
    place = f"{repository.id}/{path}"
    response = Response(place, "a result of Lighthouse")
    try:
        found = Item(response, response.need_object(json.loads(content), ""))
        audit = _audit(found)
    except (ValueError, RecursionError):
        yield _failure(
            f"{place}: it is not JSON",
            "let Lighthouse write it with `--output=json`",
            tuple(websites),
        )
        return
    except ProviderError as error:
        yield _failure(f"{place}: {error.what}", error.fix, tuple(websites))
        return
    source = Provenance(
        source="lighthouse",
        time=parsed_time(audit.time) or repository.committed or now,
        url=file_url(repository, path),
        commit=repository.commit,
        stale_since=repository.stale_since,
    )
    for ref in _audited(found, websites):
        yield Fact(subject=ref, key="quality.audit.lighthouse", value=audit, provenance=source)


def _audited(found: Item, websites: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The components that name the address; else the one that names none, if it is the only one."""
    keys = ("requestedUrl", "finalDisplayedUrl", "finalUrl", "mainDocumentUrl")
    addresses = {(found.text(key) or "").rstrip("/") for key in keys}
    named = [ref for ref, own in websites.items() if addresses & set(own)]
    free = [ref for ref, own in websites.items() if not own]
    return named or (free if len(websites) == 1 else [])


def _audit(found: Item) -> Audit:
    """The audit of a result. Raises ProviderError for JSON that is not a result of Lighthouse."""
    found.response.need_object(found.value.get("categories"), "categories")
    categories = found.inner("categories")
    parts = [_part(categories.inner(key), key) for key in categories.value]
    address = found.text("finalDisplayedUrl") or found.text("requestedUrl")
    known = given(time=found.time("fetchTime"), url=address, parts=tuple(parts))
    return Audit(name="Lighthouse", points=None, most=_MOST, good=_GOOD, fair=_FAIR, **known)


def _part(category: Item, key: str) -> AuditPart:
    score = category.number("score")
    points = None if score is None or score > 1 else round(score * _MOST, 2)
    return AuditPart(name=category.text("title") or key, points=points)


def _failure(reason: str, fix: str | None, subjects: tuple[str, ...]) -> Failure:
    return Failure(source="lighthouse", reason=reason, fix=fix, subjects=subjects)
