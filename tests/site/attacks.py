"""A portal in which every payload of `payloads.yaml` is tried in every field.

There is a repository for each payload. All of its texts are that payload: descriptors of every
kind, documentation, its navigation and configuration, README, CODEOWNERS, manifests, workflows and
names of files. A GitHub and a Prometheus answer with it, too.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from tests.site.conftest import run

PAYLOADS = [
    payload
    for listed in yaml.safe_load((Path(__file__).parent / "payloads.yaml").read_text()).values()
    for payload in listed
]
KINDS = ("component", "api", "system", "domain", "resource", "group", "user", "template")


def name_of(number: int) -> str:
    return f"n{number:03}"


def repository(number: int, payload: str) -> dict[str, str]:
    """Path to text of every file of one repository."""
    name = name_of(number)
    entities = [_entity(kind, name, payload) for kind in KINDS]
    line = " ".join(payload.split()) or "x"
    odd = "".join(c for c in payload if c not in '/\\:\0\n\r<>"|?*' and c.isprintable())[:60]
    return {
        "catalog-info.yaml": "\n---\n".join(map(_json, entities)),
        "problems/catalog-info.yaml": "\n---\n".join(map(_json, _mistakes(name, payload))),
        "mkdocs.yml": json.dumps(
            {
                "site_name": payload,
                "site_description": payload,
                "site_author": payload,
                "copyright": payload,
                "repo_url": payload,
                "edit_uri": payload,
                "nav": [{payload: "index.md"}, {f"{payload} ": "raw.md"}, {"x": payload}],
                "plugins": ["techdocs-core", {payload: {}}],
                "markdown_extensions": ["attr_list", "md_in_html", "admonition", "footnotes"],
                "extra": {"x": payload},
                "extra_css": [payload],
                "extra_javascript": [payload],
                payload: payload,
            }
        ),
        "docs/index.md": (
            f"---\ntitle: {json.dumps(payload)}\ndescription: {json.dumps(payload)}\n"
            f"tags: [{json.dumps(payload)}]\n---\n\n# {line}\n\n{payload}\n\n- {line}\n\n"
            f"| a | {line} |\n|---|---|\n| {line} | b |\n\n[a]({line}) ![{line}](<{line}>)\n"
        ),
        "docs/raw.md": f"# Raw\n\n<div>\n{payload}\n</div>\n\n<p title='{payload}'>x</p>\n",
        f"docs/{odd or 'x'}.md": f"# {line}\n\n{payload}\n",
        "README.md": f"# {line}\n\n{payload}\n",
        "CODEOWNERS": f"* @acme/{line}\n{line} {line}\n",
        "package.json": json.dumps(
            dict.fromkeys(("name", "description", "license", "homepage", "version"), payload)
            | {"dependencies": {payload: payload}, "keywords": [payload], "author": payload}
        ),
        ".github/workflows/ci.yml": json.dumps({"name": payload, "on": "push", "jobs": {}}),
        "template/${{ values.a }}": payload,
    }


def _json(value: object) -> str:
    """JSON, which is YAML where no character is written as two escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _entity(kind: str, name: str, payload: str) -> dict[str, object]:
    titles = {"api": "API"}
    return {
        "apiVersion": "scaffolder.backstage.io/v1beta3"
        if kind == "template"
        else "backstage.io/v1alpha1",
        "kind": titles.get(kind, kind.title()),
        "metadata": {
            "name": name,
            "title": payload,
            "description": payload,
            "links": [
                {**dict.fromkeys(("title", "icon", "type"), payload), "url": url}
                for url in (f"https://x.example/{payload}", f"https://x.example/?{payload}")
            ],
            "annotations": _annotations(kind, name, payload),
        },
        "spec": {**_spec(kind, name, payload), "extra": {payload: [payload]}},
    }


def _annotations(kind: str, name: str, payload: str) -> dict[str, str]:
    docs = {"backstage.io/techdocs-ref": "dir:."} if kind == "component" else {}
    keys = ("view-url", "edit-url", "source-location", "techdocs-entity", "orphan")
    docs |= {"github.com/project-slug": f"acme/{name}"} if kind == "component" else {}
    return docs | {f"backstage.io/{key}": payload for key in keys} | {"hostile.example/x": payload}


def _spec(kind: str, name: str, payload: str) -> dict[str, object]:
    profile = dict.fromkeys(("displayName", "email", "picture"), payload)
    # Where an entity says what it is, marks of a template make its file a skeleton.
    plain = "x" if any(mark in payload for mark in ("{{", "{%", "<%", "${")) else payload
    owned = {"owner": name, "type": plain, "lifecycle": plain}
    return {
        "component": {**owned, "system": name, "providesApis": [name], "dependsOn": [f"resource:{name}"]},
        "api": {**owned, "type": "openapi", "definition": _definition(payload)},
        "system": {**owned, "domain": name},
        "domain": owned,
        "resource": owned,
        "group": {"type": plain, "children": [], "profile": profile},
        "user": {"memberOf": [name], "profile": profile},
        "template": {**owned, "parameters": _parameters(payload), "steps": _steps(payload)},
    }[kind]  # fmt: skip


def _definition(payload: str) -> str:
    info = dict.fromkeys(("title", "version", "description", "termsOfService"), payload)
    operation = {"summary": payload, "description": payload, "tags": [payload], "responses": {}}
    paths = {f"/{payload}": {"get": operation}}
    servers = [{"url": payload, "description": payload}]
    return json.dumps({"openapi": "3.0.0", "info": info, "servers": servers, "paths": paths})


