"""What programs read: JSON, badges, the type-ahead index, and Markdown for language models."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.model.entity import EntityData
from catalogsite.model.facts import alerts
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.urls import entity_json_path
from catalogsite.render.machine.api_names import api_name_index
from catalogsite.render.machine.badges import badge_paths, entity_badges
from catalogsite.render.machine.change_feeds import entity_feeds, feed_outputs
from catalogsite.render.machine.changes import change_outputs
from catalogsite.render.machine.json_api import api_outputs, entity_json
from catalogsite.render.machine.llms import entity_twin, llms_output, twin_path
from catalogsite.render.machine.packages import SEARCH_PATH, search_index
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.search.api_shards import FOLDER
from catalogsite.search.typeahead import INDEX_PATH, entity_index


def machine_outputs(index: PortalIndex) -> Iterator[OutputGroup]:
    """The files about the whole catalog that are read by programs."""
    yield from api_outputs(index)
    yield llms_output(index)
    yield from change_outputs(index)
    yield from feed_outputs(index)
    yield recorded_output(INDEX_PATH, index, _typeahead, kept=True)
    yield recorded_output(SEARCH_PATH, index, search_index, kept=True)
    yield recorded_output(FOLDER, index, api_name_index, kept=True)


def entity_file_paths(ref: str, entity: EntityData) -> tuple[str, ...]:
    """The paths of the files about one entity that are read by programs."""
    return (twin_path(ref), entity_json_path(ref), *badge_paths(ref, entity).values())


def entity_files(ref: str, portal: Portal) -> Iterator[Asset]:
    """The files about one entity that are read by programs."""
    yield entity_twin(ref, portal)
    yield entity_json(ref, portal)
    yield from entity_badges(ref, portal)
    yield from entity_feeds(ref, portal)


def _typeahead(portal: Portal) -> Asset:
    named = ((ref, _raised(portal, ref)) for ref in portal.entities)
    alerts = {ref: names for ref, names in named if names}
    return Asset(INDEX_PATH, entity_index(portal.entities.values(), alerts))


def _raised(portal: Portal, ref: str) -> list[str]:
    """The names of the alerts of an entity, each once."""
    found = portal.value(ref, alerts.KIND)
    return list(dict.fromkeys(alert.name for alert in found.alerts)) if found else []
