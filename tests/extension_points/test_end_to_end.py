"""From a GitHub and a Prometheus to finished pages, over four nights, one of which goes wrong."""

from __future__ import annotations

import re
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.extension_points.github import Trouble
from tests.extension_points.world import LEDGER, NIGHTS, PAY, TOKENS, World, run_of

from catalogsite.commands.query import SchemaName, schema


@pytest.fixture(scope="module")
def world(tmp_path_factory, catalogsite):
    with ExitStack() as stack:
        yield World(tmp_path_factory.mktemp("world"), catalogsite, stack)


@pytest.fixture(scope="module")
def nights(world):
    """Four nights: a bumpy first, a quiet second, one with both providers gone, one of recovery."""
    world.prometheus.start()
    world.prometheus.export(payments=3.5, ledger=0.5)
    world.github.troubles = [
        Trouble("/api/v3/orgs/acme/repos", 429, {"Retry-After": "1"}),
        Trouble("/api/v3/repos/acme/payments/actions/workflows", 502),
    ]
    first = world.night(1)

    world.prometheus.export(payments=1.5, ledger=0.5)
    world.push("ledger", {"README.md": "# Ledger\n\nCounts everything twice.\n"})
    second = world.night(2)

    world.prometheus.stop()
    gone = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}
    world.github.troubles = [Trouble("/api/v3/", 403, gone, times=1000)]
    third = world.night(3)

    world.prometheus.start()
    world.prometheus.export(payments=4.0, ledger=0.5)
    world.github.troubles = []
    world.github.runs["payments"].append(run_of(11, 8, "success", 31, event="schedule"))
    fourth = world.night(4)
    return first, second, third, fourth


def test_every_night_ends_as_it_should(nights):
    assert [night.ran.code for night in nights] == [0, 0, 4, 0], [n.ran.output for n in nights]


def test_all_pages_of_the_list_are_read_and_what_is_excluded_is_not(nights):
    names = {one["name"] for one in nights[0].snapshot["repositories"]}
    assert names == {"payments", "ledger", "org", "vault"}
    listed = [path for _, path, status in nights[0].requests if "/orgs/" in path and status == 200]
    assert len(listed) == 2
    assert not any("sandbox-ann" in path for _, path, _ in nights[0].requests)


def test_a_rate_limit_and_a_broken_gateway_are_waited_out(nights):
    assert [s for _, p, s in nights[0].requests if "/orgs/" in p][:2] == [429, 200]
    assert [s for _, p, s in nights[0].requests if "payments/actions/workflows" in p] == [
        502,
        200,
        200,
    ]


def test_facts_name_their_source_and_time(nights, world):
    runs = nights[0].fact(PAY, "ci.runs.github_actions")
    reported = {one["name"]: (one["status"], one["number"]) for one in runs["value"]["workflows"]}
    assert reported == {"CI": ("passing", 42), "Nightly": ("failing", 7)}
    assert runs["provenance"] == {
        "source": "github_actions",
        "name": "github_actions",
        "title": "GitHub Actions",
        "time": "2026-02-01T02:00:00Z",
        "url": f"{world.github.url}/acme/payments/actions",
    }
    ratio = nights[0].fact(PAY, "metric.error_ratio")
    assert (ratio["value"]["value"], ratio["value"]["unit"]) == (3.5, "%")
    (alert,) = nights[0].fact(PAY, "alerts")["value"]["alerts"]
    assert (alert["name"], alert["state"], alert["severity"]) == (
        "HighErrorRate",
        "alert",
        "critical",
    )
    assert nights[0].fact(LEDGER, "alerts")["value"] == {"state": "ok", "alerts": []}


def test_the_page_shows_them_with_source_and_age(nights, world):
    text = nights[0].text("payments")
    for words in ("main failing", "CI · 4 m 12 s", "Too many payments requests fail", "1 alert"):
        assert words in text
    assert "3.5 % error ratio" in text
    page = nights[0].pages["payments"]
    assert f'href="{world.github.url}/acme/payments/actions"' in page
    assert f'href="{world.prometheus.url}/alerts"' in page
    assert 'datetime="2026-02-01T02:00:00Z"' in page
    assert "stale" not in text
    assert "no alerts" in nights[0].text("ledger")


def test_what_has_not_changed_is_neither_sent_nor_fetched_again(nights):
    # This GitHub knows no jobs of a run: it answers 404, which no server marks.
    api = [
        status
        for _, path, status in nights[1].requests
        if path.startswith("/api/v3/") and "/jobs?" not in path
    ]
    assert api
    assert set(api) == {304}
    fetched = {
        path.split("/")[2]
        for verb, path, _ in nights[1].requests
        if "git-upload-pack" in path and verb == "POST"
    }
    states = {one["name"]: one["state"] for one in nights[1].snapshot["repositories"]}
    assert states == {
        "payments": "unchanged",
        "org": "unchanged",
        "vault": "unchanged",
        "ledger": "read",
    }
    assert "ledger.git" in fetched
    assert (
        nights[1].fact(PAY, "ci.runs.github_actions")["value"]
        == nights[0].fact(PAY, "ci.runs.github_actions")["value"]
    )


