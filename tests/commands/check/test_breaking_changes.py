"""`check --base` and `diff --base` over a real git repository whose API changed."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from catalogsite.cli import main

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: orders}
spec: {type: openapi, lifecycle: LIFECYCLE, owner: group:default/sales, definition: {$text: ./openapi.yaml}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, lifecycle: production, owner: group:default/web, consumesApis: [orders]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: seller}
spec: {type: service, lifecycle: production, owner: group:default/sales, providesApis: [orders]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: web}
spec: {type: team, children: [], profile: {email: web@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: sales}
spec: {type: team, children: []}
"""
BEFORE = """\
openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: done
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Order"}
    post:
      operationId: order
      responses: {"201": {description: done}}
components:
  schemas:
    Order:
      type: object
      properties:
        id: {type: string}
        amount: {type: number}
"""
REMOVED = """\
    post:
      operationId: order
      responses: {"201": {description: done}}
"""
AFTER = BEFORE.replace(REMOVED, "").replace("number", "string").replace("1.0.0", "2.0.0")
OPERATION = "`POST /orders` is removed"
TYPE = "the field `amount` of `Order` is `string` instead of `number`, in responses"
BREAKS = "; this breaks 1 consumer (`group:default/web`) of the API `api:default/orders`"


def git(root, *arguments):
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    command = ["git", "-C", str(root), *identity, *arguments]
    subprocess.run(command, env=env, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone whose open changes break the consumers of an API."""
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "-q", "-b", "trunk")
    (root / "catalog-info.yaml").write_text(CATALOG.replace("LIFECYCLE", "production"), "utf-8")
    (root / "openapi.yaml").write_text(BEFORE, "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    (root / "openapi.yaml").write_text(AFTER, "utf-8")
    monkeypatch.chdir(root)
    return root


def run(capsys, *arguments):
    code = main([arguments[0], "-q", *arguments[1:]])
    return code, capsys.readouterr().out


def breaking(capsys, *arguments):
    code, out = run(capsys, "check", "--base", "trunk", "--format", "json", *arguments)
    found = json.loads(out)["problems"]
    return code, [one for one in found if one["rule"] == "api-breaking-change"]


def test_each_breaking_change_is_a_warning_at_its_line(clone, capsys):
    code, found = breaking(capsys)
    rows = [(one["level"], one["file"], one["line"], one["message"]) for one in found]
    assert code == 0
    assert rows == [
        ("warning", "openapi.yaml", 1, OPERATION + BREAKS),
        ("warning", "openapi.yaml", 19, TYPE + BREAKS),
    ]


NOT_COMPARED = {
    "unreadable": ("openapi.yaml", "openapi: [3.0.3", "the definition can no longer be read"),
    "another format": ("catalog-info.yaml", "asyncapi", "is written in `asyncapi` instead of"),
    "no definition": ("catalog-info.yaml", "", "is gone, or has no definition any more"),
}


@pytest.mark.parametrize(("file", "text", "message"), NOT_COMPARED.values(), ids=NOT_COMPARED)
def test_what_cannot_be_compared_does_not_pass_in_silence(clone, capsys, file, text, message):
    (clone / "openapi.yaml").write_text(BEFORE, "utf-8")
    catalog = CATALOG.replace("LIFECYCLE", "production")
    if text == "asyncapi":
        (clone / "openapi.yaml").write_text("asyncapi: 3.0.0\ninfo: {title: A, version: '1'}\n")
        text = catalog.replace("type: openapi", "type: asyncapi")
    elif file == "catalog-info.yaml":
        text = catalog[catalog.index("---") + 4 :].replace(", consumesApis: [orders]", "")
        text = text.replace(", providesApis: [orders]", "")
    (clone / file).write_text(text, "utf-8")
    (clone / "catalogsite.yaml").write_text(
        "sources: [{kind: folder, path: .}]\napis: {breaking: error}\n", "utf-8"
    )
    code, found = breaking(capsys)
    assert (code, [message in one["message"] for one in found]) == (1, [True]), found
    assert found[0]["level"] == "error"


@pytest.mark.parametrize(
    ("written", "lifecycle", "code", "levels"),
    [
        ("{breaking: error}", "production", 1, {"error"}),
        ("{breaking: error}", "experimental", 0, {"info"}),
        ("{breaking: error, lifecycles: [experimental]}", "experimental", 1, {"error"}),
        ("{breaking: off}", "production", 0, set()),
    ],
)
def test_the_configuration_decides_how_serious_they_are(
    clone, capsys, written, lifecycle, code, levels
):
    (clone / "catalogsite.yaml").write_text(
        f"apis: {written}\nsources: [{{kind: folder, path: .}}]\n", "utf-8"
    )
    (clone / "catalog-info.yaml").write_text(CATALOG.replace("LIFECYCLE", lifecycle), "utf-8")
    answer, found = breaking(capsys)
    assert ({one["level"] for one in found}, answer) == (levels, code)


@pytest.mark.parametrize("written", ["text", "sarif", "github", "junit"])
def test_every_format_of_the_report_has_them(clone, capsys, written):
    _, out = run(capsys, "check", "--base", "trunk", "--format", written)
    assert "POST /orders" in out
    assert "api-breaking-change" in out


def test_a_suppression_lets_a_change_through(clone, capsys):
    (clone / "catalogsite.yaml").write_text(
        "sources: [{kind: folder, path: .}]\n"
        "problems: [{rules: [api-breaking-change], paths: ['openapi.yaml']}]\n",
        "utf-8",
    )
    assert breaking(capsys) == (0, [])


def test_a_commit_that_no_folder_has_is_said(clone, capsys):
    assert main(["check", "-q", "--base", "nowhere"]) == 1
    assert "no folder is in a git repository that has `nowhere`" in capsys.readouterr().err


def test_diff_shows_them_with_those_who_must_know(clone, capsys):
    _, out = run(capsys, "diff", "--base", "trunk")
    assert out.splitlines()[0].endswith(", 2 breaking changes of an API")
    assert out.split("\nAPIs\n")[1].splitlines()[:4] == [
        "  ~ api:default/orders 1.0.0 → 2.0.0: 2 breaking",
        f"      breaking: {TYPE} (type-changed)",
        f"      breaking: {OPERATION} (operation-removed)",
        "      who must know: group:default/web: 1 consumer  web@acme.example",
    ]


def test_diff_as_json_and_as_a_comment(clone, capsys):
    _, out = run(capsys, "diff", "--base", "trunk", "--format", "json")
    (api,) = json.loads(out)["apis"]
    assert (api["ref"], api["breaking"], api["consumers"]) == (
        "api:default/orders",
        2,
        ["component:default/shop"],
    )
    _, comment = run(capsys, "diff", "--base", "trunk", "--format", "markdown")
    assert f"| `api:default/orders` | {OPERATION} (`operation-removed`) |" in comment
    assert "| `api:default/orders` | `group:default/web` | 1 | `web@acme.example` |" in comment
