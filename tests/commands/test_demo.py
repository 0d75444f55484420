"""The demo is made of real repositories, and comes out the same each time."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml
from tests.environment import require
from tests.specifications.published import PUBLISHED, is_at_hand
from tests.specifications.traffic import CheckedTransport

from catalogsite.collect.run import Run
from catalogsite.commands.demo import acme_dir, collect_nights, make_demo, write_past_values
from catalogsite.commands.demo.providers import example_providers, stated_providers
from catalogsite.config.settings import load_config
from catalogsite.errors import UserError
from catalogsite.model.snapshot import trend_points
from catalogsite.network.client import Clients
from catalogsite.network.retry_policy import RetryPolicy
from catalogsite.pipeline import collect
from catalogsite.state.folders import State
from catalogsite.state.history import History

if TYPE_CHECKING:
    from pathlib import Path

    from catalogsite.model.fact import Fact
    from catalogsite.model.snapshot import Snapshot


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
    line = dict(trend_points(lines["component:default/payments-api"]["score"]))
    assert (min(line), max(line), len(line)) == ("2026-11-01", "2026-11-29", 29)
    assert [line[day] for day in ("2026-11-01", "2026-11-08", "2026-11-29")] == [57, 71, 100]
    write_past_values(history, date(2027, 3, 1))
    with History(history) as file:
        assert file.trends() == lines


NOW = datetime(2026, 11, 30, tzinfo=UTC)
PROVIDERS = (
    *("github_actions", "gitlab_ci", "jenkins", "prometheus", "alertmanager", "pagerduty"),
    *("opsgenie", "sonarqube", "dependabot_alerts", "scorecard", "github_deployments", "datadog"),
    *("sentry", "argocd", "grafana"),
)
READ_FROM_FILES = {"folder": "ok", "lighthouse": "ok"}


def _run(tmp_path: Path, now: datetime = NOW, transport: httpx.BaseTransport | None = None) -> Run:
    path = make_demo(tmp_path / "demo")
    return Run(load_config(path), State(tmp_path / "state"), now, transport=transport)


@pytest.fixture
def collected(tmp_path: Path) -> Snapshot:
    return collect_nights(_run(tmp_path), collect)


def _by_key(snapshot: Snapshot) -> dict[tuple[str, str], Fact]:
    return {
        (fact.subject.removeprefix("component:default/"), fact.key): fact for fact in snapshot.facts
    }


def test_builds_and_alerts_are_asked_for_as_anywhere(tmp_path: Path, collected: Snapshot) -> None:
    runs = {run.kind: run for run in collected.sources}
    expected = READ_FROM_FILES | dict.fromkeys(PROVIDERS, "ok") | {"gitlab_ci": "stale"}
    assert {kind: run.state for kind, run in runs.items()} == expected
    assert runs["prometheus"].name == "https://prometheus.acme.example"
    facts = _by_key(collected)
    alerts = facts["payout-worker", "alerts"].value
    assert (alerts.state, alerts.alerts[0].since) == ("alert", "2026-11-29T18:00:00+00:00")
    assert facts["ledger", "metric.availability"].value.value == 99.99
    assert "127.0.0.1" not in (tmp_path / "state" / "snapshot.json").read_text("utf-8")


def test_the_demo_shows_what_builds_may_look_like(collected: Snapshot) -> None:
    facts = _by_key(collected)
    builds = facts["payout-worker", "ci.runs.github_actions"]
    assert builds.provenance.url == "https://git.acme.example/acme/payout-worker/actions"
    (broken,) = builds.value.workflows
    assert [one.status for one in broken.past] == ["failing"] * 2 + ["passing"] * 8
    assert (broken.failed[0].job, broken.failed[0].step) == ("test", "pytest")
    assert broken.failed[0].log[-1] == "Process completed with exit code 1."
    assert (broken.author, broken.message) == ("Lena Novak", "Retry payouts that the bank refused")
    assert broken.finished == "2026-11-27T20:00:00+00:00"
    (flaky,) = (
        one
        for one in facts["checkout-web", "ci.runs.github_actions"].value.workflows
        if one.name == "Nightly end-to-end"
    )
    assert [one.status for one in flaky.past].count("failing") == 5
    assert facts["order-pipeline", "ci.runs.gitlab_ci"].value.status == "unstable"
    (jenkins,) = facts["tracking-events", "ci.runs.jenkins"].value.workflows
    assert (jenkins.failed[0].job, jenkins.failed[0].url) == (
        "Integration tests",
        "https://jenkins.acme.example/job/shipping/job/tracking-events/143/console",
    )
    assert {key for subject, key in facts if subject == "ledger" and key.startswith("ci.")} == {
        "ci.runs.github_actions",
        "ci.runs.jenkins",
    }
    old = facts["merchant-reports", "ci.runs.gitlab_ci"]
    assert old.provenance.stale_since == NOW - timedelta(hours=74)
    assert not [key for subject, key in facts if subject == "warehouse-sync" and "ci." in key]


def test_the_demo_answers_as_its_providers_describe_it(tmp_path: Path) -> None:
    for one in PUBLISHED:
        if one.file.name == "github.json":
            require(is_at_hand(one), "no github.json: `make setup specifications`")
    stated = stated_providers(acme_dir() / "providers")
    del stated["refused_tonight"]
    transport = CheckedTransport(example_providers(stated, NOW), everything=True)
    run = replace(
        _run(tmp_path, transport=transport), variables={"CATALOGSITE_DEMO_GITHUB_TOKEN": "x"}
    )
    assert {one.kind: one.state for one in collect(run).sources if one.state != "ok"} == {}
    assert transport.problems == set()


def test_a_later_run_keeps_what_the_providers_answered(tmp_path: Path, collected: Snapshot) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    run = _run(tmp_path, NOW + timedelta(days=1))
    vars(run)["clients"] = Clients(None, RetryPolicy(attempts=1), httpx.MockTransport(refuse))
    kept = collect(run)
    runs = {run.kind: run.state for run in kept.sources}
    assert runs == READ_FROM_FILES | dict.fromkeys(PROVIDERS, "stale")
    provided = {
        (one.subject, one.key): one.provenance.stale_since or NOW
        for one in collected.facts
        if one.provenance.name and one.provenance.source not in READ_FROM_FILES
    }
    assert len(provided) > 90
    stale = {(one.subject, one.key): one.provenance.stale_since for one in kept.facts}
    assert {key: since for key, since in stale.items() if since} == provided


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
