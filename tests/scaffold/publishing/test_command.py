"""`catalogsite new --publish` as a command of its own: a host on this machine, and the user's variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.scaffold.publishing.git_server import GitServer

TOKEN = "t0ken-of-the-user"
STEPS = [
    {"action": "fetch:plain", "input": {"url": "./skeleton"}},
    {
        "id": "publish",
        "name": "Publish",
        "action": "publish:gitea",
        "input": {"repoUrl": "${{ parameters.repoUrl }}"},
    },
]
OUTPUT = {"links": [{"title": "Repository", "url": "${{ steps.publish.output.remoteUrl }}"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "template" / "skeleton").mkdir(parents=True)
    (tmp_path / "template" / "skeleton" / "README.md").write_text("# Ledger\n")
    spec = {"type": "service", "owner": "a", "steps": STEPS, "output": OUTPUT}
    spec["parameters"] = {"properties": {"repoUrl": {"type": "string"}}}
    entity = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": spec,
    }
    (tmp_path / "template" / "template.yaml").write_text(yaml.safe_dump(entity))
    return tmp_path


def _new(folder: Path, server: GitServer, *options: str, token: str | None = TOKEN) -> str:
    """The exit code and all that the command prints."""
    source = {"kind": "gitea", "organization": "acme", "api_url": f"{server.url}/api/v1"}
    config = {"sources": [{**source, "token": {"env": "ACME_TOKEN"}}]}
    (folder / "catalogsite.yaml").write_text(yaml.safe_dump(config))
    repository = f"repoUrl={server.authority}?owner=acme&repo=ledger"
    command = [sys.executable, "-m", "catalogsite", "new", "template", "--set", repository]
    given = {"ACME_TOKEN": token} if token else {}
    trace = {"GIT_TRACE2_EVENT": str(folder / "trace"), "GIT_CURL_VERBOSE": ""}
    done = subprocess.run(
        [*command, "--dest", "made", *options],
        cwd=folder,
        env={**os.environ, **given, **trace},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def test_a_repository_is_created_with_the_user_s_token(folder: Path) -> None:
    with GitServer(TOKEN, folder / "projects") as server:
        server.create("acme/ledger")
        page = f"{server.url}/acme/ledger"
        made = {"html_url": page, "clone_url": f"{page}.git"}
        server.api["GET /api/v1/orgs/acme"] = (200, {"username": "acme"})
        server.api["POST /api/v1/orgs/acme/repos"] = (201, made)
        printed = _new(folder, server, "--publish")
        pushed = server.pushed("acme/ledger", "main")
        assert server.users == {"x-access-token"}
    assert printed == (
        "0\n"
        "wrote made/.catalogsite-scaffold.yaml\n"
        "wrote made/README.md\n"
        f"made: the repository {page}\n"
        "made: the branch main of acme/ledger\n"
        f"Repository: {page}.git\n"
    )
    assert sorted(pushed["files"]) == [".catalogsite-scaffold.yaml", "README.md"]
    assert pushed["files"]["README.md"] == ["100644", "# Ledger\n"]
    written = [one for one in folder.rglob("*") if one.is_file()]
    assert [one for one in written if TOKEN.encode() in one.read_bytes()] == []
    assert (folder / "trace").stat().st_size > 0


def test_without_publish_the_commands_are_printed(folder: Path) -> None:
    with GitServer(TOKEN, folder / "projects") as server:
        printed = _new(folder, server)
        host = server.authority
    assert printed == (
        "0\n"
        "wrote made/.catalogsite-scaffold.yaml\n"
        "wrote made/README.md\n"
        "by hand: Publish: curl --fail --request POST "
        f'--header "Authorization: token $GITEA_TOKEN" https://{host}/api/v1/orgs/acme/repos '
        "--json @- <<'END'\n"
        '{"name": "ledger", "description": "", "private": true, "default_branch": "main"}\n'
        "END\n"
        "# in the folder of the new project:\n"
        "git init && git add --all\n"
        "git commit --message 'initial commit'\n"
        f"git push https://{host}/acme/ledger.git HEAD:refs/heads/main\n"
    )


def test_without_credentials_nothing_is_done(folder: Path) -> None:
    with GitServer(TOKEN, folder / "projects") as server:
        printed = _new(folder, server, "--publish", token=None)
        host = server.authority
    assert printed.startswith("1\nerror ")
    assert f"publish:gitea: there are no credentials for {host}" in printed
    assert "fix: set ACME_TOKEN, or store them with git's credential helper" in printed
    assert not (folder / "made").exists()
