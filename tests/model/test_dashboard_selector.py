"""Which dashboards a selector selects: cases whose answers the parser of Backstage's plugin gave."""

from pathlib import Path

import pytest
import yaml

from catalogsite.model.facts.activity.dashboard_selector import (
    DashboardSelector,
    DashboardSelectorError,
)

FILE = yaml.safe_load((Path(__file__).parent / "dashboard_selectors.yaml").read_text("utf-8"))
DASHBOARDS = {
    name: {**fields, "tags": tuple(fields["tags"])} for name, fields in FILE["dashboards"].items()
}


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["selector"])
def test_what_a_selector_selects(case):
    if "error" in case:
        with pytest.raises(DashboardSelectorError) as raised:
            DashboardSelector(case["selector"])
        assert str(raised.value) == case["error"]
    else:
        selector = DashboardSelector(case["selector"])
        found = [name for name, one in DASHBOARDS.items() if selector.selects(one)]
        assert found == case["selects"]
        for name in found:
            assert selector.tags is None or selector.tags & set(DASHBOARDS[name]["tags"])


TAGS = {
    "payments": {"payments"},
    "tags @> 'a'": {"a"},
    "tags @> 'a' && title == 'x'": {"a"},
    "title == 'x' && (tags @> 'a' || tags @> 'b')": {"a", "b"},
    "tags @> 'a' || title == 'x'": None,
    "title == 'x' || tags @> 'a'": None,
    "!(tags @> 'a')": None,
    "tags @> 'a' == false": None,
    "tags @> title": None,
    "title == 'x'": None,
}


@pytest.mark.parametrize(("text", "tags"), TAGS.items())
def test_the_tags_of_which_a_selected_dashboard_has_one(text, tags):
    assert DashboardSelector(text).tags == tags


@pytest.mark.parametrize("text", ["(" * 10_000, "!" * 10_000, "(!" * 10_000 + "title"])
def test_a_selector_that_is_nested_too_deep_is_refused(text):
    with pytest.raises(DashboardSelectorError, match="it is nested too deep"):
        DashboardSelector(text)
