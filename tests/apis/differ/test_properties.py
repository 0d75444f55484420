"""What holds of every pair of schemas: drawn at random, and sent or received."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsite.apis.differ.change_rules import change_rules
from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.model.api.api import ApiModel

NAMES = st.sampled_from(["id", "amount", "note"])
SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "maxLength": st.integers(1, 3),
            "minLength": st.integers(0, 3),
            "enum": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True),
            "format": st.sampled_from(["date", "uuid"]),
            "nullable": st.booleans(),
            "readOnly": st.booleans(),
            "deprecated": st.booleans(),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={"minimum": st.integers(0, 3), "exclusiveMaximum": st.booleans(),
                  "maximum": st.integers(4, 6), "format": st.sampled_from(["int32", "int64"])},
    ),
    st.just({"$ref": "#/components/schemas/Self"}),
)  # fmt: skip
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
            optional={
                "required": st.lists(NAMES, unique=True),
                "additionalProperties": st.one_of(st.booleans(), inner),
            },
        ),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
    ),
    max_leaves=6,
)


def version(schema, other) -> ApiVersion:
    content = {"application/json": {"schema": schema}}
    answer = {"200": {"description": "done", "content": content}}
    operation = {"requestBody": {"content": content}, "responses": answer}
    text = {
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": {"Self": other}},
    }
    return ApiVersion(ApiModel(format="openapi"), {"openapi.json": json.dumps(text)})


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(SCHEMAS, SCHEMAS)
def test_a_definition_does_not_differ_from_itself(schema, other):
    same = version(schema, other)
    assert compare_apis(same, version(schema, other)) == ()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_what_is_added_on_the_way_is_removed_on_the_way_back(old, new, other):
    one, two = version(old, other), version(new, other)
    rules = change_rules()
    forth = {_base(rules[change.rule].opposite) for change in compare_apis(one, two)}
    back = {_base(change.rule) for change in compare_apis(two, one)}
    assert back == forth


def _base(rule: str) -> str:
    """A rule as it is the other way round: what was required or deprecated is seen on one side."""
    rules = change_rules()
    return rules[rules[rule].opposite].opposite


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
       lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(
           ["paths", "/a", "get", "responses", "200", "content", "schema", "allOf", "parameters",
            "$ref", "in", "name", "security", "servers", "components", "schemas", "type"]),
           inner, max_size=4)), max_leaves=20))  # fmt: skip
def test_nothing_that_a_stranger_writes_ends_the_comparison(value):
    texts = {"openapi.json": json.dumps(value)}
    empty = version({"type": "string"}, {})
    for written_as in ("openapi", "asyncapi"):
        given_one = ApiVersion(ApiModel(format=written_as), texts)
        known = ApiVersion(ApiModel(format=written_as), empty.files)
        compare_apis(given_one, known)
        compare_apis(known, given_one)
