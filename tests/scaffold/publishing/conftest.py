from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _git_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whose git has a name, an address and a filter, and runs no program that asks."""
    config = tmp_path / "gitconfig"
    config.write_text(
        "[user]\n\tname = Ann Author\n\temail = ann@acme.example\n"
        '[filter "lfs"]\n\tclean = "echo filtered"\n\trequired = true\n'
        "[core]\n\tautocrlf = input\n\texcludesFile = /dev/null\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in list(os.environ):
        if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER")) or name.endswith("_TOKEN"):
            monkeypatch.delenv(name)
