"""Which paths a pattern matches; patterns that would stand for too much match only themselves."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import yaml

from catalogsite.paths.braces import expanded
from catalogsite.paths.glob import matching

_FILE = yaml.safe_load((Path(__file__).parent / "cases" / "globs.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("pattern", "matched"), _FILE["cases"].items())
def test_paths_are_matched(pattern: str, matched: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sorted(matching(_FILE["paths"], pattern)) == sorted(matched)


def test_braces_stand_for_no_more_than_one_can_read() -> None:
    assert len(expanded("{0..9}{0..9}")) == 100
    assert expanded("{0..9}" * 4) == ["{0..9}" * 4]
    assert expanded("{1..100000}") == ["{1..100000}"]
    assert len(expanded("{a,b}" * 40)) == 1


@pytest.mark.parametrize(
    "pattern",
    [
        "+(*a)+(*a)+(*a)b",
        "*a" * 100 + "b",
        "!(a*)" * 40 + "z",
        "?(a)" * 100,
        "+(a|aa)b",
        "**/*a/" * 50,
        "{" * 20_000,
        "{a,b}" * 2_000,
        "{a," * 1_500 + "}" * 1_500,
    ],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    """Each of these would keep an expression that goes back busy for hours."""
    assert matching(["a" * 250 + "c", "/".join(["aaaa"] * 60)], pattern) == []
