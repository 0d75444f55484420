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
from urllib.parse import urlsplit

from catalogsite import __version__
from catalogsite.apis.extra import is_extra_installed
from catalogsite.commands.doctor.diagnosis import Diagnosis, Finding
from catalogsite.commands.doctor.providers import check_providers
from catalogsite.config.settings import Config, load_config
from catalogsite.errors import CatalogsiteError
from catalogsite.execution.progress import counted
from catalogsite.model.snapshot import Snapshot
from catalogsite.paths.package_data import resource_dir
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot


def run_checks(
    config_path: Path, state_dir: Path, env: Mapping[str, str], now: datetime, *, offline: bool
) -> Diagnosis:
    """Check the installation, the configuration, the state, and unless `offline` all providers."""
    found, config = _configuration(config_path)
    state, snapshot = _snapshot(State(state_dir))
    providers = check_providers(config, env, now, snapshot, offline=offline) if config else []
    checks = (*_installation(), *found, *state)
    return Diagnosis(version=__version__, checks=checks, providers=tuple(providers))


def _installation() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        ok=sys.version_info >= (3, 11), what=f"Python {python}", fix="use Python 3.11 or newer"
    )
    for name in ("catalogsite", "mkdocs", "mkdocs-material", "pagefind"):
        try:
            yield Finding(ok=True, what=f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(ok=False, what=f"{name} is missing", fix=f"pip install {name}")
    yield _git()
    vendor = resource_dir("site_templates") / "vendor"
    yield Finding(
        ok=vendor.is_dir() and any(vendor.iterdir()),
        what="browser libraries",
        fix="install catalogsite from a wheel, or run `make vendor` in a checkout",
    )
    full_text = find_spec("pagefind_bin") is not None or shutil.which("pagefind") is not None
    yield Finding(ok=full_text, what="full-text search", fix="pip install 'pagefind[bin]'")
    schemas = "compared with" if is_extra_installed() else "not compared with the"
    extra = "" if is_extra_installed() else " (extra `apis`)"
    yield Finding(ok=True, what=f"definitions of APIs: {schemas} official schemas{extra}")


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
        ok=bool(config.sources),
        what=f"{path}: {counted(len(config.sources), 'source')}, "
        f"{counted(len(config.enrich), 'provider')}",
        fix="name at least one source",
    )
    return [sources, *_address(config)], config


def _address(config: Config) -> Iterator[Finding]:
    if config.url is None:
        yield Finding(ok=True, what="no `url`: 404.html and absolute links assume the root")
        return
    parts = urlsplit(config.url)
    fit = parts.scheme in {"http", "https"} and bool(parts.netloc) and config.url.endswith("/")
    fix = "write the whole address with a final slash: https://host/path/"
    yield Finding(ok=fit, what=f"url {config.url}", fix=fix)


def _snapshot(state: State) -> tuple[list[Finding], Snapshot | None]:
    """What is found, and the last snapshot where there is one that can be read."""
    if not state.snapshot.exists():
        return [Finding(ok=True, what="no snapshot yet: run `catalogsite build`")], None
    try:
        snapshot = read_snapshot(state.snapshot)
    except CatalogsiteError as error:
        return [Finding(ok=False, what=error.what, fix=error.fix)], None
    return list(_state(state, snapshot)), snapshot


def _state(state: State, snapshot: Snapshot) -> Iterator[Finding]:
    stale = [run.name for run in snapshot.sources if run.state != "ok"]
    taken = f"{snapshot.created:%Y-%m-%d %H:%M} UTC"
    yield Finding(
        ok=not stale,
        what=f"snapshot of {taken}: {counted(len(snapshot.entities), 'entity', 'entities')}"
        + (f"; stale or failed: {', '.join(stale)}" if stale else ""),
        fix="see the crawl report under /problems/",
    )
    missing = [d.entity_ref for d in snapshot.documentation if not state.store.has(d.tree)]
    yield Finding(
        ok=not missing,
        what=f"documentation in the store: {len(snapshot.documentation) - len(missing)}",
        fix="run `catalogsite collect` again",
    )
