"""GraphQL schemas: exact models and findings, other schemas counted by a visitor, and hostile ones."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    introspection_from_schema,
    parse,
    validate,
    visit,
)

from catalogsite.apis.definition_format import Definition, ReadDefinition
from catalogsite.apis.formats.graphql.reader import GRAPHQL
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.types import NamedType

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("cases/*.yaml"))
CORPUS = HERE.parents[3] / "shared" / "corpus"
SCHEMAS = sorted(
    path for end in ("graphql", "graphqls", "gql") for path in CORPUS.rglob(f"*.{end}")
)
PARTS = re.compile(r'[A-Za-z_]+|"""|\s+|.', re.DOTALL)


def read(text: str, name: str = "schema.graphql") -> ReadDefinition:
    return GRAPHQL.read(Definition("graphql", name, {name: text}))


def case_of(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text("utf-8"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_definition_gives_exactly_this(file: Path, written: Any) -> None:
    case = case_of(file)
    root = next(iter(case["files"]))
    got = written(GRAPHQL.read(Definition("graphql", root, case["files"])))
    assert got == {"findings": case["findings"], "model": case["model"]}


@pytest.mark.parametrize(
    "name", ["payments", "abstract-types", "scalars-and-directives", "extensions", "imports"]
)
def test_every_made_example_is_valid_against_its_schema(name: str) -> None:
    files = case_of(HERE / "cases" / f"{name}.yaml")["files"]
    model = GRAPHQL.read(Definition("graphql", next(iter(files)), files)).model
    assert_examples_are_valid(model, "\n".join(files.values()))


def test_imports_are_found_beside_the_file_and_only_in_the_repository() -> None:
    text = '# import "types/a.graphql"\n#import B from \'../b.graphql\'\n# import "/etc/passwd"\n'
    paths = {"api/types/a.graphql": 1, "b.graphql": 1, "etc/passwd": 1}
    assert list(GRAPHQL.references("api/s.graphql", text, paths)) == [
        "api/types/a.graphql",
        "b.graphql",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type Query { a: Int }", True),
        ("\n  # Comment\nextend schema @link(url: 1) {", True),
        ('{"data": {"__schema": {}}}', True),
        ("openapi: 3.1.0\ninfo: {title: type}\n", False),
        ('syntax = "proto3";\nenum A { B = 0; }', False),
        ('{"openapi": "3.1.0"}', False),
        ("", False),
    ],
)
def test_a_schema_is_known_by_its_text(text: str, expected: bool) -> None:
    assert GRAPHQL.recognises(text) is expected


# ---- Schemas of strangers --------------------------------------------------------------------


class Counts(Visitor):
    """Counts the nodes of a document, without the reader's code."""

    def __init__(self, roots: dict[str, str]) -> None:
        super().__init__()
        self.roots, self.found = (
            roots,
            dict.fromkeys(("operations", "types", "fields", "arguments", "values"), 0),
        )

    def enter(self, node: Any, _key: Any, _parent: Any, _path: Any, ancestors: Any) -> None:
        owner = next((one for one in reversed(ancestors) if hasattr(one, "kind")), None)
        is_root = isinstance(owner, ObjectTypeDefinitionNode | ObjectTypeExtensionNode) and (
            owner.name.value in self.roots
        )
        if isinstance(node, FieldDefinitionNode):
            self.found["operations" if is_root else "fields"] += 1
        elif isinstance(node, InputValueDefinitionNode):
            is_argument = isinstance(owner, FieldDefinitionNode | DirectiveDefinitionNode)
            self.found["arguments" if is_argument else "fields"] += 1
        elif isinstance(node, EnumTypeDefinitionNode):
            self.found["values"] += len(node.values)
        if isinstance(node, TypeDefinitionNode | DirectiveDefinitionNode):
            self.found["types"] += getattr(node, "name", node).value not in self.roots


def counted_by_a_visitor(text: str) -> dict[str, int]:
    tree = parse(text)
    roots = {name: name for name in ("Query", "Mutation", "Subscription")}
    for node in tree.definitions:
        if isinstance(node, SchemaDefinitionNode):
            roots = {one.type.name.value: one.operation.value for one in node.operation_types}
    counts = Counts(roots)
    visit(tree, counts)
    return counts.found


def counted_in(model: ApiModel) -> dict[str, int]:
    fields = [(one, field) for one in model.types for field in one.fields]
    roots = {"Query", "Mutation", "Subscription", "Root"}
    own = [field for one, field in fields if one.kind != "directive" and one.name not in roots]
    return {
        "operations": len(model.operations),
        "types": sum(one.name not in roots and not extends(one) for one in model.types),
        "fields": len(own),
        "arguments": sum(len(one.parameters) for one in model.operations)
        + sum(len(field.arguments) for field in own)
        + sum(one.kind == "directive" for one, _ in fields),
        "values": sum(len(one.values) for one in model.types),
    }


def extends(one: NamedType) -> bool:
    return "extends a type that is defined elsewhere" in one.constraints


def assert_examples_are_valid(model: ApiModel, text: str) -> None:
    schema = build_ast_schema(parse(text), assume_valid_sdl=True)
    for operation in model.operations:
        document = parse(operation.body[0].examples[0].text)
        assert validate(schema, document) == [], operation.id


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: f"{file.parts[-2]}-{file.name}")
def test_a_schema_of_a_stranger_is_counted_as_by_a_visitor(file: Path) -> None:
    text = file.read_text("utf-8")
    got = read(text)
    assert got.model is not None
    assert counted_in(got.model) == counted_by_a_visitor(text)
    ids = [one.id for one in (*got.model.operations, *got.model.types)]
    assert len(ids) == len(set(ids))
    assert {target for one in got.model.types for target in one.used_by} <= set(ids)
    if not any(one.rule in {"graphql-unknown-type", "graphql-invalid"} for one in got.findings):
        assert_examples_are_valid(got.model, text)


