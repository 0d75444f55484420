"""Builds the golden site and reads the files that are compared: `make golden` writes them again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.commands.demo.providers import example_providers
from catalogsite.config.settings import load_config
from catalogsite.state.folders import State

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
# Where the example providers say that the builds are.
HOST = "https://git.acme.example/acme"
CONFIG = {
    "title": "Ferries",
    "url": "https://portal.ferries.example/",
    "sources": [{"kind": "folder", "path": "repos/*"}],
    "enrich": [
        {
            "kind": "github_actions",
            "api_url": "https://git.acme.example/api/v3",
            "web_url": "https://git.acme.example",
        },
        {
            "kind": "prometheus",
            "url": "https://prometheus.acme.example",
            "queries": {"availability": {"query": "availability", "unit": "%"}},
        },
        {"kind": "facts", "files": ".ci/facts/*.json"},
    ],
}
PAGES = (
    "index.html",
    "404.html",
    "catalog/index.html",
    "catalog/default/*/*/index.html",
    "docs/index.html",
    "graph/index.html",
    "docs/default/component/*/index.html",
    "docs/default/component/*/*/index.html",
    "create/index.html",
    "create/*/*/index.html",
    "graph/findings/index.html",
    "health/index.html",
    "deployments/index.html",
    "on-call/index.html",
    "packages/index.html",
    "packages/*/*/index.html",
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
    nights = yaml.safe_load((HERE / "providers.yaml").read_text("utf-8"))
    (folder / "catalogsite.yaml").write_text(json.dumps(CONFIG), "utf-8")
    for number, night in enumerate(nights):
        _build_one(folder, night, NOW - timedelta(days=len(nights) - 1 - number))
    return folder / "site"


def _build_one(folder: Path, night: dict[str, Any], now: datetime) -> None:
    file = folder / "catalogsite.yaml"
    state = State(folder / ".catalogsite")
    answers = example_providers(night, now)
    with pytest.MonkeyPatch.context() as patch:
        # MkDocs writes the time of the build into its pages.
        patch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
        run = Run(load_config(file), state, now, config_file=file, transport=answers)
        pipeline.collect(run)
        pipeline.build(run, folder / "site", accept=True)


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
