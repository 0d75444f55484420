"""The built-in scaffold of a collector: made, tested by itself, installed as a package, seen on the pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from tests.extension_points.conftest import commit, publish, write_files

DESCRIPTOR = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments}
spec: {type: service, lifecycle: production, owner: guests}
"""
PIP = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index")
PIP += ("--no-build-isolation", "--disable-pip-version-check")


@pytest.fixture
def tool(tmp_path):
    """The tool that both kinds of collectors ask."""

    class Handler(BaseHTTPRequestHandler):
        answers: ClassVar[dict] = {}

        def do_GET(self):
            body = json.dumps(self.answers[self.path.partition("?")[0]]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    clone = commit(tmp_path / "clone", {"catalog-info.yaml": DESCRIPTOR})
    publish(clone, tmp_path / "served/payments.git")
    Handler.answers = {
        "/me": {"name": "ann"},
        "/numbers": {"payments": 12.5},
        "/repositories": [
            {"name": "payments", "clone_url": f"file://{tmp_path}/served/payments.git"}
        ],
    }
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def made(catalogsite, folder, role, kind):
    """The package that the scaffold writes."""
    name = f"acme-{role}"
    sets = [f"name={name}", f"kind={kind}", f"role={role}", "title=Acme tool", "owner=guests"]
    options = [word for one in sets for word in ("--set", one)]
    ran = catalogsite("new", "collector", *options, "--dest", name, cwd=folder)
    assert ran.code == 0, ran.output
    return folder / name


def done(*command, cwd):
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_both_collectors_pass_their_tests_and_appear_on_the_pages(tool, catalogsite, tmp_path):
    packages = [
        made(catalogsite, tmp_path, "source", "acme_git"),
        made(catalogsite, tmp_path, "enrich", "acme_costs"),
    ]
    for package in packages:
        tested = done(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=package)
        assert "3 passed" in tested
        done(*PIP, "--target", str(tmp_path / "installed"), ".", cwd=package)
        checked = catalogsite("check", package, cwd=tmp_path)
        assert "0 errors, 0 warnings" in checked.output
    config = f"sources: [{{kind: acme_git, url: '{tool}'}}]\n"
    config += f"enrich: [{{kind: acme_costs, url: '{tool}'}}]\n"
    portal = write_files(tmp_path / "portal", {"catalogsite.yaml": config})
    known = catalogsite.path
    catalogsite.path = [*known, str(tmp_path / "installed")]
    try:
        built = catalogsite("build", cwd=portal)
        asked = catalogsite("doctor", "--format", "json", cwd=portal)
    finally:
        catalogsite.path = known
    assert built.code == 0, built.output
    page = portal / "site/catalog/default/component/payments/index.html"
    text = " ".join(re.sub(r"<[^>]+>", " ", page.read_text("utf-8")).split())
    assert "Acme tool: 12.5" in text
    providers = json.loads(asked.output)["providers"]
    assert [(one["state"], one["account"], one["reach"]["mapped"]) for one in providers] == [
        ("ok", "ann", 1),
        ("ok", "ann", 1),
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("kind=Acme-Costs", "kind: must match"),
        ("role=facts", "role: must be one of"),
        ('title=a"b', "title: must match"),
    ],
)
def test_values_that_would_break_the_package_are_refused(catalogsite, tmp_path, value, message):
    sets = ("name=acme", "kind=acme_costs", "owner=guests", value)
    options = [word for one in sets for word in ("--set", one)]
    ran = catalogsite("new", "collector", *options, "--dest", "made", cwd=tmp_path)
    assert ran.code == 1
    assert message in ran.output
    assert not (tmp_path / "made").exists()
