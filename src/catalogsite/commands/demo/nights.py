"""The nights of the demo: thirty that are stated, one that was collected, and tonight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from catalogsite.collect.run import Run
from catalogsite.commands.demo.acme import acme_dir, write_past_values
from catalogsite.commands.demo.changes import with_stated_changes
from catalogsite.commands.demo.providers import example_providers, stated_providers
from catalogsite.execution.progress import NoProgress
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.snapshot_file import write_snapshot

PROVIDERS = "providers"
"""The folder of what Acme's providers would answer."""

_VARIABLES = {"CATALOGSITE_DEMO_GITHUB_TOKEN": "demo"}


def collect_nights(run: Run, collect: Callable[[Run], Snapshot]) -> Snapshot:
    """The snapshot of tonight, with facts of an earlier night about what is refused tonight.

    In both, the example providers answer in place of Acme's own, which do not exist. A demo that was
    collected before has its own earlier night and its own history.
    """
    stated = stated_providers(acme_dir() / PROVIDERS)
    refused = stated.pop("refused_tonight")
    if not run.state.snapshot.exists():
        earlier = run.now - timedelta(hours=refused["hours"])
        answering = example_providers(stated, earlier)
        night = replace(run, now=earlier, transport=answering, progress=NoProgress())
        collect(replace(night, variables=_VARIABLES))
        # What happened up to tonight is stated as seen from tonight, for the whole month.
        run.state.history.unlink(missing_ok=True)
    write_past_values(run.state.history, run.now.date())
    answering = example_providers(stated, run.now, refused=tuple(refused["projects"]))
    snapshot = with_stated_changes(collect(replace(run, transport=answering, variables=_VARIABLES)))
    write_snapshot(run.state.snapshot, snapshot)
    return snapshot
