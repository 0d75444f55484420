"""The checks of `catalogsite doctor`: installation, configuration and state."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogsite.commands.provider_checks import ProviderCheck, check_providers
from catalogsite.config.settings import Config, load_config
from catalogsite.errors import CatalogsiteError
from catalogsite.execution.progress import counted
from catalogsite.paths.package_data import resource_dir
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot


class Finding(NamedTuple):
    """The result of one check; `fix` is what to do if it failed."""

    ok: bool
    what: str
    fix: str | None = None


class Diagnosis(NamedTuple):
    """The results of all checks, in the order in which they are printed."""

    findings: list[Finding]
    providers: list[ProviderCheck]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        asked = all(one.state != "failed" for one in self.providers)
        return asked and all(finding.ok for finding in self.findings)

    def as_json(self) -> list[dict[str, Any]]:
        """One object for each check; those of providers have more keys."""
        own = [finding._asdict() for finding in self.findings]
        return [*own, *map(_provider_json, self.providers)]


def run_checks(
    config_path: Path, state_dir: Path, env: Mapping[str, str], now: datetime, *, offline: bool
) -> Diagnosis:
    """Check the installation, the configuration, the state, and unless `offline` all providers."""
    found, config = _configuration(config_path)
    findings = [*_installation(), *found, *_state(State(state_dir))]
    providers = check_providers(config, env, now, offline=offline) if config else []
    return Diagnosis(findings, providers)


def _provider_json(check: ProviderCheck) -> dict[str, Any]:
    own = check._asdict()
    return {"ok": check.state != "failed", "what": own.pop("answer"), "fix": own.pop("fix"), **own}


def _installation() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), f"Python {python}", "use Python 3.11 or newer")
    for name in ("catalogsite", "mkdocs", "mkdocs-material", "pagefind"):
        try:
            yield Finding(ok=True, what=f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(ok=False, what=f"{name} is missing", fix=f"pip install {name}")
    yield _git()
    vendor = resource_dir("site_templates") / "vendor"
    yield Finding(
        vendor.is_dir() and any(vendor.iterdir()),
        "browser libraries",
        "install catalogsite from a wheel, or run `make vendor` in a checkout",
    )
    full_text = find_spec("pagefind_bin") is not None or shutil.which("pagefind") is not None
    yield Finding(full_text, "full-text search", "pip install 'pagefind[bin]'")


def _git() -> Finding:
    executable = shutil.which("git")
    if executable is None:
        return Finding(ok=False, what="git is missing", fix="install git 2.30 or newer")
    answer = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False)
    return Finding(ok=answer.returncode == 0, what=answer.stdout.strip() or "git")


def _configuration(path: Path) -> tuple[list[Finding], Config | None]:
    """What is found, and the configuration where there is one that can be read."""
    if not path.exists():
        what = f"no {path}: defaults, and folders named on the command line"
        return [Finding(ok=True, what=what)], None
    try:
        config = load_config(path)
    except CatalogsiteError as error:
        return [Finding(ok=False, what=error.what, fix=error.fix)], None
    sources = Finding(
        bool(config.sources),
        f"{path}: {counted(len(config.sources), 'source')}, "
        f"{counted(len(config.enrich), 'provider')}",
        "name at least one source",
    )
    return [sources, *_address(config)], config


def _address(config: Config) -> Iterator[Finding]:
    if config.url is None:
        yield Finding(ok=True, what="no `url`: 404.html and absolute links assume the root")
        return
    parts = urlsplit(config.url)
    fit = parts.scheme in {"http", "https"} and bool(parts.netloc) and config.url.endswith("/")
    fix = "write the whole address with a final slash: https://host/path/"
    yield Finding(fit, f"url {config.url}", fix)


def _state(state: State) -> Iterator[Finding]:
    if not state.snapshot.exists():
        yield Finding(ok=True, what="no snapshot yet: run `catalogsite build`")
        return
    try:
        snapshot = read_snapshot(state.snapshot)
    except CatalogsiteError as error:
        yield Finding(ok=False, what=error.what, fix=error.fix)
        return
    stale = [run.name for run in snapshot.sources if run.state != "ok"]
    taken = f"{snapshot.created:%Y-%m-%d %H:%M} UTC"
    yield Finding(
        not stale,
        f"snapshot of {taken}: {counted(len(snapshot.entities), 'entity', 'entities')}"
        + (f"; stale or failed: {', '.join(stale)}" if stale else ""),
        "see the crawl report under /problems/",
    )
    missing = [d.entity_ref for d in snapshot.documentation if not state.store.has(d.tree)]
    yield Finding(
        not missing,
        f"documentation in the store: {len(snapshot.documentation) - len(missing)}",
        "run `catalogsite collect` again",
    )
