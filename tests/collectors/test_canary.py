"""No token of any collector is in anything that a run writes: state, caches, log, and site.

The server quotes the credentials that it got in every header and message, as a careless one might.
"""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from tests.collectors.conftest import PIPELINES, RECORDINGS
from tests.collectors.providers import RECORDED, SETTINGS

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.collectors.protocol import Secret
from catalogsite.collectors.registry import registry
from catalogsite.config.settings import Config
from catalogsite.state.folders import State

CANARY = "canary-s3cret-t0ken"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
ANSWERS = {path: name for answers in RECORDED.values() for path, name in answers.items()}
COMPONENT = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "payments", "annotations": {"github.com/project-slug": "acme/payments"}},
    "spec": {"type": "service", "lifecycle": "production", "owner": "group:default/team"},
}


class _Quoting(BaseHTTPRequestHandler):
    def _answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        self.server.given.update(self.headers.values())
        name = ANSWERS.get(path) if self.server.works else None
        quoted = ", ".join(
            value for value in self.headers.values() if "Bearer" in value or "Basic" in value
        )
        # What needs no token never sent it.
        sent = any(form.decode() in value for form in forms() for value in self.headers.values())
        canary = CANARY if sent else "nothing"
        refusal = {"message": f"no: {quoted} ({canary})", "error": canary}
        body = (RECORDINGS / name).read_bytes() if name else json.dumps(refusal).encode()
        if "page=2" in self.path:
            body = b"[]"
        self.send_response(200 if name else self.server.refusal)
        for header in ("ETag", "X-Given", "Set-Cookie", "WWW-Authenticate"):
            self.send_header(header, f'"{quoted or "none"}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815  (the library's names)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quoting) as found:
        found.works, found.refusal, found.given = True, 403, set()
        thread = threading.Thread(target=found.serve_forever, args=(0.05,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def settings_at(kind, server, monkeypatch):
    """The settings of a collector at the server, whose every secret is the canary."""
    found = registry()
    model = {**found.sources, **found.enrichments}[kind].Settings
    chosen = model(**SETTINGS[kind])
    key = "api_url" if "api_url" in model.model_fields else "url"
    parts = urlsplit(getattr(chosen, key))._replace(
        scheme="http", netloc=f"127.0.0.1:{server.server_port}"
    )
    for _, value in chosen:
        if isinstance(value, Secret):
            monkeypatch.setenv(value.env, CANARY)
    return {"kind": kind, **SETTINGS[kind], key: parts.geturl()}


def forms():
    """The canary, and how Basic authentication writes it after users of each length."""
    yield CANARY.encode()
    for length in range(3):
        encoded = base64.b64encode(b"x" * length + CANARY.encode())
        yield encoded[4:-4]


def test_a_token_is_nowhere(server, tmp_path, monkeypatch, caplog):
    (tmp_path / "repo").mkdir()
    COMPONENT["metadata"]["annotations"] |= PIPELINES
    (tmp_path / "repo/requirements.txt").write_text("requests==2.31.0\n")
    scanned = f"http://127.0.0.1:{server.server_port}/projects/github.com/acme/payments"
    COMPONENT["metadata"]["annotations"]["openssf/scorecard-location"] = scanned
    (tmp_path / "repo/catalog-info.yaml").write_text(json.dumps(COMPONENT))
    built_in = [kind for kind in RECORDED if kind in SETTINGS]
    ours = {kind: settings_at(kind, server, monkeypatch) for kind in built_in}
    sources = [one for kind, one in ours.items() if kind in registry().sources]
    enrich = [one for kind, one in ours.items() if kind in registry().enrichments]
    folder = {"kind": "folder", "path": "repo"}
    values = {"sources": [folder, *sources], "enrich": enrich, "base_dir": tmp_path}
    config = Config.model_validate(values)
    run = Run(config, State(tmp_path / "state"), NOW)
    failures = []
    with caplog.at_level(0):
        for works, refusal in ((True, 403), (False, 403), (False, 401), (False, 418)):
            server.works, server.refusal = works, refusal
            snapshot = pipeline.collect(Run(config, run.state, NOW))
            failures.append([one for line in snapshot.sources for one in line.failures])
        pipeline.build(run, tmp_path / "site", accept=True)
    # The test can fail: the server was shown the canary, and refused every collector.
    assert any(CANARY in value for value in server.given)
    assert {one.source for one in failures[-1]} >= set(built_in)
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) > len(built_in)
    assert {
        path for path, content in written.items() if any(form in content for form in forms())
    } == set()
    # Debug messages of the HTTP library, which quote headers of answers, are never shown.
    log = [one.getMessage() for one in caplog.records if not one.name.startswith("httpcore")]
    told = "\n".join((*log, repr(failures)))
    assert [form for form in forms() if form.decode() in told] == []
