"""Bad templates through the command line: refused with file, line and fix, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from catalogsite.cli import main

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refused.yaml").read_text("utf-8"))
_HEAD = """# A template.
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: t}
spec:
"""


def write_template(folder: Path, case: dict[str, Any]) -> None:
    """The template of a case with its other files, in a repository."""
    (folder / ".git").mkdir(parents=True)
    (folder / "template.yaml").write_text(_HEAD + indent(case["spec"], "  "), "utf-8")
    for name, text in case.get("files", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        if text.startswith("-> "):
            (folder / name).symlink_to(text.removeprefix("-> "))
        else:
            (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["new", "dry-run"])
def test_case(
    case: dict[str, Any],
    options: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    write_template(tmp_path / "a", case)
    monkeypatch.chdir(tmp_path / "a")
    monkeypatch.setenv("COLUMNS", "400")
    answers = [part for answer in case.get("answers", ()) for part in ("--set", answer)]
    code = main(["new", "template.yaml", "--dest", "../made", *answers, *options])
    assert (code, capfd.readouterr().err.replace(f"{tmp_path}/a/", "")) == (1, case["error"])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
