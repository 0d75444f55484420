"""API definitions on a page: as they are written, and minified JSON with a line for each value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render import acme

from catalogsite.render.views.definition import Definition, definition, indented_json
from catalogsite.render.views.entity_link import link_of

PATHS = {f"/payments/{n}": {"get": {"operationId": f"get{n}", "tags": []}} for n in range(9)}
MINIFIED = json.dumps({"openapi": "3.1.0", "paths": PATHS}, separators=(",", ":"))


def _shown(text: str, type_: str = "openapi") -> Definition:
    found = definition(link_of(acme.entity("API", "pay", {"type": type_})), text)
    assert found is not None
    return found


def test_minified_json_is_indented() -> None:
    shown = _shown(MINIFIED)
    assert shown.text.splitlines()[:7] == [
        "{",
        '  "openapi": "3.1.0",',
        '  "paths": {',
        '    "/payments/0": {',
        '      "get": {',
        '        "operationId": "get0",',
        '        "tags": []',
    ]
    assert (shown.language, shown.indented, shown.lines, shown.cut) == ("json", True, 1, False)


@pytest.mark.parametrize("type_", ["openapi", "asyncapi", "graphql", "trpc", "json-rpc"])
def test_json_is_json_whatever_the_api_is_called(type_: str) -> None:
    shown = _shown(MINIFIED, type_)
    assert (shown.language, shown.href, shown.indented) == ("json", "definition.json", True)


@pytest.mark.parametrize(
    ("text", "type_", "language"),
    [
        (json.dumps(PATHS, indent=2), "openapi", "json"),
        (json.dumps(PATHS, indent=4), "asyncapi", "json"),
        ('{"openapi":"3.1.0","paths":{}}', "openapi", "json"),
        ("{openapi: 3.1.0, paths: {}}  # flow style of YAML" + " " * 90, "openapi", "yaml"),
        ("{" + '"a": 1,' * 40, "openapi", "yaml"),
        ("[" * 5000, "openapi", "yaml"),
        ("type Query { " + "a: Int " * 40 + "}", "graphql", "graphql"),
        ("openapi: 3.1.0\n", "openapi", "yaml"),
    ],
)
def test_what_was_written_to_be_read_stays(text: str, type_: str, language: str) -> None:
    shown = _shown(text, type_)
    assert (shown.language, shown.indented, shown.text) == (language, False, text)


def test_values_stay_as_they_are_written() -> None:
    text = '{"a": 1.10, "b": 1e400, "c": "x, {\\"y\\": [1]} \\u00e9", "d": [], "e": [{}, -0.0]}'
    assert "".join(indented_json(text)) == (
        '{\n  "a": 1.10,\n  "b": 1e400,\n  "c": "x, {\\"y\\": [1]} \\u00e9",\n  "d": [],\n'
        '  "e": [\n    {},\n    -0.0\n  ]\n}'
    )


def test_a_long_one_is_cut_at_a_line() -> None:
    many = {f"/p/{n}": {"get": {}} for n in range(900)}
    shown = _shown(json.dumps(many))
    assert shown.cut
    assert 5900 < len(shown.text) <= 6000
    assert shown.text.splitlines()[-1].startswith("  ")
    assert _shown("a: 1\n" * 4000).cut


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_an_empty_one_is_not_shown(text: str | None) -> None:
    assert definition(link_of(acme.entity("API", "pay", {"type": "openapi"})), text) is None


_SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
_JSON = st.recursive(
    _SCALARS,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3),
)


@settings(deadline=None)
@given(_JSON, st.booleans())
def test_the_indented_document_is_the_same(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert json.loads("".join(indented_json(text))) == value
    if isinstance(value, dict | list) and value:
        assert "".join(indented_json(text)) == json.dumps(value, indent=2, ensure_ascii=ascii_only)