def _parameters(payload: str) -> list[dict[str, object]]:
    texts = dict.fromkeys(("title", "description", "ui:help", "ui:placeholder", "default"), payload)
    field = {"type": "string", **texts, "enum": [payload], "enumNames": [payload]}
    return [{"title": payload, "description": payload, "properties": {"a": field, payload: field}}]


def _steps(payload: str) -> list[dict[str, object]]:
    return [{"id": "one", "name": payload, "action": "debug:log", "input": {"message": payload}}]


def _mistakes(name: str, payload: str) -> list[dict[str, object]]:
    """Entities that no catalog accepts: their problems show the payload."""
    good = {"apiVersion": "backstage.io/v1alpha1", "kind": "Component"}
    spec = {"type": "x", "lifecycle": "x", "owner": "x"}
    metadata = {"name": f"{name}-bad"}
    return [
        {**good, "metadata": {"name": payload}, "spec": spec},
        {**good, "metadata": {"name": f"{name}-a", "namespace": payload}, "spec": spec},
        {**good, "metadata": {**metadata, "tags": [payload]}, "spec": spec},
        {**good, "metadata": {**metadata, "labels": {payload: payload}}, "spec": spec},
        {**good, "metadata": {**metadata, "annotations": {payload: payload}}, "spec": spec},
        {**good, "metadata": {**metadata, payload: payload}, "spec": spec},
        {**good, "kind": payload, "metadata": metadata, "spec": spec},
        {**good, "apiVersion": payload, "metadata": metadata, "spec": spec},
        {**good, "metadata": {"name": f"{name}-b"}, "spec": {**spec, "owner": payload}},
        {**good, "metadata": {"name": f"{name}-c"}, "spec": {**spec, "dependsOn": [payload]}},
        {
            **good,
            "kind": "Location",
            "metadata": {"name": f"{name}-d"},
            "spec": {"target": payload},
        },
        {**good, "metadata": {"name": f"{name}-e", "links": [{"url": payload}]}, "spec": spec},
        {payload: payload},
    ]


def build(folder: Path) -> Path:
    """Make the repositories and the portal of them; its folder."""
    for number, payload in enumerate(PAYLOADS):
        for path, text in repository(number, payload).items():
            file = folder / "repos" / name_of(number) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    (folder / "scorecard.yaml").write_text(json.dumps(_scorecard()))
    with _providers() as address:
        (folder / "catalogsite.yaml").write_text(json.dumps(_config(address)))
        run("build", cwd=folder)
    return folder / "site"


def _config(address: str) -> dict[str, object]:
    """Texts of the configuration are on every page, so a part of the payloads is tried there."""
    queries = {f"q{n}": {"query": "x", "unit": text} for n, text in enumerate(PAYLOADS[::40])}
    return {
        "title": " ".join(PAYLOADS[::40]),
        "sources": [{"kind": "folder", "path": "repos/*"}],
        "enrich": [
            {"kind": "github_actions", "api_url": address, "web_url": "https://github.com"},
            {"kind": "prometheus", "url": address, "queries": queries},
        ],
        "scorecards": ["scorecard.yaml"],
    }


def _scorecard() -> dict[str, object]:
    some = PAYLOADS[::20]
    checks = [
        {"id": f"c{n}", **dict.fromkeys(("title", "why", "fix"), text), "pass": "false"}
        for n, text in enumerate(some)
    ]
    texts = dict.fromkeys(("title", "description"), some[0])
    return {"id": "hostile", **texts, "when": "entity.kind == 'Component'", "checks": checks}


def _answer(path: str) -> object:
    number = path.split("/")[3] if path.startswith("/repos/") else ""
    payload = PAYLOADS[int(number[1:])] if number else ""
    if path.endswith("/workflows"):
        workflow = dict.fromkeys(("name", "path", "html_url", "badge_url"), payload)
        return {"total_count": 1, "workflows": [{**workflow, "id": 1, "state": "active"}]}
    if path.endswith("/runs"):
        run = dict.fromkeys(("html_url", "display_title", "head_branch", "name"), payload)
        when = "2026-01-01T00:00:00Z"
        run |= {"workflow_id": 1, "run_number": 7, "event": "push", "conclusion": "failure"}
        return {"workflow_runs": [{**run, "run_started_at": when, "updated_at": when}]}
    if path.endswith("/query"):
        series = [
            {"metric": {"service": name_of(n), "x": text}, "value": [0, "42"]}
            for n, text in enumerate(PAYLOADS)
        ]
        return {"status": "success", "data": {"resultType": "vector", "result": series}}
    rules = [_rule(name_of(n), text) for n, text in enumerate(PAYLOADS)]
    return {"status": "success", "data": {"groups": [{"name": "x", "rules": rules}]}}


def _rule(name: str, payload: str) -> dict[str, object]:
    notes = dict.fromkeys(("summary", "description", "runbook_url"), payload)
    labels = {"service": name, "severity": payload}
    alert = {"labels": labels, "annotations": notes, "state": "firing", "activeAt": payload}
    return {"name": payload, "type": "alerting", "health": "ok", "alerts": [alert]}


@contextmanager
def _providers():
    """Yields the address of a server that is GitHub and Prometheus."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        content = json.dumps(_answer(urlsplit(self.path).path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815  (the name is that of the method)

    def log_message(self, *_):
        pass
