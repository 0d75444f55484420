"""The questions of Copier templates as forms: nothing in them is evaluated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold.copier.questions import copier_template

_CASES = yaml.safe_load((Path(__file__).parent / "cases/copier.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_questions_become_a_form(case: dict[str, Any]) -> None:
    content = case["text"].encode()
    if "reason" in case:
        with pytest.raises(TemplateError, match=case["reason"]):
            copier_template(content, "copier.yml")
        return
    found = copier_template(content, "copier.yml")
    assert found.form == case["form"]
    assert list(found.code) == case.get("code", [])
