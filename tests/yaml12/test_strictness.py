"""YAML that libyaml reads otherwise than Backstage does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.yaml12.documents import count_documents, parse_documents

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "strictness.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=[repr(case["text"]) for case in _CASES])
def test_case(case: dict[str, Any]) -> None:
    documents = parse_documents(case["text"])
    errors = [document.error for document in documents if document.error]
    if "error" in case:
        assert [(error.what, list(error.position)) for error in errors] == [
            (case["error"], case["at"])
        ]
    else:
        assert errors == []
        assert [document.data for document in documents] == case["data"]


def test_a_mended_line_moves_no_other() -> None:
    (document,) = parse_documents("a: 1\n\t# c\nb: 2\n: x\nc: 3\n")
    assert document.position(("c",)) == (5, 1)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("...\n", 0), ("a: 1\n---\n", 2), ("---\n...\n", 1), ("# c\n", 0)]
)
def test_documents_are_counted_with_empty_ones(text: str, count: int) -> None:
    assert count_documents(text) == count


@pytest.mark.parametrize(
    "text",
    [
        f"a: [:a{' ' * 40_000}x\n",
        "%YAML 1.1\n---\n" + "2020-01-01: a\n" * 8_000,
        "".join(f'"{number}": a\n{number}: b\n' for number in range(8_000)),
    ],
    ids=["blanks", "dates", "numbers beside texts"],
)
def test_no_text_takes_long(text: str) -> None:
    """Each of these once took a time that grows with its square."""
    assert len(parse_documents(text)) == 1


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("count", [1, 60, 3_000])
def test_json_may_escape_any_number_of_characters(count: int, indent: int | None) -> None:
    data = {"a": [f"{number} 🚀 \\ud83d" for number in range(count)], "\U0001f600": 1}
    assert [one.data for one in parse_documents(json.dumps(data, indent=indent))] == [data]
