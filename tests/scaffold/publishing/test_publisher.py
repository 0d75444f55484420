"""Which host a step means, and with whose credentials it is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalogsite.collect.run import Run
from catalogsite.collect.templates.publisher import publisher_of
from catalogsite.config.settings import Config
from catalogsite.errors import TemplateError
from catalogsite.state.folders import State

GHE = {"kind": "github", "api_url": "https://ghe.acme.example/api/v3"}
SOURCES: list[dict[str, Any]] = [
    {**GHE, "organization": "acme", "token": {"env": "ACME"}},
    {**GHE, "organization": "shop", "token": {"env": "SHOP"}},
    {"kind": "gitlab", "group": "acme", "api_url": "https://git.acme.example/api/v4"},
]
VARIABLES = {
    "ACME": "token-acme",
    "SHOP": "token-shop",
    "GITHUB_TOKEN": "token-github",
    "GITLAB_TOKEN": "token-gitlab",
    "GITEA_TOKEN": "token-gitea",
}


def _asked(
    folder: Path, kind: Any, host: str, owner: str, token: str | None = None, **env: str
) -> tuple[str, str]:
    """The address and the token that a host is asked at and with."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    run = Run(
        Config.model_validate({"sources": SOURCES}),
        State(folder),
        datetime(2026, 5, 1, tzinfo=UTC),
        transport=httpx.MockTransport(answer),
        variables=env,
    )
    with publisher_of(run) as publisher:
        publisher.host(kind, host, owner, token).get("x")
    return str(seen[0].url), seen[0].headers["Authorization"]


@pytest.mark.parametrize(
    ("kind", "host", "owner", "expected"),
    [
        ("github", "github.com", "acme", ("https://api.github.com/x", "Bearer token-github")),
        ("github", "ghe.acme.example", "acme", ("https://ghe.acme.example/api/v3/x", "Bearer token-acme")),
        ("github", "ghe.acme.example", "Shop", ("https://ghe.acme.example/api/v3/x", "Bearer token-shop")),
        ("github", "ghe.acme.example", "ann", ("https://ghe.acme.example/api/v3/x", "Bearer token-acme")),
        ("gitlab", "gitlab.com", "acme/a", ("https://gitlab.com/api/v4/x", "Bearer token-gitlab")),
        ("gitlab", "git.acme.example", "acme", ("https://git.acme.example/api/v4/x", "Bearer token-gitlab")),
        ("gitea", "codeberg.org", "acme", ("https://codeberg.org/api/v1/x", "Bearer token-gitea")),
    ],
)  # fmt: skip
def test_a_host_is_asked_with_its_own_token(
    kind: str, host: str, owner: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    assert _asked(tmp_path, kind, host, owner, **VARIABLES) == expected


def test_the_token_of_a_step_takes_the_place_of_one_s_own(tmp_path: Path) -> None:
    found = _asked(tmp_path, "github", "github.com", "acme", "token-given", **VARIABLES)
    assert found[1] == "Bearer token-given"


def test_credentials_of_git_are_used_where_no_variable_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = tmp_path / "stored"
    stored.write_text("https://ann:token-stored@github.com\n")
    config = tmp_path / "with-helper"
    config.write_text(f'[credential]\n\thelper = "store --file {stored}"\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert _asked(tmp_path, "github", "github.com", "acme")[1] == "Bearer token-stored"


@pytest.mark.parametrize(
    ("kind", "host", "what", "fix"),
    [
        (
            "github",
            "github.com",
            "there are no credentials for github.com",
            "set GITHUB_TOKEN, or store them with git's credential helper",
        ),
        (
            "github",
            "ghe.acme.example",
            "there are no credentials for ghe.acme.example",
            "set ACME, or store them with git's credential helper",
        ),
        (
            "github",
            "evil.example",
            "evil.example is not known as a host of GitHub",
            "add a source `kind: github` with its `api_url` and `token` to the configuration",
        ),
        (
            "gitea",
            "git.acme.example",
            "git.acme.example is GitLab, and the step is one of Gitea",
            "choose a repository on a host of the step's kind",
        ),
    ],
)
def test_a_host_without_credentials_is_refused(
    kind: str, host: str, what: str, fix: str, tmp_path: Path
) -> None:
    with pytest.raises(TemplateError) as raised:
        _asked(tmp_path, kind, host, "acme")
    assert (raised.value.what, raised.value.fix) == (what, fix)


def test_no_host_gets_the_token_of_another_one(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="not known as a host of GitHub"):
        _asked(tmp_path, "github", "github.com.evil.example", "acme", **VARIABLES)
