"""OpenAPI: exact models and findings, real definitions counted by other code, and hostile ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from catalogsite.apis.definition_format import Definition, ReadDefinition
from catalogsite.apis.formats.openapi.reader import OPENAPI

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("cases/*.yaml"))
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))
CORPUS = HERE.parents[3] / "shared" / "corpus"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}


def read(files: dict[str, str]) -> ReadDefinition:
    return OPENAPI.read(Definition("openapi", next(iter(files)), files))


def read_text(text: str) -> ReadDefinition:
    return read({"a.yaml": text})


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_definition_gives_exactly_this(file: Path, written: Any) -> None:
    case = yaml.safe_load(file.read_text("utf-8"))
    assert written(read(case["files"])) == {"findings": case["findings"], "model": case["model"]}


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["case"])
def test_what_is_wrong_is_told_at_its_line(case: dict[str, Any], written: Any) -> None:
    found = read_text(case["text"])
    assert written(found)["findings"] == case["findings"]
    operations = None if found.model is None else len(found.model.operations)
    assert operations == case["operations"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openapi: 3.1.0\n", True),
        ("# Comment\ninfo: {}\n'openapi': '3.0.3'\n", True),
        ('swagger: "2.0"\n', True),
        ('\ufeff{\n  "info": {},\n  "openapi": "3.2.0"\n}', True),
        ("{openapi: 3.1.0}", True),
        ("openapi: 4.0.0\n", False),
        ("spec:\n  definition: |\n    openapi: 3.1.0\n", False),
        ('spec:\n  definition: |\n    {"openapi": "3.1.0"}\n', False),
        ("asyncapi: 3.0.0\n", False),
        ("", False),
    ],
)
def test_a_definition_is_known_by_its_text(text: str, expected: bool) -> None:
    assert OPENAPI.recognises(text) is expected


def test_references_are_files_of_the_repository() -> None:
    text = "a: {$ref: ../b.yaml#/x}\nb:\n  $ref: 'c%20d.json'\nc: {$ref: '#/y'}\nd: {$ref: /etc/passwd}\n"
    paths = {"b.yaml": 1, "api/c d.json": 1, "etc/passwd": 1}
    assert list(OPENAPI.references("api/a.yaml", text, paths)) == ["b.yaml", "api/c d.json"]


# ---- Definitions of strangers ----------------------------------------------------------------


def _roots() -> list[Path]:
    found = [path for end in ("json", "yaml", "yml") for path in sorted(CORPUS.rglob(f"*.{end}"))]
    return [path for path in found if path.is_file() and OPENAPI.recognises(_text(path))]


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _files(root: Path) -> dict[str, str]:
    """The root and all files that it refers to, by path in the corpus."""
    found, waiting = {}, [str(root.relative_to(CORPUS))]
    paths = {str(one.relative_to(CORPUS)): 1 for one in root.parents[1].rglob("*")}
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = _text(CORPUS / path)
            waiting += OPENAPI.references(path, found[path], paths)
    return found


class Counter:
    """Counts the parts of a definition from the values that other parsers give."""

    def __init__(self, files: dict[str, str]) -> None:
        self.data = {path: yaml.load(text, yaml.CSafeLoader) for path, text in files.items()}
        self.root = next(iter(files))

    def follow(self, value: Any, file: str) -> tuple[Any, str]:
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            path, _, pointer = value["$ref"].partition("#")
            if path:
                file = str((CORPUS / file).parent.joinpath(path).resolve().relative_to(CORPUS))
            value = self.data[file]
            for step in pointer.split("/")[1:]:
                key = unquote(step).replace("~1", "/").replace("~0", "~")
                value = value[int(key) if isinstance(value, list) else key]
        return value, file

    def operations(self) -> int:
        root = self.data[self.root]
        items = [*(root.get("paths") or {}).items(), *(root.get("webhooks") or {}).items()]
        return sum(self._operations(item) for name, item in items if not name.startswith("x-"))

    def _operations(self, item: Any) -> int:
        value, file = self.follow(item, self.root)
        own = [one for name, one in value.items() if name in METHODS]
        own += (value.get("additionalOperations") or {}).values()
        inner = 0
        for operation in own:
            for callback in (operation.get("callbacks") or {}).values():
                for target in self.follow(callback, file)[0].values():
                    inner += sum(name in METHODS for name in target)
        return len(own) + inner

    def types(self) -> dict[str, int]:
        root = self.data[self.root]
        schemas = root.get("definitions") or (root.get("components") or {}).get("schemas") or {}
        return {name: self._fields(one) for name, one in schemas.items()}

    def _fields(self, schema: Any) -> int:
        if not isinstance(schema, dict) or "$ref" in schema:
            return 0
        inner = [one for key in ("oneOf", "anyOf") for one in schema.get(key) or ()]
        count = len(set(self._names(schema, self.root))) + sum(map(self._fields, inner))
        if count or "allOf" in schema:
            return count
        of_items = schema.get("items") if schema.get("type") == "array" else None
        return self._fields(of_items or schema.get("additionalProperties"))

    def _names(self, schema: Any, file: str) -> Iterator[str]:
        value, file = self.follow(schema, file)
        for part in value.get("allOf") or ():
            yield from self._names(part, file)
        yield from value.get("properties") or ()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collected definitions are not here")
def test_real_definitions_have_as_many_operations_types_and_fields_as_other_code_counts() -> None:
    roots = _roots()
    assert len(roots) > 50
    for root in roots:
        files = _files(root)
        model = read(files).model
        assert model is not None, root
        counter = Counter(files)
        assert (root, len(model.operations)) == (root, counter.operations())
        assert model.operations or model.types, root
        found = {one.name: len(one.fields) for one in model.types}
        expected = counter.types()
        assert (root, {name: found[name] for name in expected}) == (root, expected)


# ---- Hostile definitions ---------------------------------------------------------------------

ODD: list[Any] = [
    *(None, True, 7, -1.5, "", "x", [], {}, [[]], [None], {"": None}, {"$ref": "#"}, {"$ref": 7}),
    *({"$ref": "#/components/schemas/Tree"}, {"$ref": "#/paths"}, {"$ref": "b.yaml"}, "\ud800"),
    *({"type": "array", "items": {"$ref": "#"}}, {"allOf": [{"$ref": "#"}]}, {"enum": 5}),
]  # fmt: skip


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_no_value_of_another_type_raises(file: Path) -> None:
    chance = random.Random(file.stem)
    files = yaml.safe_load(file.read_text("utf-8"))["files"]
    root = next(iter(files))
    for _ in range(150):
        data = yaml.safe_load(files[root])
        for _ in range(chance.randint(1, 3)):
            holder, key = chance.choice(list(_places(data)))
            holder[key] = deepcopy(chance.choice(ODD))
        assert_bounded(read({**files, root: json.dumps(data)}))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_no_broken_text_raises(file: Path) -> None:
    chance = random.Random(file.stem)
    files = yaml.safe_load(file.read_text("utf-8"))["files"]
    root = next(iter(files))
    for _ in range(200):
        text = files[root]
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            more = chance.choice(
                ["", "\n", "{", "]", '"', "'", "- ", ": ", "&a ", "*a", "\x00", "\t"]
            )
            text = text[:at] + more + text[at + chance.randint(0, 5) :]
        assert_bounded(read({**files, root: text}))


def assert_bounded(found: ReadDefinition) -> None:
    assert found.model is not None or found.findings
    assert len(found.findings) < 100
    if found.model is not None:
        assert len(found.model.model_dump_json(exclude_defaults=True)) < 40_000_000


def _definition(paths: Any = None, **components: Any) -> str:
    info = {"title": "a", "version": "1"}
    return json.dumps(
        {"openapi": "3.1.0", "info": info, "paths": paths or {}, "components": components}
    )


def _operation(**more: Any) -> Any:
    return {"operationId": "a", "summary": "a", "responses": {}, **more}


def _reference(name: str, kind: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _nested(levels: int, start: str, end: str) -> str:
    return start * levels + "1" + end * levels


WIDE = {"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(1000)}}
HOSTILE = {
    "all of doubles": _definition(
        schemas={
            f"A{n}": {"allOf": [_reference(f"A{n + 1}"), {"allOf": [_reference(f"A{n + 1}")]}]}
            for n in range(60)
        }
        | {"A60": WIDE}
    ),
    "one of doubles": _definition(
        schemas={f"A{n}": {"oneOf": [_reference(f"A{n + 1}")] * 3} for n in range(60)}
    ),
    "properties double": _definition(
        schemas={
            f"A{n}": {"properties": {x: _reference(f"A{n + 1}") for x in "abcdefgh"}}
            for n in range(60)
        }
    ),
    "inner objects double": _definition(
        schemas={
            "A": {
                "properties": {
                    x: {"allOf": [_reference("A"), {"properties": {x: {"type": "string"}}}]}
                    for x in "abcdefghijklmnopqrst"
                }
            }
        }
    ),
    "a shared response": _definition(
        {f"/{n}": {"get": _operation(responses={"200": _reference("R", "responses")})} for n in range(5000)},
        responses={"R": {"description": "d" * 10_000, "content": {"application/json": {"schema": WIDE}}}},
    ),
    "a shared path": _definition(
        {f"/{n}": _reference("P", "pathItems") for n in range(5000)},
        pathItems={"P": {"get": _operation(description="d" * 100_000)}},
    ),
    "a shared parameter": _definition(
        {f"/{n}": {"get": _operation(parameters=[_reference("P", "parameters")])} for n in range(5000)},
        parameters={"P": {"name": "p", "in": "query", "schema": WIDE, "example": "x" * 100_000}},
    ),
    "a chain of references": _definition(schemas={f"A{n}": _reference(f"A{n + 1}") for n in range(3000)}),
    "callbacks of callbacks": _definition(
        {"/a": {"get": _operation(callbacks={"c": _reference("C", "callbacks")})}},
        callbacks={"C": {"{$url}": {"get": _operation(callbacks={"c": _reference("C", "callbacks")})}}},
    ),
    "a path of itself": _definition({"/a": {"$ref": "#/paths/~1a"}}),
    "a huge enumeration": _definition(schemas={"A": {"enum": list(range(200_000))}}),
    "deep lists": '{"openapi": "3.1.0", "a": ' + _nested(10_000, "[", "]") + "}",
    "deep items": '{"openapi": "3.1.0", "components": {"schemas": {"A": '
    + _nested(900, '{"type": "array", "items": ', "}") + "}}}",
    "deep properties": '{"openapi": "3.1.0", "components": {"schemas": {"A": '
    + _nested(450, '{"properties": {"a": ', "}}") + "}}}",
    "deep choices": '{"openapi": "3.1.0", "components": {"schemas": {"A": '
    + _nested(450, '{"oneOf": [', "]}") + "}}}",
    "deep all of": '{"openapi": "3.1.0", "components": {"schemas": {"A": '
    + _nested(450, '{"allOf": [', "]}") + "}}}",
    "deep YAML": "openapi: 3.1.0\na: " + _nested(10_000, "[", "]"),
    "aliases": "openapi: 3.1.0\na: &a [1]\n" + "".join(
        f"{chr(97 + n)}: &{chr(97 + n)} [{', '.join(['*' + chr(96 + n)] * 9)}]\n" for n in range(1, 20)
    ),
    "quotes without end": '{"openapi": "3.1.0", "a": "' + "\\" * 100_001,
}  # fmt: skip


def test_what_is_left_out_is_told() -> None:
    assert "definition-cut" in {one.rule for one in read_text(HOSTILE["a shared path"]).findings}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_repeats_without_end_is_bounded(name: str) -> None:
    assert_bounded(read_text(HOSTILE[name]))
