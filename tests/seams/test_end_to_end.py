"""From a GitHub and a Prometheus to finished pages, over four nights, one of which goes wrong."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.seams.conftest import Ran, commit, publish, write_files
from tests.seams.github import GitHub, Trouble
from tests.seams.prometheus import Exporter, Prometheus

from catalogsite.questions import SchemaName, schema

GITHUB_TOKEN = "ghp_TokenOfTheEnvironment0123456789abcdef"
HELPER_TOKEN = "glpat-TokenOfTheCredentialHelper012345"
PROMETHEUS_TOKEN = "TokenOfPrometheus0123456789abcdefghij"
TOKENS = (GITHUB_TOKEN, HELPER_TOKEN, PROMETHEUS_TOKEN)
PAY, LEDGER = "component:default/payments", "component:default/ledger"
NIGHTS = [datetime(2026, 2, day, 2, 0, tzinfo=UTC) for day in (1, 2, 3, 4)]
CONFIG = """
title: Acme
sources:
  - kind: github
    organization: acme
    api_url: {github}/api/v3
    exclude: [sandbox-*]
  - {{kind: git, url: '{private}/acme/vault.git'}}
enrich:
  - {{kind: github_actions, api_url: '{github}/api/v3'}}
  - kind: prometheus
    url: {prometheus}
    token: {{env: PROMETHEUS_TOKEN}}
    queries:
      error_ratio: {{query: 'max by (service) (error_ratio)', unit: '%'}}
"""


def descriptor(name, kind="Component", **spec):
    given = {"type": "service", "lifecycle": "production", "owner": "payments-team", **spec}
    return json.dumps(
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": kind,
            "metadata": {"name": name, "description": f"The {name} of Acme, for everyone"},
            "spec": given,
        }
    )


def run_of(workflow, number, conclusion, day, branch="main", event="push", attempt=1):
    return {
        "id": number * 100 + workflow,
        "workflow_id": workflow,
        "run_number": number,
        "run_attempt": attempt,
        "event": event,
        "status": "completed" if conclusion else "in_progress",
        "conclusion": conclusion,
        "head_branch": branch,
        "html_url": f"https://example.invalid/acme/payments/actions/runs/{number * 100 + workflow}",
        "run_started_at": f"2026-01-{day:02d}T01:00:00Z",
        "created_at": f"2026-01-{day:02d}T01:00:00Z",
        "updated_at": f"2026-01-{day:02d}T01:04:12Z",
        "repository": {"id": 1},
        "head_repository": {"id": 1},
    }


def repository(github, number, name, **fields):
    return {
        "id": number,
        "name": name,
        "full_name": f"acme/{name}",
        "html_url": f"{github.url}/acme/{name}",
        "default_branch": "main",
        "description": f"About {name}",
        **fields,
    }


@dataclass
class Night:
    """What is there in the morning."""

    ran: Ran
    snapshot: dict
    pages: dict[str, str]
    requests: list[tuple[str, str, int]]
    trends: dict = field(default_factory=dict)

    def fact(self, subject, key):
        """One fact of the snapshot."""
        found = (f for f in self.snapshot["facts"] if (f["subject"], f["key"]) == (subject, key))
        return next(found)

    def source(self, kind):
        """The crawl report's line of a source."""
        return next(run for run in self.snapshot["sources"] if run["kind"] == kind)

    def text(self, page):
        """The words of a page."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.pages[page]))


PAGES = {
    "payments": "catalog/default/component/payments/index.html",
    "ledger": "catalog/default/component/ledger/index.html",
    "vault": "catalog/default/component/vault/index.html",
    "problems": "problems/index.html",
    "home": "index.html",
}


class World:
    """The servers, the repositories behind them, and the portal's folder."""

    def __init__(self, folder, catalogsite, stack):
        self.folder, self.portal, self.catalogsite = folder, folder / "portal", catalogsite
        self.github = stack.enter_context(GitHub(GITHUB_TOKEN, folder / "github"))
        self.private = stack.enter_context(GitHub(HELPER_TOKEN, folder / "private"))
        exporter = Exporter()
        target = stack.enter_context(exporter.serving())
        (folder / "prometheus").mkdir()
        self.prometheus = Prometheus(folder / "prometheus", exporter, target)
        stack.callback(self.prometheus.stop)
        addresses = {"github": self.github.url, "private": self.private.url}
        text = CONFIG.format(**addresses, prometheus=self.prometheus.url)
        write_files(self.portal, {"catalogsite.yaml": text})
        helper = f'!f() {{ echo username=ann; echo "password={HELPER_TOKEN}"; }}; f'
        quoted = helper.replace('"', '\\"')
        write_files(catalogsite.home, {".gitconfig": f'[credential]\n\thelper = "{quoted}"\n'})
        self._fill()

    def _fill(self):
        github = self.github
        names = ("payments", "ledger", "org", "sandbox-ann")
        github.repositories = {n: repository(github, i, n) for i, n in enumerate(names, 1)}
        docs = {
            "mkdocs.yml": "site_name: Payments\n",
            "docs/index.md": "# Payments\n\nHow it works.\n",
        }
        self.push("payments", {"catalog-info.yaml": descriptor("payments"), **docs})
        self.push("ledger", {"catalog-info.yaml": descriptor("ledger")})
        team = descriptor("payments-team", kind="Group", type="team", children=[])
        self.push("org", {"catalog-info.yaml": team})
        self.push("sandbox-ann", {"README.md": "# Mine\n"})
        clone = commit(self.folder / "clones/vault", {"catalog-info.yaml": descriptor("vault")})
        publish(clone, self.folder / "private/acme/vault.git")
        workflow = {"state": "active", "html_url": "https://example.invalid/workflow"}
        github.workflows["payments"] = [
            {"id": 10, "name": "CI", "path": ".github/workflows/ci.yml", **workflow},
            {"id": 11, "name": "Nightly", "path": ".github/workflows/nightly.yml", **workflow},
            {"id": 12, "name": "Gone", "path": "x.yml", **workflow, "state": "deleted"},
        ]
        github.runs["payments"] = [
            run_of(10, 42, "success", 31, attempt=2),
            run_of(10, 41, "failure", 30),
            run_of(10, 43, "failure", 31, branch="feature"),
            {**run_of(10, 44, "failure", 31, event="pull_request"), "head_repository": {"id": 9}},
            run_of(11, 7, "failure", 31, event="schedule"),
        ]

    def push(self, name, files):
        """Commit to a repository of the organisation."""
        clone = commit(self.folder / "clones" / name, files)
        publish(clone, self.folder / "github/acme" / f"{name}.git")

    def night(self, number, *arguments):
        """Run the nightly job; what is there in the morning."""
        self.github.log.clear()
        ran = self.catalogsite(
            "build",
            *arguments,
            cwd=self.portal,
            GITHUB_TOKEN=GITHUB_TOKEN,
            PROMETHEUS_TOKEN=PROMETHEUS_TOKEN,
            SOURCE_DATE_EPOCH=str(int(NIGHTS[number - 1].timestamp())),
        )
        snapshot = json.loads((self.portal / ".catalogsite/snapshot.json").read_text("utf-8"))
        site = self.portal / "site"
        pages = {name: (site / path).read_text("utf-8") for name, path in PAGES.items()}
        return Night(ran, snapshot, pages, list(self.github.log), snapshot["trends"].get(PAY, {}))


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


