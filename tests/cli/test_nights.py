"""Nights of a portal whose sources are well, down, empty or shrinking: what is published, and the exit code."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.cli import main

pytestmark = pytest.mark.slow

CASES = yaml.safe_load((Path(__file__).parent / "nights.yaml").read_text("utf-8"))
SIZE = 6


class Host(ThreadingHTTPServer):
    """A server that gives every request the same `answer`: a status and a body."""

    answer: tuple[int, bytes] = (503, b"")


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _describe(folder: Path, groups: int = 1) -> None:
    folder.mkdir(parents=True)
    names = [f"{folder.name}{'x' * number}" for number in range(groups)]
    (folder / "catalog-info.yaml").write_text("---\n".join(map(_group, names)))


def _group(name: str) -> str:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Group\n"
        f"metadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
    )


@pytest.fixture(scope="module")
def remotes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remotes")
    for number in range(1, SIZE + 1):
        _describe(folder / f"g{number}")
        git = ["git", "-C", str(folder / f"g{number}"), "-c", "user.name=A", "-c", "user.email=a@x"]
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
            subprocess.run([*git, *words], check=True)
    return folder


class Portal:
    """A portal, its two sources, and the state of the world outside."""

    def __init__(self, folder: Path, host: Host, remotes: Path) -> None:
        self.folder, self.host, self.remotes = folder, host, remotes
        self.origin = f"http://127.0.0.1:{host.server_address[1]}"
        self.now = datetime(2026, 1, 31, 2, tzinfo=UTC)
        (folder / "empty").mkdir()
        self.groups = 1
        self.github(SIZE)
        self.clones(SIZE)

    def github(self, given: int | str) -> None:
        self.host.answer = {
            "down": (401, b"{}"),
            "garbage": (200, b"<html>"),
            "odd": (200, b'[1, {"x": 2}]'),
            "unfetchable": self._listing(SIZE, self.folder / "nowhere"),
        }.get(str(given)) or self._listing(int(given), self.remotes)

    def _listing(self, number: int, remotes: Path) -> tuple[int, bytes]:
        listed = [self._listed(f"g{one}", remotes) for one in range(1, number + 1)]
        return 200, json.dumps(listed).encode()

    def _listed(self, name: str, remotes: Path) -> dict[str, Any]:
        return {
            "name": name,
            "full_name": f"acme/{name}",
            "html_url": f"{self.origin}/acme/{name}",
            "ssh_url": (remotes / name).as_uri(),
        }

    def clones(self, given: int | str) -> None:
        shutil.rmtree(self.folder / "repos", ignore_errors=True)
        for number in range(1, 1 + (0 if given == "gone" else int(given))):
            _describe(self.folder / f"repos/f{number}", self.groups)

    def each(self, groups: int) -> None:
        """Describe so many groups in each clone."""
        self.groups = groups
        self.clones(SIZE)

    def located(self, number: int) -> None:
        """Let the first clone name so many files with a group each."""
        targets = [f"./e{one}.yaml" for one in range(number)]
        location = {"kind": "Location", "metadata": {"name": "all"}, "spec": {"targets": targets}}
        folder = self.folder / "repos/f1"
        own = json.dumps({"apiVersion": "backstage.io/v1alpha1", **location})
        (folder / "catalog-info.yaml").write_text(f"{_group('f1')}---\n{own}\n")
        for one in range(number):
            (folder / f"e{one}.yaml").write_text(_group(f"e{one}"))

    def configure(self, names: list[str], guard: float | None) -> None:
        sources = {
            "folder": {"kind": "folder", "path": "repos"},
            "same folders": {"kind": "folder", "path": "repos/f*"},
            "github": {
                "kind": "github",
                "organization": "acme",
                "api_url": self.origin,
                "clone": "ssh",
            },
        }
        sources["renamed"] = {**sources["github"], "organization": "acme-corp"}
        config: dict[str, Any] = {"sources": [sources[name] for name in names]}
        if guard is not None:
            config["catalog"] = {"guard": guard}
        (self.folder / "catalogsite.yaml").write_text(json.dumps(config))

    def damage(self, given: str) -> None:
        state = self.folder / ".catalogsite"
        if given == "lost":
            shutil.rmtree(state)
            return
        path = state / {"torn": "snapshot.json", "torn record": "published.json"}[given]
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])

    def change(self, key: str, given: Any) -> None:
        changes = {
            "github": self.github,
            "folder": self.clones,
            "each": self.each,
            "located": self.located,
        }
        changes[key](given)

    @property
    def summary(self) -> dict[str, Any]:
        """What the last run left for machines."""
        return json.loads((self.folder / ".catalogsite/run.json").read_bytes())

    @property
    def shown(self) -> int:
        entities = self.folder / "site/api/catalog/entities.json"
        return len(json.loads(entities.read_bytes())) if entities.exists() else 0

    @property
    def published(self) -> int | None:
        """What changes when another site is swapped into the place of the old one."""
        site = self.folder / "site"
        return site.stat().st_ino if site.exists() else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_nights(case, host, remotes, tmp_path, monkeypatch, capsys) -> None:
    portal = Portal(tmp_path, host, remotes)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("NO_COLOR", "1")
    portal.configure(["folder", "github"], case.get("guard"))
    for number, night in enumerate(case["nights"], 1):
        portal.now += timedelta(days=night.get("day", 1))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.now.timestamp())))
        for key in ("github", "folder", "each", "located"):
            if key in night:
                portal.change(key, night[key])
        if "sources" in night:
            portal.configure(night["sources"], case.get("guard"))
        if "state" in night:
            portal.damage(night["state"])
        before = portal.published
        capsys.readouterr()
        commands = [shlex.split(line) for line in night.get("run", ["build"])]
        codes = [main([*words, "-q"]) for words in commands]
        lines = capsys.readouterr().err.splitlines()
        found = (codes[-1], portal.published != before, portal.shown)
        assert found == (night["code"], night["published"], night["shown"]), (number, lines)
        refusals = [line for line in lines if line.startswith("error not published")]
        if night["code"] == 5:
            assert len(refusals) == 1, (number, lines)
            assert refusals[0].endswith("; to publish it, run again with --accept")
        assert any(night.get("line", "") in line for line in lines or [""]), (number, lines)
        if commands[-1][0] != "check":
            _check_summary(portal.summary, night, commands[-1][0], refusals)


def _check_summary(
    summary: dict[str, Any], night: dict[str, Any], command: str, refusals: list[str]
) -> None:
    keys = ("command", "exit_code", "published")
    assert tuple(summary[key] for key in keys) == (command, night["code"], night["published"])
    outcome = {"collect": "collected"}.get(command, "published")
    assert summary["outcome"] == ("refused" if night["code"] == 5 else outcome)
    if night["code"] == 5:
        # The record of publications is named in front of the line where it is what is wrong.
        assert refusals == [f"error {summary['reason']}"]
    if night["code"] == 4:
        assert summary["reason"].startswith("not up to date: ")
        bad = [one for one in summary["catalog"]["sources"] if one["state"] != "ok"]
        assert bad
        assert all(one["reasons"] for one in bad)
    if night["published"]:
        assert summary["last_published"] == summary["started"]
        assert summary["catalog"]["counts"]["entities"] == night["shown"]
