"""Which entities one Prometheus reports on, and the value of the label that names each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from catalogsite.model.entity import EntityData, annotations_of

SERVER_ANNOTATION = "prometheus.io/service-name"
NAME_ANNOTATION = "catalogsite.dev/metrics-name"


class Services:
    """The entities that a Prometheus reports on.

    As in Backstage, `prometheus.io/service-name` names the server: entities whose annotation names
    an `instance` belong to it, all others to the server without one.
    """

    def __init__(
        self, settings: Any, servers: Sequence[Any], entities: Iterable[EntityData]
    ) -> None:
        listed = list(entities)
        self._instances = {one.instance for one in servers if one.instance}
        unnamed = [one for one in servers if not one.instance] or servers[:1]
        self._default = not servers or settings in unnamed
        self._instance = settings.instance
        self._own = {_name(entity) for entity in listed if _runs(entity)}
        self._servers = Counter(annotations_of(one).get(SERVER_ANNOTATION) for one in listed)
        self.entities = [entity for entity in listed if self._is_here(entity)]

    def label_value(self, entity: EntityData, known: Collection[str | None]) -> str:
        """The value of the label for the entity, given those that the server has.

        That is its annotation, else its name. Some authors name the service and not the server in
        `prometheus.io/service-name`: such a value is taken where it can mean nothing else.
        """
        annotations, name = annotations_of(entity), _name(entity)
        if NAME_ANNOTATION in annotations:
            return annotations[NAME_ANNOTATION]
        named = annotations.get(SERVER_ANNOTATION)
        if named is None or name in known or named not in known:
            return name
        means_server = named in self._instances or named in self._own or self._servers[named] > 1
        return name if means_server else named

    def may_have_series(self, entity: EntityData) -> bool:
        """Whether the entity runs: a group may well have the name of a service."""
        annotations = annotations_of(entity)
        return _runs(entity) or SERVER_ANNOTATION in annotations or NAME_ANNOTATION in annotations

    def _is_here(self, entity: EntityData) -> bool:
        named = annotations_of(entity).get(SERVER_ANNOTATION)
        return named == self._instance if named in self._instances else self._default


def _name(entity: EntityData) -> str:
    return str(entity["metadata"]["name"])


def _runs(entity: EntityData) -> bool:
    return entity.get("kind") in ("Component", "Resource")
