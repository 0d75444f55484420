"""Which service of Datadog each entity is, and on which site of Datadog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from catalogsite.collectors.protocol import Context
from catalogsite.model.entity import EntityData, annotations_of, ref_of
from catalogsite.model.source_run import Failure

SERVICE, SITE = "datadoghq.com/service", "datadoghq.com/site"
DASHBOARDS = "datadoghq.com/dashboard-url"


class Named(NamedTuple):
    """What an entity names: the value of the tag `service`, in lower case, and its dashboards."""

    service: str
    dashboards: str | None


def site_of(settings: Any, context: Context) -> str:
    """The site of an organisation, as in the variable that Datadog's own tools read."""
    return settings.site or context.env.get("DD_SITE", "").strip() or "datadoghq.com"


def named_services(settings: Any, context: Context) -> dict[str, Named]:
    """What each entity names; a component that names nothing is the service of its own name.

    Entities of archived repositories and those that name another site are left out.
    """
    archived = {one.id for one in context.repositories if one.archived}
    site, first = site_of(settings, context), _sites(settings, context)[0]
    found = {}
    for entity in context.entities:
        ref, notes = ref_of(entity), annotations_of(entity)
        named = Named(_service(entity), notes.get(DASHBOARDS))
        origin = context.origins.get(ref)
        left_out = origin is not None and origin.repository in archived
        if any(named) and not left_out and (notes.get(SITE, "").strip() or first) == site:
            found[ref] = named
    return found


def unknown_sites(settings: Any, context: Context) -> Iterator[Failure]:
    """A failure for each site that entities name and no configured organisation has."""
    sites = _sites(settings, context)
    if sites[0] != site_of(settings, context):
        # The first one speaks for all.
        return
    named: dict[str, list[str]] = {}
    for entity in context.entities:
        site = annotations_of(entity).get(SITE, "").strip()
        if site and site not in sites:
            named.setdefault(site, []).append(ref_of(entity))
    for site, refs in sorted(named.items()):
        yield Failure.about(
            f"`{SITE}: {site}`",
            "no `datadog` of this site is configured",
            source=settings.kind,
            fix=f"add `{{kind: datadog, site: {site}}}` to `enrich`, or correct the annotation",
            subjects=tuple(sorted(refs)),
        )


def _sites(settings: Any, context: Context) -> list[str]:
    servers = [one for one in context.enrichments if isinstance(one, type(settings))]
    return [site_of(one, context) for one in servers or [settings]]


def _service(entity: EntityData) -> str:
    named = annotations_of(entity).get(SERVICE, "").strip()
    own = str(entity["metadata"]["name"]) if entity.get("kind") == "Component" else ""
    return (named or own).casefold()
