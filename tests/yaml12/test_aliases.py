"""How often an alias may repeat a node: exactly as often as in Backstage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.yaml12.documents import parse_documents

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "aliases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['what']} {case['times']}")
def test_case(case: dict[str, Any]) -> None:
    repeated = [f"z{number}: *{case['alias']}" for number in range(case["times"])]
    (document,) = parse_documents("\n".join((*case["lines"], *repeated)))
    if case["refused"]:
        assert document.error is not None
        assert document.error.what == "aliases expand to too much data"
    else:
        assert document.error is None
        values = [document.data[f"z{number}"] for number in range(case["times"])]
        assert values == [document.data[case["alias"]]] * case["times"]


def test_what_has_no_weight_is_bounded_too() -> None:
    rows = [
        "e: &e []",
        *(
            f"l{n}: &l{n} [{', '.join([f'*{was}'] * 90)}]"
            for n, was in enumerate(("e", "l0", "l1", "l2"))
        ),
    ]
    (document,) = parse_documents("\n".join(rows))
    assert document.error is not None
    assert document.error.what == "aliases expand to too much data"
