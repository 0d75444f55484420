"""The demo is made of real repositories, and comes out the same each time."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from catalogsite.collect.run import Run
from catalogsite.commands.demo import acme_dir, make_demo, with_providers, write_past_values
from catalogsite.config.settings import load_config
from catalogsite.errors import UserError
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy
from catalogsite.pipeline import collect
from catalogsite.state.folders import State
from catalogsite.state.history import History

if TYPE_CHECKING:
    from pathlib import Path


def _git(folder: Path, *arguments: str) -> str:
    line = ["git", "-C", str(folder), *arguments]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


def test_every_repository_has_a_history_that_never_changes(tmp_path: Path) -> None:
    first, second = make_demo(tmp_path / "a").parent, make_demo(tmp_path / "b").parent
    names = sorted(path.name for path in (first / "repos").iterdir())
    assert len(names) >= 15
    for name in (names[0], names[-1]):
        one, two = first / "repos" / name, second / "repos" / name
        assert _git(one, "rev-parse", "HEAD") == _git(two, "rev-parse", "HEAD")
        assert _git(one, "status", "--porcelain") == ""
        assert _git(one, "remote", "get-url", "origin").startswith("https://git.acme.example/")
    authors = _git(first / "repos" / "payments-api", "log", "--format=%an").splitlines()
    assert len(set(authors)) > 1


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(UserError, match="must be new, empty, or that of an earlier demo"):
        make_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_earlier_demo_keeps_what_was_changed_in_it(tmp_path: Path) -> None:
    config = make_demo(tmp_path / "new" / "demo")
    readme = config.parent / "repos" / "ledger" / "README.md"
    readme.write_text("mine")
    assert make_demo(tmp_path / "new" / "demo") == config
    assert readme.read_text() == "mine"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["demo"]


def test_a_new_demo_has_a_past_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    history = tmp_path / ".catalogsite" / "history.db"
    write_past_values(history, date(2026, 11, 30))
    with History(history) as file:
        lines = file.trends()
    assert len(lines) > 10
    line = dict(lines["component:default/payments-api"]["score"])
    assert (min(line), max(line), len(line)) == ("2026-11-01", "2026-11-29", 29)
    assert [line[day] for day in ("2026-11-01", "2026-11-08", "2026-11-29")] == [57, 71, 100]
    write_past_values(history, date(2027, 3, 1))
    with History(history) as file:
        assert file.trends() == lines


def test_builds_and_alerts_are_asked_for_as_anywhere(tmp_path: Path) -> None:
    path = make_demo(tmp_path / "demo")
    now = datetime(2026, 11, 30, tzinfo=UTC)
    state = State(tmp_path / "state")
    with with_providers(load_config(path), now) as config:
        snapshot = collect(Run(config, state, now))
    runs = {run.kind: run for run in snapshot.sources}
    assert {kind: run.state for kind, run in runs.items()} == {
        "folder": "ok",
        "github_actions": "ok",
        "prometheus": "ok",
    }
    assert runs["prometheus"].name == "https://prometheus.acme.example"
    facts = {(fact.subject, fact.key): fact for fact in snapshot.facts}
    builds = facts["component:default/payout-worker", "ci.runs.github_actions"]
    assert builds.value.status == "failing"
    assert builds.provenance.url == "https://git.acme.example/acme/payout-worker/actions"
    alerts = facts["component:default/payout-worker", "alerts"].value
    assert (alerts.state, alerts.alerts[0].since) == ("alert", "2026-11-29T18:00:00+00:00")
    assert facts["component:default/ledger", "metric.availability"].value.value == 99.99
    assert "127.0.0.1" not in state.snapshot.read_text("utf-8")


def test_a_later_run_keeps_what_the_providers_answered(tmp_path: Path) -> None:
    path = make_demo(tmp_path / "demo")
    first, later = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    state = State(tmp_path / "state")
    with with_providers(load_config(path), first) as config:
        fresh = collect(Run(config, state, first))

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    run = Run(load_config(path), state, later)
    vars(run)["clients"] = Clients(None, RetryPolicy(attempts=1), httpx.MockTransport(refuse))
    kept = collect(run)
    runs = {run.kind: run.state for run in kept.sources}
    assert runs == {"folder": "ok", "github_actions": "stale", "prometheus": "stale"}
    provided = [fact for fact in fresh.facts if fact.provenance.name]
    assert len(provided) > 30
    stale = {(fact.subject, fact.key): fact for fact in kept.facts if fact.provenance.stale_since}
    assert stale.keys() == {(fact.subject, fact.key) for fact in provided}
    assert all(fact.provenance.stale_since == first for fact in stale.values())


def test_acme_has_entities_of_all_kinds() -> None:
    kinds: list[str] = []
    for file in sorted((acme_dir() / "repos").rglob("*.yaml")):
        if "skeleton" in file.parts or "kind:" not in file.read_text("utf-8"):
            continue
        for text in file.read_text("utf-8").split("\n---\n"):
            try:
                kinds.append((yaml.safe_load(text) or {}).get("kind", ""))
            except yaml.YAMLError:
                continue  # one of the deliberate mistakes
    named = [kind for kind in kinds if kind]
    assert len(named) > 60
    assert {"Component", "API", "Resource", "System", "Domain"} <= set(named)
    assert {"Group", "User", "Location", "Template"} <= set(named)
