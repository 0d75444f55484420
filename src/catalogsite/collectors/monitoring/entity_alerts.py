"""Alerts of every entity that an alerting rule concerns."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.collectors.monitoring.alerts import Rules, alerts_value, selection_of
from catalogsite.collectors.monitoring.prometheus_api import alert_rules
from catalogsite.collectors.monitoring.server import Server
from catalogsite.errors import ProviderError
from catalogsite.model.entity import annotations_of, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts.alerts import Alerts
from catalogsite.model.source_run import Failure


def entity_alerts(server: Server) -> Iterator[Fact | Failure]:
    """The alerts of every entity that a rule concerns; `ok` for others that have metrics."""
    try:
        rules, failure = alert_rules(server.client)
    except ProviderError as error:
        yield server.failure(error, "alerts", ("alerts",))
        return
    page, known = f"{server.settings.page}/alerts", Rules(rules, server.settings.label)
    subjects = known.subjects
    for entity in server.services.entities:
        wanted = selection_of(annotations_of(entity))
        if wanted.names is None and not server.services.may_have_series(entity):
            continue
        name = server.services.label_value(entity, subjects)
        about = known.about(wanted, name)
        value = alerts_value(about, wanted, server.settings.label, name, page)
        if value is None and failure is None and ref_of(entity) in server.measured:
            value = Alerts(state="ok", alerts=())
        if value is not None:
            yield server.fact(entity, "alerts", value, page)
    if failure:
        yield failure
