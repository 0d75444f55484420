"""Templates of repositories that only a mirror holds run by their names, with all that they fetch."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.cli import main

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sources.yaml").read_text("utf-8"))
_IDENTITY = ("-c", "user.name=Ann Author", "-c", "user.email=ann@example.com")


def _git(folder: Path, *arguments: str) -> None:
    command = ["git", "-C", str(folder), *_IDENTITY, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def _commit(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text.removeprefix("-> ").rstrip())
        else:
            path.write_text(text, "utf-8")
            path.chmod(0o755 if text.startswith("#!") else 0o644)
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "change")


def _publish(folder: Path, name: str, branches: dict[str, dict[str, str]]) -> None:
    """A bare repository whose default branch is the first one."""
    root = folder / "work" / name
    root.mkdir(parents=True)
    _git(root, "init", "-q", "-b", next(iter(branches)))
    for index, (branch, files) in enumerate(branches.items()):
        if index:
            _git(root, "checkout", "-q", "--orphan", branch)
            _git(root, "rm", "-rfq", ".")
        _commit(root, files)
    _git(root, "checkout", "-q", next(iter(branches)))
    _git(folder, "clone", "-q", "--bare", str(root), str(folder / f"{name}.git"))
    _git(folder / f"{name}.git", "config", "uploadpack.allowFilter", "true")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal that has collected the repositories of the cases; their remotes are gone."""
    folder = tmp_path_factory.mktemp("sources")
    for name, branches in _CASES["repositories"].items():
        _publish(folder, name, branches)
    sources = [
        source | {"kind": "git", "url": (folder / f"{source['url']}.git").as_uri()}
        for source in _CASES["sources"]
    ]
    (folder / "portal").mkdir()
    config = {"title": "Acme", "url": "https://portal.acme.example/", "sources": sources}
    (folder / "portal/catalogsite.yaml").write_text(yaml.safe_dump(config), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder / "portal")
        assert main(["collect", "-q"]) == 0
    for name in _CASES["repositories"]:
        (folder / f"{name}.git").rename(folder / f"{name}.gone")
    return folder / "portal"


@pytest.mark.parametrize("case", _CASES["cases"], ids=[case["name"] for case in _CASES["cases"]])
def test_case(
    case: dict[str, Any],
    portal: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(portal)
    monkeypatch.setenv("COLUMNS", "300")
    made = tmp_path / "made"
    code = main(["new", case["template"], "--dest", str(made)])
    errors = capfd.readouterr().err
    if "error" in case:
        assert code == 1
        assert case["error"] in errors
        assert "Traceback" not in errors
        assert not made.exists()
    else:
        assert code == 0, errors
        assert _files(made) == case["files"]


def _files(folder: Path) -> dict[str, str]:
    """Every file with its text; a record of the run is not counted."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and not name.startswith(".catalogsite"):
            found[name] = path.read_text("utf-8")
    return found
