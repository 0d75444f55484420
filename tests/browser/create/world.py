"""A portal with templates in a git repository, and the catalog that their pickers choose from."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.site.conftest import run

HERE = Path(__file__).parent
V1 = "backstage.io/v1alpha1"
LAUNCH = [
    {"kind": "github_workflow", "url": "https://github.example/a/b/actions/workflows/new.yml"},
    {
        "kind": "github_issue",
        "title": "Ask for it",
        "url": "https://github.example/a/b/issues/new",
        "form": "new.yml",
        "fields": {"service": "name", "run": "command"},
    },
    {"kind": "gitlab_pipeline", "url": "https://gitlab.example/a/b/-/pipelines/new", "ref": "main"},
    {"kind": "jenkins", "url": "https://ci.example/job/new/", "templates": ["docs-*"]},
]


def _entity(kind: str, name: str, spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {
        "apiVersion": V1,
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }


def entities() -> list[dict[str, Any]]:
    """A team, a system and two components of which one is a library."""
    own = {"lifecycle": "production", "owner": "platform"}
    return [
        _entity("Group", "platform", {"type": "team", "children": []}, title="Platform team"),
        _entity("User", "ann", {"memberOf": ["platform"]}),
        _entity("System", "payments", {"owner": "platform"}, title="Payments"),
        _entity("Component", "shared", {"type": "library", **own}, title="Shared library", tags=["python"]),
        _entity("Component", "shop", {"type": "service", **own}, title="Shop", tags=["web"]),
    ]  # fmt: skip


def build(folder: Path) -> Path:
    """Make the repositories and the portal in a folder, which holds its configuration; returns the site."""
    catalog, templates = folder / "repos/all", folder / "repos/templates"
    catalog.mkdir(parents=True)
    texts = (json.dumps(entity) for entity in entities())
    (catalog / "catalog-info.yaml").write_text("\n---\n".join(texts), "utf-8")
    shutil.copytree(HERE / "templates", templates)
    targets = sorted(
        f"./{path.parent.name}/template.yaml" for path in templates.glob("*/template.yaml")
    )
    location = _entity("Location", "templates", {"targets": targets})
    (templates / "catalog-info.yaml").write_text(json.dumps(location), "utf-8")
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "All"],
    ):
        subprocess.run(["git", *arguments], cwd=templates, check=True)
    config = {"sources": [{"kind": "folder", "path": "repos/*"}], "create": {"launch": LAUNCH}}
    (folder / "catalogsite.yaml").write_text(json.dumps(config))
    run("build", cwd=folder)
    return folder / "site"
