"""The requests by which `doctor` asks a provider: compared with its description, and without a leak.

What each answer means is in `tests/commands/doctor`.
"""

from __future__ import annotations

import pytest
from tests.collectors.providers import HOSTS, SETTINGS, TOKEN

from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.registry import registry
from catalogsite.errors import ProviderError

COLLECTORS = {**registry().sources, **registry().enrichments}
PROBES = sorted(kind for kind, one in COLLECTORS.items() if hasattr(one, "probe"))
TOKENS = {**SETTINGS, "github": {"organization": "acme", "teams": True}}


def test_every_collector_with_a_server_has_a_probe():
    assert set(COLLECTORS) - set(PROBES) == {
        *("folder", "git", "catalog", "organization_file", "lighthouse")
    }


@pytest.mark.parametrize("answer", [401, 403, 404, 500, {}, []])
@pytest.mark.parametrize("kind", PROBES)
def test_a_probe_asks_what_is_described_and_repeats_no_token(
    kind, answer, context, routes, payments
):
    server = routes({"*": answer})
    settings = COLLECTORS[kind].Settings(kind=kind, **TOKENS[kind])
    try:
        found = COLLECTORS[kind].probe(settings, context(server, **payments))
    except ProviderError as error:
        found = error
        assert answer != {} or kind not in ("github", "gitlab", "gitea")
    assert isinstance(found, Access | ProviderError | None)
    assert TOKEN not in f"{found!r} {getattr(found, 'what', '')} {getattr(found, 'where', '')}"
    assert server.seen
    assert {request.url.host for request in server.seen} <= HOSTS
