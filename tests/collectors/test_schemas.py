"""Requests and recordings, compared with the descriptions that providers publish, where these are at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from tests.collectors.providers import recorded, recording

from catalogsite.collectors.builds import azure_pipelines
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


@pytest.fixture(scope="module")
def azure():
    return json.loads((SPECS / "azdo-build.json").read_bytes().decode("utf-8-sig"))


def operation(spec, path):
    """The description of a request, by the template that its path fits."""
    for template, methods in spec["paths"].items():
        # The id of a timeline may be left out, which the description cannot say.
        pattern = re.sub(r"/\\{timelineId\\}$", "", re.escape(template))
        if "get" in methods and re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", pattern), path):
            return methods["get"]
    raise AssertionError(path)


def test_requests_to_azure_are_described(azure, context, routes, payments):
    server = routes(recorded("azure_pipelines"))
    settings = azure_pipelines.Settings(organization="acme")
    assert list(azure_pipelines.collect(settings, context(server, **payments)))
    for request in server.seen:
        described = {
            one["name"]: one
            for one in operation(azure, request.url.path)["parameters"]
            if one.get("in") == "query"
        }
        for name, value in request.url.params.items():
            if name != "api-version":
                assert value in described[name].get("enum", [value])
                assert described[name]["type"] != "integer" or value.isdecimal()


@pytest.mark.parametrize(
    ("name", "items", "definition"),
    [("builds", "value", "Build"), ("timeline", "records", "TimelineRecord")],
)
def test_recordings_of_azure_have_the_described_shape(azure, name, items, definition):
    plain = json.loads(
        re.sub(r'"readOnly": ?true,?', "", json.dumps({"definitions": azure["definitions"]}))
    )
    for one in recording(f"azure_pipelines/{name}.json")[items]:
        given = {key: value for key, value in one.items() if value is not None}
        jsonschema.validate(given, {**plain, "$ref": f"#/definitions/{definition}"})


def test_every_state_of_azure_has_a_word(azure):
    build = azure["definitions"]["Build"]["properties"]
    words = {*build["status"]["enum"], *build["result"]["enum"]} - {"completed", "all"}
    assert words == set(azure_pipelines.STATES)