def test_facts_say_who_told_them_and_when(nights, world):
    runs = nights[0].fact(PAY, "ci.runs")
    told = {one["name"]: (one["status"], one["number"]) for one in runs["value"]["workflows"]}
    assert told == {"CI": ("passing", 42), "Nightly": ("failing", 7)}
    assert runs["provenance"] == {
        "source": "github_actions",
        "name": "github_actions",
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
    api = [status for _, path, status in nights[1].requests if path.startswith("/api/")]
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
    assert nights[1].fact(PAY, "ci.runs")["value"] == nights[0].fact(PAY, "ci.runs")["value"]


def test_numbers_over_nights_become_lines_on_the_page(nights):
    assert nights[0].trends["metric.error_ratio"] == [["2026-02-01", 3.5]]
    assert "cs-spark" not in nights[0].pages["payments"]
    assert nights[3].trends == {
        "alerts": [["2026-02-01", 1.0], ["2026-02-02", 0.0], ["2026-02-04", 1.0]],
        "builds": [["2026-02-01", 50.0], ["2026-02-02", 50.0], ["2026-02-04", 100.0]],
        "metric.error_ratio": [["2026-02-01", 3.5], ["2026-02-02", 1.5], ["2026-02-04", 4.0]],
        "score": [*([f"2026-02-0{day}", 77.0] for day in (1, 2, 3)), ["2026-02-04", 100.0]],
    }
    labels = re.findall(r'class="cs-spark"[^>]*aria-label="([^"]+)"', nights[3].pages["payments"])
    assert {label.partition(":")[0] for label in labels} == {"Health", "Builds", "Metrics", "Score"}
    assert "Metrics: 4, up from 3.5, 2026-02-01 to 2026-02-04" in labels


def test_a_provider_that_is_gone_leaves_its_facts_marked(nights):
    for key in ("ci.runs", "alerts", "metric.error_ratio"):
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


def test_the_pages_and_the_command_line_say_so(nights):
    text = nights[2].text("payments")
    assert text.count("stale since") == 3
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
    assert [status for _, _, status in world.private.log][:2] == [401, 200]


def test_every_snapshot_is_as_its_schema_says(nights):
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