def test_numbers_over_nights_become_lines_on_the_page(nights):
    assert nights[0].trends["metric.error_ratio"] == ["2026-02-01", [3.5]]
    assert "cs-spark" not in nights[0].pages["payments"]
    assert nights[3].trends == {
        "alerts": ["2026-02-01", [1.0, 0.0, None, 1.0]],
        "builds": ["2026-02-01", [50.0, 50.0, None, 100.0]],
        "metric.error_ratio": ["2026-02-01", [3.5, 1.5, None, 4.0]],
        "score": ["2026-02-01", [77.0, 77.0, 77.0, 100.0]],
    }
    labels = re.findall(r'class="cs-spark"[^>]*aria-label="([^"]+)"', nights[3].pages["payments"])
    assert {label.partition(":")[0] for label in labels} == {
        *("Raised alerts", "Workflows that pass", "error ratio", "Score")
    }
    (label,) = {label for label in labels if label.startswith("error ratio")}
    assert label == (
        "error ratio: 4 %, up from 3.5 %, 2026-02-01 to 2026-02-04; lowest 1.5 % on 2026-02-02; "
        "1 value missing"
    )


def test_a_provider_that_is_gone_leaves_its_facts_marked(nights):
    for key in ("ci.runs.github_actions", "alerts", "metric.error_ratio"):
        before, after = nights[1].fact(PAY, key), nights[2].fact(PAY, key)
        assert after["value"] == before["value"]
        assert after["provenance"]["stale_since"] == "2026-02-02T02:00:00Z"
    assert {run["kind"]: run["state"] for run in nights[2].snapshot["sources"]} == {
        "github": "stale",
        "git": "ok",
        "github_actions": "stale",
        "prometheus": "stale",
    }
    assert {one["name"] for one in nights[2].snapshot["repositories"]} == {
        *("payments", "ledger", "org", "vault")
    }


def test_the_pages_and_the_command_line_state_so(nights):
    text = nights[2].text("payments")
    assert text.count("stale since") == 4
    assert 'datetime="2026-02-02T02:00:00Z"' in nights[2].pages["payments"]
    report = nights[2].text("problems")
    for words in ("rate limit is used up", "could not be reached", "stale"):
        assert words in report
    assert "rate limit is used up" in nights[2].ran.output
    assert "could not be reached" in nights[2].ran.output


def test_a_provider_that_is_back_is_fresh(nights):
    assert not any("stale_since" in fact["provenance"] for fact in nights[3].snapshot["facts"])
    assert "stale since" not in nights[3].text("payments")
    assert "main passing" in nights[3].text("payments")


def test_the_site_is_built_again_without_a_socket_and_on_any_day(nights, world):
    day = {"SOURCE_DATE_EPOCH": str(int(NIGHTS[-1].timestamp()) + 10_000_000)}
    arguments = ("build", "--no-collect", "--site-dir", "again")
    ran = world.catalogsite(*arguments, cwd=world.portal, NO_SOCKET="1", **day)
    assert ran.code == nights[3].ran.code, ran.output
    first, again = (_files(world.portal / name) for name in ("site", "again"))
    assert first.keys() == again.keys()
    assert [name for name, content in first.items() if again[name] != content] == []


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_private_repository_is_read_with_the_credential_helper(nights, world):
    assert "The vault of Acme" in nights[0].text("vault")
    # Our own request for the head is refused, then the first one of git, which then asks the helper.
    assert [status for _, _, status in world.private.log][:3] == [401, 401, 200]


def test_every_snapshot_is_as_its_schema_states(nights):
    validator = Draft202012Validator(schema(SchemaName.SNAPSHOT))
    for night in nights:
        assert [error.message for error in validator.iter_errors(night.snapshot)] == []


def _held(folder: Path) -> dict[str, bytes]:
    """All files; what SQLite holds, as text, since a page of it may cut a value in two."""
    found = {}
    for path in filter(Path.is_file, folder.rglob("*")):
        found[str(path)] = path.read_bytes()
        if path.suffix == ".db":
            with closing(sqlite3.connect(path)) as database:
                found[f"{path} (rows)"] = "\n".join(database.iterdump()).encode()
    return found


def test_no_token_is_in_any_file_or_output(nights, world):
    held = _held(world.portal)
    assert len(held) > 100
    held |= {f"output {n}": night.ran.output.encode() for n, night in enumerate(nights, 1)}
    for token in TOKENS:
        assert [name for name, content in held.items() if token.encode() in content] == []
