"""Checks as data, from the user's files to the pages."""

from __future__ import annotations

import json
import re

import pytest
from tests.extension_points.conftest import write_files

CONFIG = "title: Acme\nscorecards: ['cards/*.yaml']\nsources: [{kind: folder, path: pay}]\n"
READY = """
id: ready
title: Ready for production
when: entity.kind == 'Component'
levels: {poor: 0, good: 60}
checks:
  - id: runbook
    title: Has a runbook
    why: Whoever is on call at night needs it.
    fix: Add a link named Runbook.
    weight: 2
    pass: entity.metadata.links.exists(l, l.title == 'Runbook')
    message: "'there is no runbook'"
  - {id: tagged, title: Has tags, pass: size(entity.metadata.tags) > 0}
"""
APIS = """
id: apis
title: Good APIs
when: entity.kind == 'API'
checks: [{id: typed, title: Says its type, pass: entity.spec.type == 'openapi'}]
"""


def entity(kind, name, **metadata):
    spec = {"type": "service", "lifecycle": "production", "owner": "guests", "definition": "x"}
    metadata = {"name": name, **metadata}
    return json.dumps(
        {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
    )


DESCRIPTORS = "\n---\n".join(
    [
        entity("Component", "pay", tags=["go"]),
        entity("Component", "ship", links=[{"url": "https://x.example/", "title": "Runbook"}]),
        entity("API", "pay-api"),
        entity("System", "money"),
    ]
)


@pytest.fixture
def portal(tmp_path, catalogsite):
    """Write a portal with these scorecards and build it."""

    def build(**cards):
        files = {f"cards/{name}.yaml": text for name, text in cards.items()}
        files |= {"catalogsite.yaml": CONFIG, "pay/catalog-info.yaml": DESCRIPTORS}
        write_files(tmp_path, files)
        return catalogsite("build", cwd=tmp_path), tmp_path

    return build


def words(folder, path):
    text = (folder / "site" / path / "index.html").read_text("utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_scores_stand_on_entities_and_in_the_tables(portal):
    ran, folder = portal(ready=READY, apis=APIS)
    assert ran.code == 0, ran.output
    table = words(folder, "scorecards")
    for text in ("Ready for production", "Good APIs", "Basics", "Has a runbook", "50 % 1 of 2"):
        assert text in table
    pay, ship = (words(folder, f"catalog/default/component/{name}") for name in ("pay", "ship"))
    assert "Poor 33" in pay
    assert "there is no runbook" in pay
    assert "Add a link named Runbook." in pay
    assert "Good 66" in ship
    scores = json.loads((folder / ".catalogsite/snapshot.json").read_text("utf-8"))["scores"]
    assert {ref: score["scorecard"] for ref, score in scores.items()} == {
        "api:default/pay-api": "apis",
        "component:default/pay": "ready",
        "component:default/ship": "ready",
        "system:default/money": "basics",
    }


def test_mistakes_of_all_files_are_reported_before_anything_is_read(portal):
    wrong = READY.replace("weight: 2", "wieght: 2").replace("size(", "sizes")
    ran, folder = portal(wrong=wrong, worse="id: [", right=APIS)
    assert ran.code == 1
    assert f"cards/wrong.yaml:{READY[: READY.index('weight')].count(chr(10)) + 1}: " in ran.output
    assert "checks.0.wieght: unknown key; did you mean `weight`?" in ran.output
    assert "checks.1.pass: 'sizesentity.metadata.tags) > 0' is not CEL" in ran.output
    assert "cards/worse.yaml:1: " in ran.output
    # Of the run itself there is a summary, and nothing of what it would have read.
    assert {file.name for file in (folder / ".catalogsite").iterdir()} <= {
        ".gitignore",
        "run.json",
        "catalogsite.prom",
    }


def test_a_pattern_that_finds_nothing_is_reported(portal):
    ran, _ = portal()
    assert ran.code == 1
    assert "no file matches `cards/*.yaml`" in ran.output
