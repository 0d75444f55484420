"""The descriptions that providers publish, by the host whose traffic they describe."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol

import httpx
from tests.environment import SHARED

FETCHED = Path(__file__).parent / "fetched"
SPECS = SHARED / "specs"


class Described(Protocol):
    """A description of an API."""

    def problems(self, request: httpx.Request, response: httpx.Response | None) -> list[str]:
        """What it does not allow in a request, and in the response where one is given."""


class Published(NamedTuple):
    """A description of the traffic to addresses that fit a pattern; `file` is read once."""

    address: re.Pattern[str]
    file: Path
    read: Callable[[Path], Described]


def _openapi(
    base: str = "", everywhere: frozenset[str] = frozenset()
) -> Callable[[Path], Described]:
    def read(file: Path) -> Described:
        from tests.specifications.openapi import Description

        return Description(json.loads(file.read_bytes()), base, everywhere)

    return read


def _azure(file: Path) -> Described:
    from tests.specifications.azure import azure_builds
    from tests.specifications.openapi import Description

    return Description(azure_builds(file))


def _datadog(file: Path) -> Described:
    from tests.specifications.openapi import Description

    spec = json.loads(file.read_bytes())
    # Sent, as the recordings of Datadog's own client show, and not described.
    monitor = spec["components"]["schemas"]["Monitor"]["properties"]
    monitor["overall_state_modified"] = {"type": "string"}
    objective = spec["components"]["schemas"]["SearchServiceLevelObjectiveAttributes"]
    objective["properties"] |= {"timeframe": {"type": "string"}}
    return Description(spec)


def _pagerduty(file: Path) -> Described:
    from tests.specifications.on_call import pagerduty
    from tests.specifications.openapi import Description

    return Description(pagerduty(file))


def _opsgenie(file: Path) -> Described:
    from tests.specifications.on_call import opsgenie
    from tests.specifications.openapi import Description

    return Description(opsgenie(file), everywhere=_PAGES_OF_OPSGENIE)


def _swagger(file: Path) -> Described:
    import yaml
    from tests.specifications.openapi import Description
    from tests.specifications.swagger import openapi3

    return Description(openapi3(yaml.safe_load(file.read_bytes())))


def _alertmanager(file: Path) -> Described:
    import yaml
    from tests.specifications.openapi import Description
    from tests.specifications.swagger import openapi3

    return Description(openapi3(yaml.safe_load(file.read_bytes()), "/api/v2"))


def _sdl(file: Path) -> Described:
    import graphql
    from tests.specifications.graphql_api import Schema

    return Schema(graphql.build_schema(file.read_text("utf-8")))


def _introspected(file: Path) -> Described:
    import graphql
    from tests.specifications.graphql_api import Schema

    return Schema(graphql.build_client_schema(json.loads(file.read_bytes()), assume_valid=True))


# See "Pagination" and "Partial responses" of Bitbucket's reference.
_ON_ALL_LISTS = frozenset({"page", "pagelen", "fields", "q", "sort"})
_PAGES_OF_OPSGENIE = frozenset({"limit", "offset"})
_GITHUB = r"https://api\.github\.com"
# The servers of tests and of the demo.
_ENTERPRISE = r"https://(?:ghe|git)\.acme\.example/api"
_GITHUB_REST, _GITHUB_GRAPHQL = FETCHED / "github.json", FETCHED / "github.graphql.json"

PUBLISHED = (
    Published(re.compile(f"{_GITHUB}/graphql$"), _GITHUB_GRAPHQL, _introspected),
    Published(re.compile(f"{_GITHUB}/"), _GITHUB_REST, _openapi()),
    Published(re.compile(f"{_ENTERPRISE}/graphql$"), _GITHUB_GRAPHQL, _introspected),
    Published(re.compile(f"{_ENTERPRISE}/v3/"), _GITHUB_REST, _openapi("/api/v3")),
    Published(
        re.compile(r"https://api\.bitbucket\.org/2\.0/"),
        FETCHED / "bitbucket.json",
        _openapi("/2.0", _ON_ALL_LISTS),
    ),
    Published(
        re.compile(r"https://dev\.azure\.com/[^/]+/[^/]+/_apis/build/"),
        SPECS / "azdo-build.json",
        _azure,
    ),
    Published(
        re.compile(r"https://graphql\.buildkite\.com/v1$"), SPECS / "buildkite.graphql", _sdl
    ),
    Published(
        re.compile(r"https://(?:api\.pagerduty\.com|pagerduty\.acme\.example)/"),
        SPECS / "pagerduty.json",
        _pagerduty,
    ),
    Published(
        re.compile(r"https://(?:api\.opsgenie\.com|opsgenie\.acme\.example)/"),
        SPECS / "opsgenie.json",
        _opsgenie,
    ),
    Published(
        re.compile(r"(?:http://alertmanager:9093|https://alertmanager\.acme\.example)/api/v2/"),
        SPECS / "alertmanager.yaml",
        _alertmanager,
    ),
    Published(
        re.compile(r"https://api\.datadoghq\.com/api/v1/"), FETCHED / "datadog.v1.json", _datadog
    ),
    Published(
        re.compile(r"https://api\.datadoghq\.com/api/v2/"), FETCHED / "datadog.v2.json", _openapi()
    ),
    Published(
        re.compile(r"https://sentry\.(?:io|acme\.example)/"), SPECS / "sentry.json", _openapi()
    ),
    Published(
        re.compile(r"https://kubernetes\.acme\.example:6443/(?!apis/\w+\.toolkit\.)"),
        FETCHED / "kubernetes.json",
        _openapi(),
    ),
    Published(re.compile(r"https://argocd\.acme\.example/"), SPECS / "argocd.json", _swagger),
    Published(re.compile(r"https://api\.osv\.dev/"), SPECS / "osv.json", _swagger),
    Published(
        re.compile(r"https://(?:api\.securityscorecards\.dev|scorecard\.acme\.example)/"),
        SPECS / "scorecard.yaml",
        _swagger,
    ),
)
"""The first one whose pattern the address of a request fits describes it."""


def published_for(url: str) -> Published | None:
    """The description of requests to an address; None for one that is not described."""
    return next((one for one in PUBLISHED if one.address.match(url)), None)


def is_at_hand(one: Published) -> bool:
    """Whether its file and the library that reads it are installed."""
    library = "graphql" if "graphql" in one.file.name else "openapi_core"
    return one.file.is_file() and find_spec(library) is not None


@cache
def described(one: Published) -> Described:
    """The description, read once."""
    return one.read(one.file)
