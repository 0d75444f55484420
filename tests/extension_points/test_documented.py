"""The examples of the documentation, installed as a package of their own, down to the pages."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from tests.extension_points.conftest import commit, publish, write_files

DOCS = Path(__file__).parents[2] / "docs/how-to"
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
DESCRIPTOR = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments}
spec: {type: service, lifecycle: production, owner: guests}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: payments}
spec: {type: openapi, lifecycle: production, owner: guests, definition: 'openapi: 3.0.0'}
"""


def fences(page, language):
    text = (DOCS / page).read_text("utf-8")
    return [found for name, found in FENCE.findall(text) if name == language]


SOURCE, ENRICHMENT, KINDS, DOCTOR = fences("collector.md", "python")
(POINTS,), (CONFIG, *_) = fences("collector.md", "toml"), fences("collector.md", "yaml")
(FACTS,) = fences("facts.md", "json")


@pytest.fixture
def server(tmp_path):
    """The git host and the accounting of the examples, at one address."""

    class Handler(BaseHTTPRequestHandler):
        answers: ClassVar[dict] = {}

        def do_GET(self):
            body = json.dumps(self.answers[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    clone = commit(
        tmp_path / "clone", {"catalog-info.yaml": DESCRIPTOR, ".ci/facts/audit.json": FACTS}
    )
    publish(clone, tmp_path / "served/payments.git")
    Handler.answers = {
        "/api/repositories": [
            {"name": "payments", "clone_url": f"file://{tmp_path}/served/payments.git"}
        ],
        "/costs": {"payments": 12.5},
        "/me": {"login": "ann"},
    }
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def test_each_example_is_under_forty_lines():
    for text in (SOURCE, ENRICHMENT):
        assert len(text.splitlines()) < 40


def test_the_examples_appear_on_the_pages(server, catalogsite, tmp_path):
    points = re.sub(r"(?m)^\[project.*\]$", "[catalogsite.collectors]", POINTS).replace('"', "")
    write_files(
        tmp_path / "site-packages",
        {
            "acme_portal/__init__.py": "",
            "acme_portal/acme_git.py": SOURCE,
            "acme_portal/acme_costs.py": f"{ENRICHMENT}\n\n{KINDS}\n\n{DOCTOR}",
            "acme_portal-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-portal\nVersion: 1\n",
            "acme_portal-1.0.dist-info/entry_points.txt": points,
        },
    )
    config = re.sub(r"https://git\.acme\.example|https://accounting\.acme\.example", server, CONFIG)
    config += '  - {kind: facts, files: ".ci/facts/*.json"}\n'
    write_files(tmp_path / "portal", {"catalogsite.yaml": config})
    known = catalogsite.path
    catalogsite.path = [*known, str(tmp_path / "site-packages")]
    try:
        ran = catalogsite("build", cwd=tmp_path / "portal")
        asked = catalogsite("doctor", "--format", "json", cwd=tmp_path / "portal")
    finally:
        catalogsite.path = known
    assert ran.code == 0, ran.output
    entity = tmp_path / "portal/site/catalog/default/component/payments/index.html"
    text = " ".join(re.sub(r"<[^>]+>", " ", entity.read_text("utf-8")).split())
    for words in (
        *("12.5 EUR", "Acme accounting", "81.5 %", "Nightly audit"),
        *("Licences: 3 to review", "Tier: one"),
    ):
        assert words in text
    api = tmp_path / "portal/site/catalog/default/api/payments/index.html"
    assert "Tier: one" in api.read_text("utf-8")
    source, costs, facts = json.loads(asked.output)["providers"]
    assert (source["state"], source["reach"]["mapped"], source["reach"]["of"]) == ("ok", 2, 2)
    assert (costs["state"], costs["account"], costs["missing"]) == ("ok", "ann", [])
    assert (costs["reach"]["mapped"], costs["reach"]["of"]) == (0, 1)
    (suggested,) = costs["reach"]["suggestions"]
    assert (suggested["file"], suggested["annotation"], suggested["value"]) == (
        "catalog-info.yaml",
        "acme.example/cost-centre",
        "payments",
    )
    assert facts["reach"]["mapped"] == 2
