"""Each key of a search among 10,000 entities is answered before the next one is pressed."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.environment import require
from tests.search.test_typeahead import entity

from catalogsite.paths.package_data import resource_dir
from catalogsite.search.typeahead import entity_index

FIRST = ("pay", "ord", "inv", "cust", "ship", "data", "auth", "mail", "risk", "log", "core", "geo")
LAST = ("ment", "er", "oice", "omer", "base", "gate", "flow", "sync", "store", "api", "svc", "hub")
WORDS = [first + last for first in FIRST for last in LAST]
QUERIES = [
    "payment-invoicegate",
    "team 1",
    "paymnet ledgre",
    "component payment data pipeline store",
    "group:default/team-12",
    "team-12@acme.example",
    "high error rate",
    "datastore a b",
    "docs/guides/index.md",
    "zzzzqqq",
]
LIMIT = 50


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    require(shutil.which("node"), "no Node on this machine")
    folder, source = tmp_path_factory.mktemp("keys"), resource_dir("site_templates")
    for file in (source / "assets").glob("*.js"):
        shutil.copy(file, folder)
    shutil.copytree(source / "vendor" / "minisearch", folder / "vendor" / "minisearch")
    (folder / "package.json").write_text('{"type": "module"}')
    chance = random.Random(1)
    entities = [
        entity(
            f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{number}",
            description=" ".join(chance.choices(WORDS, k=9)),
            tags=chance.sample(WORDS, 3),
            relations=[("ownedBy", f"group:default/team-{number % 300}")],
        )
        for number in range(10_000)
    ]
    raised = {f"component:default/{one['metadata']['name']}": ["HighErrorRate"] for one in entities}
    firing = dict(list(raised.items())[:300])
    (folder / "entities.json").write_bytes(entity_index(entities, firing))
    return folder


def _times(assets) -> dict[str, float]:
    """The milliseconds of CPU of each text that is typed, the least of several rounds of one process."""
    script = f"{assets}/keys.mjs"
    shutil.copy(Path(__file__).with_name("keys.mjs"), script)
    command = ["node", script, str(assets), json.dumps(QUERIES)]
    run = subprocess.run(command, capture_output=True, check=True)
    return dict(json.loads(run.stdout))


def test_a_key_takes_less_than_a_twentieth_of_a_second(assets):
    # What runs beside it on the machine makes any process slower for a while.
    runs = [_times(assets) for _ in range(3)]
    times = {typed: min(run[typed] for run in runs) for typed in runs[0]}
    # A collection of garbage falls on some keys by chance.
    slow = {typed: spent for typed, spent in times.items() if spent > LIMIT}
    assert len(slow) <= len(times) // 50, slow
    assert sorted(times.values())[len(times) // 2] < LIMIT / 2