def test_a_schema_and_its_introspection_say_the_same() -> None:
    text = case_of(HERE / "cases/payments.yaml")["files"]["schema.graphql"]
    answer = json.dumps(introspection_from_schema(build_ast_schema(parse(text))))
    schema, introspection = read(text).model, read(answer).model
    assert {one.id for one in schema.operations} == {one.id for one in introspection.operations}
    assert [without_places(one) for one in sorted(schema.types, key=lambda one: one.id)] == [
        without_places(one) for one in sorted(introspection.types, key=lambda one: one.id)
    ]


def without_places(value: Any) -> Any:
    data = value.model_dump() if hasattr(value, "model_dump") else value
    if isinstance(data, dict):
        return {key: without_places(one) for key, one in data.items() if key != "place"}
    return [without_places(one) for one in data] if isinstance(data, list | tuple) else data


# ---- Hostile definitions ---------------------------------------------------------------------

HOSTILE = {
    "list types": "type Query { a: " + "[" * 100_000 + "Int" + "]" * 100_000 + " }",
    "objects as defaults": "type Query { a(x: A = " + "{a:" * 100_000 + " ): Int }",
    "lists in directives": "type Query @a(x: " + "[" * 100_000,
    "selections": "{a" * 100_000,
    "nothing": "",
    "blank": " \n\t",
    "zero bytes": "type Query { a\0: Int }",
    "half a pair": "type Query { a: Int } # \ud800",
    "number": "type Query { a(x: Int = " + "9" * 50_000 + "): Int }",
    "infinite number": "type Query { a(x: Float = 1e999999): Int }",
    "deep JSON": '{"data": {"__schema": ' + "[" * 100_000,
    "wrong JSON": '{"__schema": {"types": [{"kind": "OBJECT", "name": 1}], "queryType": 3}}',
    "null JSON": '{"data": {"__schema": null}}',
    "names": '{"__schema": {"queryType": {"name": "<b>"}, "types": [{"kind": "OBJECT", "name": "<b>", "fields": [], "interfaces": []}], "directives": []}}',
    "cycle of interfaces": "interface A implements B { a: Int } interface B implements A { a: Int } type Query { a: A }",
    "cycle of unions": "union A = B union B = A type Query { a: A }",
    "cycle of inputs": "input A { b: B! } input B { a: A! } type Query { a(a: A!): Int }",
    "query of itself": "type Query { q: Query! }",
    "kind changes": "extend enum Query { A } type Query { a: Int } extend union Query = Query",
    "reserved": "type __Type { __a: Int } type Query { __typename: __Type }",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_definition_gives_a_model_or_a_finding(text: str) -> None:
    got = read(text)
    assert got.model is not None or got.findings


def test_very_many_fields_are_read_or_said_to_be_too_many() -> None:
    fields = read("type Query {" + "".join(f"f{one}: Int\n" for one in range(20_000)) + "}")
    assert len(fields.model.operations) == 20_000
    text = "type Query {" + "".join(f"f{one}(a: Int = 1): [Int!]\n" for one in range(80_000)) + "}"
    (only,) = read(text).findings
    assert (only.rule, only.variant) == ("graphql-syntax", "too-large")


def test_wide_types_that_refer_to_each_other_make_small_examples() -> None:
    names = [f"T{one}" for one in range(200)]
    types = [f"type {a} {{ {' '.join(f'f{b}: {b}' for b in names)} x: Int }}" for a in names]
    model = read("type Query { t: T0 }\n" + "\n".join(types)).model
    assert len(model.operations[0].body[0].examples[0].text) < 2000


@pytest.mark.parametrize("seed", range(60))
def test_a_mutated_definition_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    files = case_of(chance.choice(CASES))["files"]
    changed = {path: mutated(text, chance) for path, text in files.items()}
    got = GRAPHQL.read(Definition("graphql", next(iter(files)), changed))
    assert got.model is not None or got.findings
    if got.model is not None:
        assert ApiModel.model_validate_json(got.model.model_dump_json()) == got.model


def mutated(text: str, chance: random.Random) -> str:
    parts = PARTS.findall(text)
    for _ in range(chance.randint(1, 6)):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        change = chance.randrange(4)
        if change == 0:
            parts[at] = parts[other]
        elif change == 1:
            parts.insert(at, chance.choice(["{", "}", "(", "!", '"', "extend ", "\0", "é", "@x"]))
        elif change == 2:
            del parts[at]
        else:
            parts[at:at] = parts[other : other + 20]
    return "".join(parts)
