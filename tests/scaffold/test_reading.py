"""Templates are read with the parts that are in other files, and refused where nothing can be run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import find_template

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "reading.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_case(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in case["files"].items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    if "error" in case:
        with pytest.raises(TemplateError) as caught:
            find_template(case["ask"])
        error = caught.value
        assert f"{error.where}: {error.what} | {error.fix}" == case["error"]
    else:
        steps = find_template(case["ask"]).spec["steps"]
        assert [step["action"] for step in steps] == case["actions"]
