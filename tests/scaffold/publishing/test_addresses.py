"""`repoUrl`: what it needs by the kind of host, and which texts could lead elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.publishing.repo_url import repo_url, segment

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "addresses.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['given']}")
def test_an_address_is_read_or_refused(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(TemplateError) as raised:
            repo_url(case["kind"], case["given"])
        fix = "write it as HOST?owner=OWNER&repo=REPO"
        assert (raised.value.what, raised.value.fix) == (case["error"], fix)
        return
    read = repo_url(case["kind"], case["given"])
    assert [read.host, read.owner, read.name, read.project] == case["is"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a b/c", "a%20b%2Fc"),
        ("x..y", "x..y"),
        (7, "7"),
        (7.0, "7"),
        ("<issueIid of step issue>",) * 2,
        ("<a/b of step c>", "%3Ca%2Fb%20of%20step%20c%3E"),
    ],
)
def test_a_name_is_one_part_of_a_path(given: Any, written: str) -> None:
    assert segment(given) == written


@pytest.mark.parametrize("given", ["", ".", ".."])
def test_a_name_that_leads_elsewhere_is_refused(given: str) -> None:
    with pytest.raises(TemplateError, match="cannot be a name"):
        segment(given)
