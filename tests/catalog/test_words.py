"""What single words of YAML mean to Backstage: as values, and as keys of an object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.yaml12.documents import Document, parse_documents

_FILE = Path(__file__).parent / "cases" / "words.yaml"
# Only JSON's own numbers: what a word means is what the cases are about.
_CASES = yaml.load(_FILE.read_text("utf-8"), yaml.BaseLoader)
_VALUES = yaml.safe_load(_FILE.read_text("utf-8"))


def _document(text: str, case: dict[str, Any]) -> Document:
    head = "%YAML 1.1\n---\n" if "legacy" in case else ""
    (document,) = parse_documents(f"{head}{text}\n")
    return document


@pytest.mark.parametrize(("case", "value"), list(zip(_CASES, _VALUES, strict=True)), ids=str)
def test_a_word_means_what_it_means_to_backstage(
    case: dict[str, Any], value: dict[str, Any]
) -> None:
    document = _document(f"x: {case['word']}", case)
    if "error" in case:
        as_key = _document(f"? {case['word']}\n: v", case)
        errors = [one.error.what for one in (document, as_key) if one.error]
        assert errors == [case["error"]] * 2
        return
    assert document.data == {"x": value["value"]}
    assert type(document.data["x"]) is type(value["value"])
    if "key" in case:
        assert _document(f"? {case['word']}\n: v", case).data == {case["key"]: "v"}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("1: a\n'1': b\n", {"1": "b"}),
        ("'': a\n~: b\n", {"": "b"}),
        ("true: a\n'true': b\n", {"true": "b"}),
        (".nan: a\n.nan: b\n", {"NaN": "b"}),
        ("? [a]\n: b\n? [a]\n: c\n", {"[ a ]": "c"}),
    ],
)
def test_keys_of_one_name_but_two_kinds_are_two(text: str, data: dict[str, Any]) -> None:
    assert _document(text, {}).data == data


@pytest.mark.parametrize("text", ["1: a\n0x1: b\n", "1: a\n1.0: b\n", "~: a\nnull: b\n"])
def test_keys_of_one_value_are_one_key_given_twice(text: str) -> None:
    error = _document(text, {}).error
    assert error is not None
    assert "given twice" in error.what


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("x: &x {a: 1, b: 2}\nz:\n  a: 0\n  <<: *x\n  c: 3\n", {"a": 0, "b": 2, "c": 3}),
        ("x: &x {a: 1}\nz:\n  <<: [*x, {a: 2, b: 4}]\n", {"a": 1, "b": 4}),
        ("z:\n  '<<': {a: 1}\n", {"<<": {"a": 1}}),
    ],
)
def test_keys_are_merged_in_yaml_1_1_alone(text: str, data: dict[str, Any]) -> None:
    assert _document(text, {"legacy": True}).data["z"] == data
    assert "<<" in _document(text, {}).data["z"]


def test_only_mappings_are_merged() -> None:
    error = _document("z:\n  <<: text\n", {"legacy": True}).error
    assert error is not None
    assert error.what == "`<<` needs a mapping or a list of mappings"
