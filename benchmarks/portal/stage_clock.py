"""Runs one command of catalogsite in this process and writes what each of its stages took.

python benchmarks/portal/stage_clock.py FIGURES.json collect -q

A stage is a set of functions of the product, which are wrapped here: the product itself measures
nothing. What a stage calls of another one counts there only. `rest` is what belongs to none: the
start of Python and imports, above all.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


class Wrapped(NamedTuple):
    """A function that belongs to a stage; `often` where it is called for each page."""

    stage: str
    module: str
    name: str
    often: bool = False


# Where a job imports its stages when it runs, they are wrapped where they are defined.
COLLECT = (
    Wrapped("fetch", "catalogsite.collect.fetched", "fetch_sources"),
    Wrapped("read", "catalogsite.collect.read_catalog", "crawl"),
    Wrapped("assemble", "catalogsite.collect.read_catalog", "assemble"),
    Wrapped("facts", "catalogsite.collect.facts.collect_facts", "with_facts"),
    Wrapped("checks", "catalogsite.collect.rule_violations", "with_rule_violations"),
    Wrapped("checks", "catalogsite.collect.credentials.scan", "with_credential_scan"),
    Wrapped("scores", "catalogsite.scorecards", "with_scores"),
    Wrapped("history", "catalogsite.collect.trends", "with_trends"),
    Wrapped("history", "catalogsite.collect.night", "with_changes"),
    Wrapped("snapshot", "catalogsite.collect.previous_run", "previous_snapshot"),
    Wrapped("snapshot", "catalogsite.state.snapshot_file", "write_snapshot"),
    Wrapped("state", "catalogsite.collect.unchanged.last_snapshot", "last_snapshot"),
    Wrapped("state", "catalogsite.collect.unchanged.settled", "record_run"),
    Wrapped("state", "catalogsite.state.scores_record", "record_scores"),
    Wrapped("state", "catalogsite.collect.prune_state", "prune_unused"),
)
BUILD = (
    Wrapped("snapshot", "catalogsite.state.snapshot_file", "read_snapshot"),
    Wrapped("human pages", "catalogsite.site.write_site", "build_human_pages"),
    Wrapped("docs", "catalogsite.site.write_site", "with_documentation"),
    Wrapped("graph", "catalogsite.render.portal.portal_index", "PortalIndex.build_tables"),
    Wrapped("digests", "catalogsite.site.write_site", "input_digests"),
    Wrapped("digests", "catalogsite.site.manifest.build_manifest", "BuildManifest.verify"),
    Wrapped("digests", "catalogsite.site.manifest.build_manifest", "BuildManifest.save"),
    Wrapped("search", "catalogsite.search.documentation_index", "kept_index"),
    Wrapped("render", "catalogsite.site.publish", "write_groups"),
    Wrapped("render", "catalogsite.render.shell.fill", "ShellRenderer.html", often=True),
    Wrapped("write", "catalogsite.site.write", "SiteWriter.write", often=True),
    Wrapped("write", "catalogsite.site.write", "SiteWriter.keep", often=True),
    Wrapped("write", "catalogsite.site.write", "SiteWriter.adopt"),
    Wrapped("write", "catalogsite.site.write", "SiteWriter.publish"),
)
OUTPUTS = ("catalogsite.site.outputs", "site_outputs")
OF_ADDRESS = {
    "graph/": "graph",
    "api/graph/": "graph",
    "assets/catalogsite/entities.json": "search",
}
"""The stage of an output by the beginning of its address; any other one is `render`."""


class Clock:
    """The stage that runs now, and what each took so far."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {"rest": 0.0}
        self.peak: dict[str, float] = {}
        self._stack = ["rest"]
        self._since = 0.0

    @contextmanager
    def stage(self, name: str, *, often: bool = False) -> Iterator[None]:
        """Count what happens inside for a stage; memory only where it is not entered often."""
        self._change(often=often)
        self._stack.append(name)
        try:
            yield
        finally:
            self._change(often=often)
            self._stack.pop()

    def _change(self, *, often: bool) -> None:
        stage, now = self._stack[-1], time.process_time()
        self.cpu[stage] = self.cpu.get(stage, 0.0) + now - self._since
        if not often:
            self.peak[stage] = max(self.peak.get(stage, 0.0), _peak_mib())
            _forget_peak()
        self._since = time.process_time()

    def stages(self) -> dict[str, dict[str, float]]:
        """CPU seconds and peak MiB of each stage."""
        self._change(often=False)
        return {
            name: {"cpu": round(cpu, 3), "peak_mib": round(self.peak.get(name, 0.0), 1)}
            for name, cpu in self.cpu.items()
        }


def _peak_mib() -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _forget_peak() -> None:
    CLEAR.write_text("5")


def wrap(clock: Clock, wrapped: Wrapped) -> None:
    """Let a function of the product count for its stage; say where there is none of that name."""
    *holders, last = wrapped.name.split(".")
    try:
        module = importlib.import_module(wrapped.module)
        holder = functools.reduce(getattr, holders, module)
        function = getattr(holder, last)
    except (ImportError, AttributeError):
        sys.stderr.write(f"no {wrapped.module}.{wrapped.name}: its time counts elsewhere\n")
        return

    @functools.wraps(function)
    def counted(*given: Any, **named: Any) -> Any:
        with clock.stage(wrapped.stage, often=wrapped.often):
            return function(*given, **named)

    setattr(holder, last, counted)


def wrap_outputs(clock: Clock) -> None:
    """Let the making of each output count for `render`, `graph` or `search`."""
    module = importlib.import_module(OUTPUTS[0])
    whole = getattr(module, OUTPUTS[1])

    def outputs(*given: Any, **named: Any) -> Any:
        with clock.stage("render"):
            found = whole(*given, **named)
        # A build passes through the groups several times.
        groups = module.OutputGroups(lambda: _counted(clock, found.groups))
        return dataclasses.replace(found, groups=groups)

    setattr(module, OUTPUTS[1], outputs)


def _counted(clock: Clock, groups: Any) -> Iterator[Any]:
    iterator = iter(groups)
    while True:
        with clock.stage("render", often=True):
            group = next(iterator, None)
        if group is None:
            return
        yield dataclasses.replace(group, make=_made(clock, group.make, _stage_of(group.at)))


def _stage_of(address: str) -> str:
    return next((of for start, of in OF_ADDRESS.items() if address.startswith(start)), "render")


def _made(clock: Clock, make: Callable[..., Any], stage: str) -> Callable[..., Any]:
    def counted(*given: Any) -> Iterator[Any]:
        with clock.stage(stage, often=True):
            made = iter(make(*given))
        while True:
            with clock.stage(stage, often=True):
                one = next(made, None)
            if one is None:
                return
            yield one

    return counted


def main() -> None:
    figures, *arguments = sys.argv[1:]
    clock, builds = Clock(), arguments[0] == "build"
    for wrapped in BUILD if builds else COLLECT:
        wrap(clock, wrapped)
    if builds:
        wrap_outputs(clock)
    from catalogsite.cli import main as command

    sys.argv = ["catalogsite", *arguments]
    try:
        command()
    except SystemExit as ended:
        if ended.code:
            raise
    Path(figures).write_text(json.dumps(clock.stages(), indent=2))


if __name__ == "__main__":
    main()
