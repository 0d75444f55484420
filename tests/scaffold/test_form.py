"""Forms of templates: which questions there are and when, the defaults, and what pickers take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.scaffold.parameters.checks import answer_complaints, page_complaints
from catalogsite.scaffold.parameters.defaults import with_defaults
from catalogsite.scaffold.parameters.form import flat_fields, form_page
from catalogsite.scaffold.parameters.pickers import canonical, picker_choices

CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


@pytest.mark.parametrize("case", _cases("conditions"))
def test_conditions(case: dict[str, Any]) -> None:
    fields = flat_fields(form_page(case["page"]).fields)
    found = {field.name: field.when for field in fields}
    assert found == case["asked"]
    assert list(found) == list(case["asked"])


@pytest.mark.parametrize("case", _cases("defaults"))
def test_defaults(case: dict[str, Any]) -> None:
    assert with_defaults([case["page"]], case["given"]) == case["filled"]


@pytest.mark.parametrize("case", _cases("complaints"))
def test_complaints(case: dict[str, Any]) -> None:
    assert page_complaints(case["page"], case["given"], ()) == case["wrong"]


ENTITIES = yaml.safe_load((CASES / "entities.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _cases("pickers"))
def test_pickers(case: dict[str, Any]) -> None:
    property_, page = case["field"], {"properties": {"x": case["field"]}}
    if "choices" in case:
        assert [one.value for one in picker_choices(property_, ENTITIES)] == case["choices"]
    for given, wanted in case.get("takes", {}).items():
        assert canonical([page], {"x": given})["x"] == wanted
        assert answer_complaints(property_, wanted, page, tuple(ENTITIES)) == []
    for given, reason in case.get("refuses", {}).items():
        value = canonical([page], {"x": given})["x"]
        assert answer_complaints(property_, value, page, tuple(ENTITIES)) == [reason]
