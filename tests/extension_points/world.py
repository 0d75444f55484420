"""An organisation with a GitHub, a private host and a Prometheus, over four nights."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.extension_points.conftest import Ran, commit, publish, write_files
from tests.extension_points.github import GitHub
from tests.extension_points.prometheus import Exporter, Prometheus

GITHUB_TOKEN = "ghp_TokenOfTheEnvironment0123456789abcdef"


HELPER_TOKEN = "glpat-TokenOfTheCredentialHelper012345"


PROMETHEUS_TOKEN = "TokenOfPrometheus0123456789abcdefghij"


TOKENS = (GITHUB_TOKEN, HELPER_TOKEN, PROMETHEUS_TOKEN)


PAY = "component:default/payments"


LEDGER = "component:default/ledger"


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
