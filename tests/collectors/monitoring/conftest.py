"""Runs a collector of monitoring with recorded answers, some replaced."""

import pytest
from tests.collectors.providers import SETTINGS, recorded

from catalogsite.collectors.registry import registry
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts and failures of a collector for recorded answers, some replaced, and the requests."""

    def asked(kind, answers=None, *, annotations=None, settings=None, **fields):
        given = dict(payments)
        if annotations is not None:
            named = entity("payments")
            named["metadata"]["annotations"] = annotations
            given["entities"] = (named,)
        server = routes({**recorded(kind), **(answers or {})})
        collector = registry().enrichments[kind]
        chosen = collector.Settings(**{**SETTINGS[kind], **(settings or {})})
        found = list(collector.collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {
            one.key: one for one in found if not isinstance(one, Failure) and one.subject == PAY
        }
        return facts, failures, server

    return asked
