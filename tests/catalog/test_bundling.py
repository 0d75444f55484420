"""Definitions in several files, as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from catalogsite.catalog.descriptors.bundle import bundle
from catalogsite.errors import SourceError

_FILES = {
    "api/open.yaml": """
openapi: 3.0.0
paths:
  /a: {$ref: "./paths/a.yaml"}
  /b: {$ref: "paths/b.yaml#/b"}
components:
  schemas:
    Own: {properties: {next: {$ref: "#/components/schemas/Own"}}}
    Web: {$ref: "https://example.com/web.yaml"}
    More: {$ref: "schemas.yaml#/Id", title: an id}
""",
    "api/paths/a.yaml": "get: {schema: {$ref: ../schemas.yaml#/Item}}",
    "api/paths/b.yaml": '{"b": {"post": {"schema": {"$ref": "../schemas.yaml#/Item"}}}}',
    "api/schemas.yaml": """
Item: {properties: {id: {$ref: "#/Id"}, part: {$ref: "#/Item"}, all: {$ref: "open.yaml#/paths"}}}
Id: {type: string}
""",
}


def _reader(files: dict[str, str]) -> Callable[[str], bytes]:
    def read(path: str) -> bytes:
        if path not in files:
            raise SourceError("there is no such file", where=path)
        return files[path].encode()

    return read


def _bundled(files: dict[str, str], root: str = "api/open.yaml") -> Any:
    return yaml.safe_load(bundle(root, _reader(files)))


def test_every_other_file_is_put_in_its_place_once() -> None:
    item = "#/paths/~1a/get/schema"
    assert _bundled(_FILES) == {
        "openapi": "3.0.0",
        "paths": {
            "/a": {
                "get": {
                    "schema": {
                        "properties": {
                            "id": {"type": "string"},
                            "part": {"$ref": item},
                            "all": {"$ref": "#/paths"},
                        }
                    }
                }
            },
            "/b": {"post": {"schema": {"$ref": item}}},
        },
        "components": {
            "schemas": {
                "Own": {"properties": {"next": {"$ref": "#/components/schemas/Own"}}},
                "Web": {"$ref": "https://example.com/web.yaml"},
                "More": {"type": "string", "title": "an id"},
            }
        },
    }


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("api/paths/a.yaml", None, "in `api/paths/a.yaml`, there is no such file"),
        ("api/paths/b.yaml", "c: 1", "there is no `/b` in `api/paths/b.yaml`"),
        (
            "api/schemas.yaml",
            "a: [",
            "in `api/schemas.yaml`, line 1: did not find expected node content",
        ),
        ("api/open.yaml", None, "there is no such file"),
    ],
)
def test_what_is_missing_is_named(file: str, text: str | None, what: str) -> None:
    files = {**_FILES, file: text} if text else {k: v for k, v in _FILES.items() if k != file}
    with pytest.raises(SourceError) as raised:
        _bundled(files)
    assert raised.value.what == what


def test_a_very_deep_definition_is_an_error_and_no_crash() -> None:
    deep = "a: " + "[" * 150 + "]" * 150
    with pytest.raises(SourceError, match="too deep"):
        _bundled({"x": deep}, "x")


def test_a_reference_leads_through_others() -> None:
    files = {
        "open.yaml": "a: {$ref: 'one.yaml#/x/y'}\nb: {$ref: '#/c/d'}\nc: {$ref: 'two.yaml#/z'}\n",
        "one.yaml": "x: {$ref: 'two.yaml#/z'}\n",
        "two.yaml": "z: {y: {w: {$ref: '#/v'}}, d: 1}\nv: 2\n",
    }
    assert _bundled(files, "open.yaml")["a"] == {"w": 2}


@pytest.mark.parametrize("ref", ["#/nope", "#/a/nope", "one.yaml#/nope", "#/loop/x"])
def test_a_reference_to_nothing_is_refused(ref: str) -> None:
    files = {
        "open.yaml": f"a: {{b: 1}}\nc: {{$ref: '{ref}'}}\nloop: {{$ref: '#/loop'}}\n",
        "one.yaml": "x: 1\n",
    }
    with pytest.raises(SourceError, match="there is no"):
        bundle("open.yaml", _reader(files))


def test_what_is_no_reference_stays() -> None:
    text = "asyncapi: 3.0.0\na: {$ref: '#/nope'}\nb: {$ref: '#name'}\nc: {$ref: 5}\n"
    found = _bundled({"open.yaml": text}, "open.yaml")
    assert found == yaml.safe_load(text)


def test_parts_that_double_at_each_step_are_refused() -> None:
    files = {"0.yaml": "openapi: 3.0.0\na: {$ref: 1.yaml}\n", "46.yaml": "z: 1\n"}
    for number in range(1, 46):
        ref = f"{{$ref: {number + 1}.yaml, title: t}}"
        files[f"{number}.yaml"] = f"x: {ref}\ny: {ref}\n"
    with pytest.raises(SourceError, match="too much"):
        bundle("0.yaml", _reader(files))
