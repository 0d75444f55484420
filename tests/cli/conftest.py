"""A small organisation, collected once, and folders to run commands in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.cli import main

HERE = Path(__file__).parent


def _write(folder: Path, files: dict[str, Any]) -> None:
    for path, content in files.items():
        if isinstance(content, dict):
            _write(folder / path, content)
            continue
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("organisation")
    _write(folder, yaml.safe_load((HERE / "organisation.yaml").read_text("utf-8")))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["collect", "-q", "."]) == 0
    return folder


@pytest.fixture
def enter(
    organisation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, Any] | None], Path]:
    """Go to the organisation, or to a new folder with these files."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def go(files: dict[str, Any] | None = None) -> Path:
        folder = organisation if files is None else tmp_path
        _write(folder, files or {})
        monkeypatch.chdir(folder)
        return folder

    return go
