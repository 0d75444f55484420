"""Builds the golden site and reads the files that are compared: `make golden` writes them again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from catalogsite.commands.demo_providers import example_providers

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
# Where the example providers say that the builds are.
HOST = "https://git.acme.example/acme"
PAGES = (
    "index.html",
    "404.html",
    "catalog/index.html",
    "catalog/default/*/*/index.html",
    "docs/index.html",
    "docs/default/component/*/index.html",
    "docs/default/component/*/*/index.html",
    "create/index.html",
    "create/*/*/index.html",
    "health/index.html",
    "scorecards/index.html",
    "problems/index.html",
)
"""Of these the article is compared: the frame around it is the theme's."""
FILES = (
    "**/*.md",
    "api/**/*.json",
    "assets/catalogsite/*.json",
    "badges/default/component/**/*.svg",
    "badges/default/component/**/*.json",
    "llms.txt",
    "sitemap.xml",
)


def _git(folder: Path, *arguments: str) -> None:
    day = "2026-04-01T12:00:00+00:00"
    who = {"NAME": "Ida Berg", "EMAIL": "ida@ferries.example", "DATE": day}
    identity = {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()
    }
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **identity}
    subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | own, check=True, capture_output=True
    )


def write_repositories(folder: Path) -> None:
    """Write the organisation as git repositories with one commit of a fixed day each."""
    for name, files in yaml.safe_load((HERE / "organisation.yaml").read_text("utf-8")).items():
        for path, text in files.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        _git(folder / name, "init", "-q", "-b", "main")
        _git(folder / name, "remote", "add", "origin", f"{HOST}/{name}.git")
        _git(folder / name, "add", "-A")
        _git(folder / name, "commit", "-q", "-m", "Start")


def build(folder: Path) -> Path:
    """Collect and build on two nights that follow each other; return the site of the second."""
    write_repositories(folder / "repos")
    answers = yaml.safe_load((HERE / "providers.yaml").read_text("utf-8"))
    for number, night in enumerate(answers):
        now = NOW - timedelta(days=len(answers) - 1 - number)
        (folder / "providers.yaml").write_text(yaml.safe_dump(night), "utf-8")
        with example_providers(folder / "providers.yaml", now) as settings:
            enrich = [one.model_dump(mode="json", exclude_defaults=True) for one in settings]
            _build_one(folder, enrich, now)
    return folder / "site"


def _build_one(folder: Path, enrich: list[dict[str, Any]], now: datetime) -> None:
    for one in enrich:
        one["kind"] = "github_actions" if "api_url" in one else "prometheus"
    config = {
        "title": "Ferries",
        "url": "https://portal.ferries.example/",
        "sources": [{"kind": "folder", "path": "repos/*"}],
        "enrich": enrich,
    }
    (folder / "catalogsite.yaml").write_text(json.dumps(config), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "catalogsite", "build"],
        cwd=folder,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(int(now.timestamp()))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def outputs(site: Path) -> dict[str, str]:
    """Path to text of what is compared."""
    found = {path: path.read_text("utf-8") for path in _matching(site, FILES)}
    found |= {path: _article(path.read_text("utf-8")) for path in _matching(site, PAGES)}
    named = {path.relative_to(site).as_posix(): text for path, text in found.items()}
    for path, text in named.items():
        if path.endswith(".json"):
            # A line for each value: the files themselves are one line.
            named[path] = re.sub(r'(?<=[,{\[])(?=["{\[])', "\n", text)
    return dict(sorted(named.items()))


def _matching(site: Path, patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for pattern in patterns for path in site.glob(pattern)})


def _article(html: str) -> str:
    """The article of a page, a line for each element, so that a diff shows what changed."""
    found = re.search(r"<article\b.*</article>", html, re.DOTALL)
    assert found
    return re.sub(r"(?<=>)(?=<[a-z])", "\n", found.group()) + "\n"


def rewrite() -> None:
    """Build, and replace the expected files."""
    with tempfile.TemporaryDirectory() as folder:
        found = outputs(build(Path(folder)))
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, text in found.items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite()
