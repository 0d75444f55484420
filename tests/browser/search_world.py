"""A small organisation whose words overlap, and a provider of alerts, for the tests of search."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml
from tests.site.conftest import run

# Name, kind, type, title, description, owner.
ENTITIES = [
    ("ocp-hub", "Component", "service", None, "The hub of all clusters", "platform"),
    ("helm-registry", "Component", "service", None, "Charts of the platform", "platform"),
    ("npm-registry", "Component", "service", None, "Packages of the web", "andra"),
    ("image-registry", "Resource", "storage", None, "Images of the platform", "platform"),
    ("weather-service", "Component", "service", "Weather service", "Forecasts", "platform"),
    ("weatherdata", "Component", "service", None, "Written as one word", "platform"),
    ("trust-center", "Component", "website", None, "What we promise", "andra"),
    ("cafe-menu", "Component", "website", "Café menu", "What there is to eat", "andra"),
    ("cpp-tools", "Component", "library", "C++ tools", "Compilers", "platform"),
    ("ticket-2024", "Component", "service", None, "Sales of one year", "platform"),
]
PAGES = {
    "index.md": "# Handbook\n\nWhere to begin. Write to help@acme.example for access.\n",
    "governance.md": "# Governance Registry Implementation\n\nHow the governance registry is kept.\n",
    "network.md": "# Network\n\nOur hub and spoke design, in src/net/hub.py, has three zones.\n",
    "rust.md": "# Languages\n\nWe write Rust where it has to be fast, and Node.js elsewhere.\n",
    "deploy.md": "# Deployments\n\nDeploying is a button. A deployment takes a minute.\n",
    "forecast.md": "# Forecast guide\n\nHow forecasts are made.\n",
}
MOORINGS = """type Query { mooring(keelDepth: Float): Mooring }
type Mutation { reserveMooring(mooringId: ID!): Mooring }
type Mooring { mooringId: ID! keelDepth: Float, vesselLength: Float }
"""
ALERTS = [("HubUnreachable", "ocp-hub"), ("Disk almost full", "image-registry")]


def build(folder: Path) -> Path:
    """Make the repository and the portal of it; its folder."""
    repository = folder / "repos" / "handbook"
    (repository / "docs").mkdir(parents=True)
    (repository / "catalog-info.yaml").write_text(yaml.dump_all(list(_descriptors())), "utf-8")
    (repository / "mkdocs.yml").write_text("site_name: Handbook\n")
    for name, text in PAGES.items():
        (repository / "docs" / name).write_text(text, "utf-8")
    with _prometheus() as address:
        config = {
            "sources": [{"kind": "folder", "path": "repos"}],
            "enrich": [{"kind": "prometheus", "url": address}],
        }
        (folder / "catalogsite.yaml").write_text(json.dumps(config))
        run("build", cwd=folder)
    return folder / "site"


def _descriptors() -> Iterator[dict[str, object]]:
    docs = {"backstage.io/techdocs-ref": "dir:."}
    yield _descriptor("handbook", "Component", "documentation", annotations=docs)
    for name, kind, type_, title, description, owner in ENTITIES:
        metadata = {"title": title} if title else {}
        yield _descriptor(name, kind, type_, owner, description=description, **metadata)
    moorings = _descriptor("moorings", "API", "graphql", title="Moorings of ships")
    yield moorings | {"spec": moorings["spec"] | {"definition": MOORINGS}}
    yield _descriptor("platform", "Group", "team", None, title="Platform team")
    profile = {"displayName": "Andra Popa", "email": "andra@acme.example"}
    yield _descriptor("andra", "User", None, None) | {"spec": {"memberOf": [], "profile": profile}}


def _descriptor(name, kind, type_, owner="platform", **metadata):
    spec = {"type": type_, "lifecycle": "production", "owner": owner, "children": []}
    if owner == "andra":
        spec["owner"] = "user:andra"
    unused = {"Group": ("lifecycle", "owner"), "Resource": ("lifecycle", "children")}
    for key in unused.get(kind, ("children",)):
        del spec[key]
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }


@contextmanager
def _prometheus() -> Iterator[str]:
    rules = [
        {
            "name": name,
            "type": "alerting",
            "health": "ok",
            "alerts": [{"state": "firing", "labels": {"service": entity}, "annotations": {}}],
        }
        for name, entity in ALERTS
    ]
    body = json.dumps({"status": "success", "data": {"groups": [{"rules": rules}]}}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
