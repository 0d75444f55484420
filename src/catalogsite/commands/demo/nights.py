"""The two nights of the demo: in the second one, a provider refuses what it answered in the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from catalogsite.collect.run import Run
from catalogsite.commands.demo.acme import acme_dir
from catalogsite.commands.demo.providers import example_providers, stated_providers
from catalogsite.execution.progress import NoProgress
from catalogsite.model.snapshot import Snapshot

PROVIDERS = "providers"
"""The folder of what Acme's providers would answer."""


def collect_nights(run: Run, collect: Callable[[Run], Snapshot]) -> Snapshot:
    """The snapshot of tonight, with facts of an earlier night about what is refused tonight.

    In both, the example providers answer in place of Acme's own, which do not exist.
    """
    stated = stated_providers(acme_dir() / PROVIDERS)
    refused = stated.pop("refused_tonight")
    earlier = run.now - timedelta(hours=refused["hours"])
    answering = example_providers(stated, earlier)
    collect(replace(run, now=earlier, transport=answering, progress=NoProgress()))
    answering = example_providers(stated, run.now, refused=tuple(refused["projects"]))
    return collect(replace(run, transport=answering))
