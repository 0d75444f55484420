"""Every import contract of `pyproject.toml` holds, and fails where a module breaks it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
VIOLATIONS = {
    "layers": ("src/catalogsite/model/urls.py", "import catalogsite.state.store"),
    # Not a direct import of git: through a room that is no pure one.
    "pure": ("src/catalogsite/inference/readme.py", "import catalogsite.repositories.mirror"),
    "http": ("src/catalogsite/network/cache.py", "import httpx"),
    "git": ("mkdocs_plugin/catalogsite_mkdocs/shells.py", "import git"),
    "mkdocs": ("src/catalogsite/search/fulltext.py", "import mkdocs.utils"),
    "plugin": ("src/catalogsite/site/publish.py", "import catalogsite_mkdocs.shells"),
    "thin plugin": (
        "mkdocs_plugin/catalogsite_mkdocs/theme.py",
        "import catalogsite.state.folders",
    ),
    "no circle": ("src/catalogsite/site/outputs.py", "import catalogsite.pipeline"),
}


def _broken(folder: Path) -> list[str]:
    """The names of the contracts that the sources in a folder break."""
    code = "import sys; from importlinter.cli import lint_imports; lint_imports(cache_dir=None)"
    path = os.pathsep.join(str(folder / name) for name in ("src", "mkdocs_plugin"))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "COLUMNS": "250"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(.*) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE)
    assert {name for name, _ in verdicts} == set(CONTRACTS.values()), done.stdout + done.stderr
    return [name for name, verdict in verdicts if verdict == "BROKEN"]


def test_the_contracts_hold_and_each_can_fail(tmp_path: Path) -> None:
    for name in ("src", "mkdocs_plugin"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _broken(tmp_path) == []
    for path, statement in VIOLATIONS.values():
        file = tmp_path / path
        text = file.read_text("utf-8")
        file.write_text(text.replace("\nfrom ", f"\n{statement}\nfrom ", 1), "utf-8")
    assert _broken(tmp_path) == [CONTRACTS[name] for name in VIOLATIONS]
