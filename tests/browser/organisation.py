"""A small organisation with what the demo lacks: long names, minified definitions, forms of every type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.site.conftest import run

V1 = "backstage.io/v1alpha1"
SCOPE = "@community/backstage-plugin-kubernetes"
LONG_NAMES = [f"{SCOPE}-{end}" for end in ("backend-module-gke", "backend-module-eks", "common")]
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Minified", "version": "1"},
    "paths": {f"/things/{n}": {"get": {"operationId": f"thing{n}"}} for n in range(40)},
}
SECRET = "hunter2-never-shown"

PROPERTIES: dict[str, Any] = {
    "name": {"title": "Name", "type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 12},
    "part": {"title": "Part", "type": "string", "pattern": "[0-9]"},
    "short": {"title": "Short", "type": "string", "minLength": 3},
    "port": {"title": "Port", "type": "integer", "minimum": 1, "maximum": 65535, "default": 8080},
    "share": {"title": "Share", "type": "number", "maximum": 1},
    "teams": {"title": "Teams", "type": "array"},
    "odd": {"title": "Odd pattern", "type": "string", "pattern": "(?<=x"},
    "repo": {"title": "Repository", "type": "string", "ui:field": "RepoUrlPicker"},
    "apiToken": {"title": "Token", "type": "string", "ui:field": "Secret", "minLength": 8},
    "pin": {"title": "Pin", "type": "string", "ui:widget": "password"},
    "pass phrase": {"title": "Phrase", "type": "string", "ui:options": {"widget": "password"}},
}


def _entity(kind: str, name: str, spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    meta = {"name": name, **metadata}
    return {"apiVersion": V1, "kind": kind, "metadata": meta, "spec": spec}


def _entities() -> list[dict[str, Any]]:
    component = {"type": "library", "lifecycle": "production", "owner": "platform-and-tools"}
    named = [
        _entity("Component", f"k8s-{n}", component, title=title, description="What it does. " * 9)
        for n, title in enumerate(LONG_NAMES)
    ]
    links = [
        {"url": "https://grafana.example/d", "title": "Dashboards", "icon": "dashboard"},
        {"url": "https://chat.example/c", "title": "Channel", "icon": "Slack"},
        {"url": "https://x.example/", "title": "Elsewhere", "icon": "acme-logo"},
    ]
    api = {"type": "openapi", "lifecycle": "production", "owner": "platform-and-tools"}
    template = {"type": "service", "owner": "platform-and-tools", "steps": []}
    parameters = [{"title": "All", "required": ["name", "apiToken"], "properties": PROPERTIES}]
    return [
        *named,
        _entity("Component", "linked", component | {"owner": "nobody-knows"}, links=links),
        _entity("API", "minified", api | {"definition": json.dumps(OPENAPI)}),
        _entity("API", "long", api | {"definition": json.dumps(OPENAPI, indent=2)}),
        _entity(
            "Group",
            "platform-and-tools",
            {"type": "team", "children": [], "profile": {"displayName": "Platform and tools"}},
        ),
        _entity(
            "User",
            "ann",
            {
                "memberOf": ["platform-and-tools"],
                "profile": {"displayName": "Ann Lee", "picture": "https://faces.example/ann.png"},
            },
        ),
        {
            "apiVersion": "scaffolder.backstage.io/v1beta3",
            "kind": "Template",
            "metadata": {"name": "every-field", "title": "Every field"},
            "spec": template | {"parameters": parameters},
        },
    ]


def build(folder: Path) -> Path:
    """Make the repository and its portal, which has no source of builds or alerts; the folder of the site."""
    repository = folder / "repos/all"
    repository.mkdir(parents=True)
    texts = (json.dumps(entity) for entity in _entities())
    (repository / "catalog-info.yaml").write_text("\n---\n".join(texts), "utf-8")
    config = {"sources": [{"kind": "folder", "path": "repos"}]}
    (folder / "catalogsite.yaml").write_text(json.dumps(config))
    run("build", cwd=folder)
    return folder / "site"
