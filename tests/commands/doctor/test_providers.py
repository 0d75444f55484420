"""`doctor` sends every source and provider a few requests: what each answer means, and how long it takes."""

from __future__ import annotations

import json
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.commands.doctor.conftest import Host

from catalogsite.commands.doctor.diagnosis import ProviderCheck
from catalogsite.commands.doctor.providers import check_providers
from catalogsite.config.settings import load_config
from catalogsite.network.retry_policy import RetryPolicy

NOW = datetime(2026, 2, 1, tzinfo=UTC)
REPOSITORIES = [
    {"name": "a", "full_name": "acme/a", "html_url": "{origin}/acme/a", "ssh_url": "{clone}"},
    {"name": "b", "full_name": "acme/b", "html_url": "{origin}/acme/b", "ssh_url": "{clone}"},
]


def ask(
    folder: Path, config: dict[str, Any], env: dict[str, str] | None = None, **options: Any
) -> list[ProviderCheck]:
    (folder / "catalogsite.yaml").write_text(json.dumps(config))
    return check_providers(load_config(folder / "catalogsite.yaml"), env or {}, NOW, **options)


VECTOR = {"status": "success", "data": {"resultType": "vector", "result": []}}


@pytest.mark.parametrize(
    ("answer", "env", "state", "text"),
    [
        ((200, VECTOR), {}, "ok", "answered; without a token: PROM is not set"),
        ((200, VECTOR), {"PROM": "s3cret"}, "ok", "answered; with the token in PROM"),
        ((401, {}), {"PROM": "s3cret"}, "failed", "refused the credentials (401)"),
        ((403, {}), {}, "failed", "refused access (403)"),
        ((404, {}), {}, "failed", "not found, or not allowed (404)"),
        ((500, {}), {}, "failed", "answered 500"),
        ((200, "<html>"), {}, "failed", "answered something that is not JSON"),
        ((200, {"a": 1}), {}, "failed", 'expected "success" at `status`, got null'),
        ((200, []), {}, "failed", "expected an object, got a list"),
    ],
)
def test_a_provider(answer, env, state, text, host: Host, tmp_path: Path) -> None:
    host.answers["/api/v1/query"] = answer
    config = {"enrich": [{"kind": "prometheus", "url": host.origin, "token": {"env": "PROM"}}]}
    (found,) = ask(tmp_path, config, env)
    assert (found.role, found.kind, found.name) == ("enrich", "prometheus", host.origin)
    assert (found.state, found.answer.partition(" (http")[0]) == (state, text)
    assert len(host.seen) == 1
    assert host.seen[0][1] == (f"Bearer {env['PROM']}" if env else None)


@pytest.mark.parametrize(
    ("answers", "state", "text"),
    [
        ({"/orgs/acme/repos": (200, REPOSITORIES)}, "ok", "answered: first repository a"),
        ({"/users/acme/repos": (200, REPOSITORIES)}, "ok", "answered: first repository a"),
        ({"/orgs/acme/repos": (200, [])}, "failed", "lists no repository"),
        ({"/orgs/acme/repos": (401, {})}, "failed", "refused the credentials (401)"),
        ({"/orgs/acme/repos": (200, {})}, "failed", "expected a list, got an object"),
        ({}, "failed", "not found, or not allowed (404)"),
    ],
)
def test_a_source(answers, state, text, host: Host, clone: str, tmp_path: Path) -> None:
    written = json.dumps(answers).replace("{origin}", host.origin).replace("{clone}", clone)
    host.answers = json.loads(written) | {"/meta": (200, {})}
    source = {"kind": "github", "organization": "acme", "api_url": host.origin, "clone": "ssh"}
    (found,) = ask(tmp_path, {"sources": [source]})
    assert (found.state, found.answer.partition(";")[0].partition(" (http")[0]) == (state, text)
    assert len(host.seen) <= 4


def test_git_is_asked_too(host: Host, tmp_path: Path) -> None:
    """The API may answer where git must not read."""
    gone = (tmp_path / "gone").as_uri()
    written = (
        json.dumps([200, REPOSITORIES]).replace("{origin}", host.origin).replace("{clone}", gone)
    )
    host.answers = {"/orgs/acme/repos": json.loads(written), "/meta": (200, {})}
    source = {"kind": "github", "organization": "acme", "api_url": host.origin, "clone": "ssh"}
    (found,) = ask(tmp_path, {"sources": [source]})
    assert found.state == "failed"
    assert gone in found.answer


@pytest.mark.parametrize(
    ("source", "state", "text"),
    [
        ({"kind": "folder", "path": "a"}, "ok", "answered: first repository a"),
        ({"kind": "folder", "path": "none"}, "failed", "no folder matches `none`"),
        ({"kind": "folder", "path": "a", "exclude": ["a"]}, "failed", "lists no repository"),
        ({"kind": "catalog", "target": "a/x.yaml"}, "ok", "answered: first repository "),
        ({"kind": "catalog", "target": "no.yaml"}, "failed", "no file matches `no.yaml`"),
        ({"kind": "git", "url": "{clone}"}, "ok", "answered: first repository clone"),
        ({"kind": "git", "url": "{clone}", "branch": "x"}, "failed", "there is no branch `x`"),
    ],
)
def test_a_source_of_this_machine(source, state, text, clone: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/README.md").write_text("# A\n")
    (tmp_path / "a/x.yaml").write_text("")
    written = json.loads(json.dumps(source).replace("{clone}", clone))
    (found,) = ask(tmp_path, {"sources": [written]})
    assert found.state == state
    assert found.answer.startswith(text)


def test_all_are_asked_at_the_same_time(host: Host, tmp_path: Path) -> None:
    host.answers["/api/v1/query"] = (200, VECTOR)
    host.wait = 1.0
    one = {"kind": "prometheus", "url": host.origin}
    started = time.monotonic()
    found = ask(tmp_path, {"enrich": [one] * 12})
    assert [one.state for one in found] == ["ok"] * 12
    assert [one.name for one in found[:2]] == [host.origin, f"{host.origin} (2)"]
    assert time.monotonic() - started < 10


def test_a_server_that_never_answers(tmp_path: Path) -> None:
    impatient = RetryPolicy(0.3, 1, attempts=1, total=0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        config = {"enrich": [{"kind": "prometheus", "url": url}]}
        (found,) = ask(tmp_path, config, retry_policy=impatient)
    assert (found.state, found.fix) == ("failed", "check the address, and the network")
    assert found.answer.startswith("did not answer in time")
    assert found.seconds < 5


def test_offline_asks_nobody(host: Host, tmp_path: Path) -> None:
    config = {"enrich": [{"kind": "prometheus", "url": host.origin}]}
    found = ask(tmp_path, config, offline=True)
    assert [(one.state, one.seconds) for one in found] == [("skipped", None)]
    assert host.seen == []
