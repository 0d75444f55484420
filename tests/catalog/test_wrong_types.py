"""Values of a wrong type: each fix has the text that the author wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.tree import Tree
from catalogsite.yaml12.documents import parse_documents
from catalogsite.yaml12.flow_scalar import flow_scalar

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "wrong_types.yaml").read_text("utf-8"))
_REPOSITORY = Repository(id="git.example/acme/shop", name="shop", source="folder")
_SPEC = {"type": "service", "lifecycle": "beta", "owner": "team"}
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]


def _descriptor(place: str, line: str, head: str = "") -> str:
    key = line.partition(":")[0]
    spec = [f"  {name}: {value}" for name, value in _SPEC.items() if name != key]
    lines = [
        f"{head}apiVersion: backstage.io/v1alpha1",
        f"kind: {'API' if place == 'api' else 'Component'}",
        "metadata:",
        "  name: a",
        *([f"  {line}"] if place == "metadata" else []),
        *([line] if place == "top" else ["spec:", *spec]),
        *([f"  {line}"] if place in ("spec", "api") else []),
    ]
    return "\n".join((*lines, ""))


def _problems(tree: Tree) -> list[str]:
    return [f"{one.message} | {one.fix}" for one in read_catalog(tree, _REPOSITORY).problems]


@pytest.mark.parametrize("case", _CASES, ids=[f"{one['place']}-{one['line']}" for one in _CASES])
def test_case(case: dict[str, Any], tree_of: TreeOf) -> None:
    text = _descriptor(case["place"], case["line"])
    assert _problems(tree_of({"catalog-info.yaml": text})) == case["problems"]


@pytest.mark.parametrize(
    "text", ["yes", "off", "Y", "12:30:45", "1_000", "0b11", "2020-01-01", "007"]
)
def test_the_rules_of_yaml_1_1_change_no_text_in_a_fix(text: str, tree_of: TreeOf) -> None:
    head = "%YAML 1.1\n---\n"
    file = _descriptor("metadata", f"title: {text}", head)
    reported = _problems(tree_of({"catalog-info.yaml": file}))
    # A date of YAML 1.1 becomes a text on its way through JSON.
    expected = [] if text == "2020-01-01" else [f'put it in quotes: "{text}"']
    assert [one.partition(" | ")[2] for one in reported] == expected


def test_a_value_of_another_file_is_shown_as_json(tree_of: TreeOf) -> None:
    file = _descriptor("api", "definition: {$yaml: ./version.yaml}")
    reported = _problems(tree_of({"catalog-info.yaml": file, "version.yaml": "1.10\n"}))
    assert reported == [
        '`spec.definition` must be a string, not a number | put it in quotes: "1.1"'
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("payments", "payments"), ("component:a", "component:a"), ("two words", "two words"),
        ("@acme/a", '"@acme/a"'), ("1.10", '"1.10"'), ("true", '"true"'), ("a: b", '"a: b"'),
        ("a #b", '"a #b"'), ("a,b", '"a,b"'), ("", '""'), ("-", '"-"'), ("- a", '"- a"'),
        ("~", '"~"'), ("a:", '"a:"'), ("{a}", '"{a}"'), ("sécurité", "sécurité"), ("a\n", '"a\\n"'),
        ("a ", '"a "'), ("*x", '"*x"'), ("c#", "c#"), ("https://h/x?a=b", '"https://h/x?a=b"'),
    ],
)  # fmt: skip
def test_a_scalar_in_a_fix_is_read_as_the_same_text(text: str, written: str) -> None:
    assert flow_scalar(text) == written
    (document,) = parse_documents(f"[{written}]")
    assert document.data == [text]
