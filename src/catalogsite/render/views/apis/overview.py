"""The overview of an API on the page of its entity: what it is, who has to do with it, its operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from catalogsite.model.api.api import ApiModel
from catalogsite.model.entity import EntityData, targets_of
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.apis.api import ApiPages, api_pages
from catalogsite.render.views.apis.operation_rows import RowGroup, row_groups
from catalogsite.render.views.apis.words import operation_counts, written_in
from catalogsite.render.views.changes.recent import api_words

_MOST_ROWS = 40
_MOST_SERVERS = 3
_MOST_PARTIES = 8


@dataclass(frozen=True, slots=True)
class ApiOverview:
    """What the template shows: `facts` are (title, safe HTML), `parties` (title, references, left out)."""

    facts: tuple[tuple[str, Markup], ...]
    parties: tuple[tuple[str, tuple[str, ...], int], ...]
    versions: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    more: int
    types: int
    files: int


def api_overview(portal: Portal, ref: str, entity: EntityData) -> ApiOverview | None:
    """The overview of an API whose definition can be read, else None."""
    api = api_pages(portal, ref)
    if api is None:
        return None
    groups = row_groups(api.division, _MOST_ROWS)
    total = len(api.model.operations) + len(api.model.channels)
    kept = portal.api_definition(ref)
    return ApiOverview(
        facts=tuple(_facts(api, api_words(portal, ref))),
        parties=tuple(_parties(entity)),
        versions=tuple(one for one in portal.api_versions(ref) if one != ref),
        groups=groups,
        more=total - sum(len(group.rows) for group in groups),
        types=len(api.model.types),
        files=len(kept.files) if kept is not None else 0,
    )


def _facts(api: ApiPages, changes: str) -> Iterator[tuple[str, Markup]]:
    model = api.model
    yield "Format", escape(written_in(model.format, model.format_version))
    if model.version:
        yield "Version", escape(model.version[:60])
    if changes:
        yield "Changes", Markup('<a href="#changes">{}</a>').format(changes)
    counts = ", ".join(operation_counts(model))
    if counts:
        yield "Contents", escape(counts)
    if model.servers:
        codes = [_code(one.url) for one in model.servers[:_MOST_SERVERS]]
        left = len(model.servers) - len(codes)
        more = f" and {left} more" if left > 0 else ""
        yield "Server" if len(model.servers) == 1 else "Servers", Markup(", ").join(codes) + more
    if ways := _authentication(model):
        yield "Authentication", escape(", ".join(ways))


def _authentication(model: ApiModel) -> list[str]:
    found = [one.summary or one.name or one.kind for one in model.schemes]
    return list(dict.fromkeys(found))[:4]


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text[:200])


def _parties(entity: EntityData) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for title, relation in (("Provided by", "apiProvidedBy"), ("Consumed by", "apiConsumedBy")):
        refs = targets_of(entity, relation)
        if refs:
            shown = tuple(refs[:_MOST_PARTIES])
            yield title, shown, len(refs) - len(shown)
