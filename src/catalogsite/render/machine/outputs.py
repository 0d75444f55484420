"""What programs read: JSON, badges, the type-ahead index, and Markdown for language models."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.model.entity import ref_of
from catalogsite.model.facts import alerts
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.render.machine.badges import badge_outputs
from catalogsite.render.machine.json_api import api_outputs
from catalogsite.render.machine.llms import llms_outputs
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.views.portal import Portal
from catalogsite.render.views.portal_index import PortalIndex
from catalogsite.search.typeahead import INDEX_PATH, entity_index


def machine_outputs(index: PortalIndex) -> Iterator[OutputGroup]:
    """Every file of the site that is read by programs."""
    yield from api_outputs(index)
    yield from badge_outputs(index)
    yield from llms_outputs(index)
    yield recorded_output(INDEX_PATH, index, _typeahead, kept=True)


def _typeahead(portal: Portal) -> Asset:
    entities = tuple(portal.entities.values())
    named = ((ref, _raised(portal, ref)) for ref in map(ref_of, entities))
    return Asset(INDEX_PATH, entity_index(entities, {ref: names for ref, names in named if names}))


def _raised(portal: Portal, ref: str) -> list[str]:
    """The names of the alerts of an entity, each once."""
    found = portal.value(ref, alerts.KIND)
    return list(dict.fromkeys(alert.name for alert in found.alerts)) if found else []
