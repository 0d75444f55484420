"""The pages of tools that annotations name, their addresses, and the table that says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.catalog.tools.pages import NamedPage, named_pages
from catalogsite.catalog.tools.table import tool_of, tools, used_elsewhere
from catalogsite.paths.package_data import resource_dir

_CASES = yaml.safe_load((Path(__file__).parent / "cases/tools.yaml").read_text("utf-8"))
ICONS = (Path(resource_dir("site_templates")) / "assets/icons.css").read_text("utf-8")


def _line(page: NamedPage) -> str:
    address = f"wanted {page.wanted}" if page.wanted else page.url
    return f"{page.tool.title}, {page.what}, {page.text}, {address}"


def _named(case: dict[str, Any]) -> list[str]:
    repository = tuple(case.get("repository", ("", "")))
    pages = named_pages(case["annotations"], case.get("tools", {}), repository)
    return [_line(page) for page in pages]


@pytest.mark.parametrize("case", _CASES, ids=[" ".join(c["annotations"]) for c in _CASES])
def test_what_annotations_name(case: dict[str, Any]) -> None:
    assert _named(case) == case["named"]


def test_every_annotation_of_a_tool_has_a_case() -> None:
    tried = {key for case in _CASES for key in case["annotations"]}
    prefixes = {key.partition("/")[0] for key in tried}
    for tool in tools().values():
        for key in tool.annotations:
            assert key in tried or (key.endswith("/*") and key.split("/")[0] in prefixes), key


def test_every_well_known_annotation_is_of_a_tool_or_used_elsewhere() -> None:
    """Managed ones belong to the catalog, and a former name to the annotation that replaces it."""
    for key, known in ANNOTATIONS.items():
        places = [tool_of(key) is not None, key in used_elsewhere()]
        assert sum(places) == (0 if known.managed or _is_only_replaced(key) else 1), key


def _is_only_replaced(key: str) -> bool:
    return ANNOTATIONS[key].replacement is not None and tool_of(key) is None


def test_no_row_is_about_an_annotation_that_nobody_checks() -> None:
    rows = {key for tool in tools().values() for key in tool.annotations} | set(used_elsewhere())
    assert {key for key in rows if not key.endswith("/*")} <= set(ANNOTATIONS)
    others = [
        key
        for tool in tools().values()
        for named in tool.annotations.values()
        for page in named.pages
        for key in page.others.values()
    ]
    assert {*others, *(tool.instance for tool in tools().values() if tool.instance)} <= rows


def test_every_slot_of_an_address_is_filled() -> None:
    for tool in tools().values():
        for named in tool.annotations.values():
            for page in named.pages:
                slots = set(re.findall(r"\{(\w+)", page.page)) - {"base", "given"}
                assert slots <= {*page.pattern.groupindex, *page.others}, page


def test_every_tool_has_an_icon() -> None:
    for tool in tools().values():
        assert f".cs-i-{tool.icon}{{" in ICONS, tool.id


def test_a_list_without_end_is_cut() -> None:
    many = ",".join(f"job-{number}" for number in range(5_000))
    pages = list(named_pages({"jenkins.io/job-full-name": many}, {}))
    assert [page.text for page in pages] == [f"job-{number}" for number in range(20)]


def test_a_value_without_end_is_no_address() -> None:
    pages = list(named_pages({"opsgenie.com/component-selector": "a" * 5_000}, {}))
    assert [page.url for page in pages] == [""]
