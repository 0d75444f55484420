"""Requests and recordings, compared with the descriptions that providers publish, where these are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collectors.providers import recording

from catalogsite.collectors.builds.buildkite import QUERY, STATES

SPECS = Path(__file__).parents[3] / "shared/specs"
pytestmark = pytest.mark.skipif(not SPECS.is_dir(), reason="no ../shared/specs")


@pytest.fixture(scope="module")
def buildkite():
    graphql = pytest.importorskip("graphql", reason="no graphql-core")
    return graphql.build_schema((SPECS / "buildkite.graphql").read_text("utf-8"))


def test_the_query_of_buildkite_is_valid(buildkite):
    from graphql import parse, validate

    assert validate(buildkite, parse(QUERY)) == []


def test_every_state_of_buildkite_has_a_word(buildkite):
    assert set(STATES) - {"BLOCKED_FAILED"} == set(buildkite.type_map["BuildStates"].values)


def test_the_recording_of_buildkite_has_the_shape_of_its_schema(buildkite):
    from graphql import graphql_sync

    given = recording("buildkite/pipelines.json")["data"]
    for edge in given["organization"]["pipelines"]["edges"]:
        for build in edge["node"]["builds"]["edges"]:
            for job in build["node"]["jobs"]["edges"]:
                job["node"]["__typename"] = "JobTypeCommand"
            build["node"]["source"]["__typename"] = "BuildSourceWebhook"
            author = build["node"]["createdBy"]
            author["__typename"] = "User" if "name" in author else "UnregisteredUser"
            author.setdefault("name", author.get("unregistered"))
    answer = graphql_sync(
        buildkite, QUERY, root_value=given, variable_values={"slug": "acme", "after": None}
    )
    assert answer.errors is None
    assert answer.data == recording("buildkite/pipelines.json")["data"]
