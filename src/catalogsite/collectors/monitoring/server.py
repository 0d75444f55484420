"""One Prometheus: its client, the entities that it reports on, and the facts from its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from catalogsite.collectors.monitoring.services import Services
from catalogsite.collectors.protocol import Context
from catalogsite.errors import ProviderError
from catalogsite.model.entity import EntityData, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.alerts import Alerts
from catalogsite.model.facts.metric import Metric
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client


@dataclass(frozen=True, slots=True)
class Server:
    """Requests to one Prometheus; `measured` are the entities that have a fact so far."""

    client: Client
    settings: Any
    context: Context
    services: Services
    measured: set[str] = field(default_factory=set)

    def fact(self, entity: EntityData, key: str, value: Alerts | Metric, url: str) -> Fact:
        """The fact about an entity, with the page that shows it."""
        self.measured.add(ref_of(entity))
        source = Provenance(source=self.settings.kind, time=self.context.now, url=url)
        return Fact(subject=ref_of(entity), key=key, value=value, provenance=source)

    def graph(self, query: str) -> str:
        """The page of a query."""
        return f"{self.settings.page}/graph?{urlencode({'g0.expr': query, 'g0.tab': '0'})}"

    def failure(self, error: ProviderError, about: str, subjects: Sequence[str]) -> Failure:
        """The failure of one question, and the entities or keys of facts that it costs."""
        return Failure.about(
            about,
            error.what,
            source=self.settings.kind,
            fix=error.fix,
            url=error.where,
            subjects=tuple(subjects),
        )
