"""A GitHub App: its key signs a request, whose answer is the token for the API and for git."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import httpx
import pytest
from pydantic import ValidationError

from catalogsite.collectors.registry import git_credentials, registry
from catalogsite.errors import ProviderError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.repositories.remote import credential_for

jwt = pytest.importorskip("jwt")
rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")

APP = {"id": 12, "installation": 34}
EXCHANGE = "/app/installations/34/access_tokens"
ISSUED = "ghs_issued"
GITHUB = registry().sources["github"]
SETTINGS = GITHUB.Settings(organization="acme", app=APP)


@pytest.fixture(scope="module")
def key():
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    text = made.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain).decode()
    return text, made.public_key()


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    # What is given to git must not outlive the test.
    monkeypatch.setenv("CATALOGSITE_GITHUB_APP_34", "")


def issued(status=201, **answer):
    body = {"token": ISSUED, "expires_at": "2026-02-01T01:00:00Z", **answer}
    return lambda _: httpx.Response(status, json=body)


def with_key(context, server, text):
    return context(server, env={"GITHUB_APP_PRIVATE_KEY": text})


LIST = {
    "data": {
        "repositoryOwner": {
            "repositories": {
                "pageInfo": {"hasNextPage": False, "endCursor": None},
                "nodes": [{"name": "pay", "full_name": "acme/pay", "topics": {"nodes": []}}],
            }
        }
    }
}


@pytest.mark.parametrize("escaped", [False, True])
def test_the_installation_is_asked_with_the_token_that_the_key_gets(key, context, routes, escaped):
    text, public = key
    server = routes({EXCHANGE: issued(), "/graphql": LIST})
    # CI systems often keep a variable in one line.
    given = with_key(context, server, text.replace("\n", "\\n") if escaped else text)
    (found,) = GITHUB.collect(SETTINGS, given)
    assert isinstance(found, RepositoryRequest)
    exchange, query = server.seen
    signed = exchange.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(signed, public, algorithms=["RS256"])
    assert claims["iss"] == "12"
    assert 0 < claims["exp"] - claims["iat"] <= 600
    assert query.headers["Authorization"] == f"Bearer {ISSUED}"
    credential = credential_for(git_credentials([SETTINGS]), "https://github.com/acme/pay.git")
    assert os.environ[credential.variable] == ISSUED


@pytest.mark.parametrize(
    ("answer", "what", "fix"),
    [
        (401, "refused the credentials (401)", "check the id and the private key of the App"),
        (404, "not found, or not allowed (404)", "check `installation`"),
        (issued(token=None), "answered without a token", None),
        (httpx.Response(201, content=b"<html>"), "answered something that is not JSON", "check"),
    ],
)
def test_what_goes_wrong(key, context, routes, answer, what, fix):
    with pytest.raises(ProviderError) as raised:
        list(GITHUB.collect(SETTINGS, with_key(context, routes({EXCHANGE: answer}), key[0])))
    assert raised.value.what == what
    assert (raised.value.fix or "").startswith(fix or "")
    assert "PRIVATE" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the private key of the GitHub App is missing: GITHUB_APP_PRIVATE_KEY is not set"),
        ("-----BEGIN s3cret", "the text in GITHUB_APP_PRIVATE_KEY is no private key"),
    ],
)
def test_a_key_that_cannot_sign_is_never_repeated(context, routes, text, what):
    server = routes({})
    with pytest.raises(ProviderError) as raised:
        list(GITHUB.collect(SETTINGS, with_key(context, server, text)))
    assert raised.value.what == what
    assert "s3cret" not in str(raised.value)
    assert server.seen == []


def test_a_token_and_an_app_are_one_too_many():
    with pytest.raises(ValidationError, match="expected `token` or `app`, and not both"):
        GITHUB.Settings(organization="acme", app=APP, token={"env": "X"})


@pytest.mark.parametrize("kind", ["github_actions", "github_deployments", "dependabot_alerts"])
def test_the_other_collectors_of_github_take_it_too(kind):
    module = registry().enrichments[kind]
    more = {"organization": "acme"} if "organization" in module.Settings.model_fields else {}
    assert module.Settings(app=APP, **more).has_token({})


def test_git_gets_the_token_of_the_installation_of_each_organisation():
    sources = [
        GITHUB.Settings(organization=name, app={"id": 1, "installation": number})
        for number, name in enumerate(("Acme", "other"), 1)
    ]
    known = git_credentials(sources)
    asked = {
        path: credential_for(known, f"https://github.com/{path}").variable
        for path in ("acme/pay.git", "other/x", "acme-labs/y", "")
    }
    first, second = "CATALOGSITE_GITHUB_APP_1", "CATALOGSITE_GITHUB_APP_2"
    assert asked == {"acme/pay.git": first, "other/x": second, "acme-labs/y": second, "": second}


def test_builds_are_asked_by_graphql_with_the_token_of_an_app(key, context, routes, payments):
    module = registry().enrichments["github_actions"]
    server = routes({EXCHANGE: issued(), "*": 404})
    given = context(server, **{**payments, "env": {"GITHUB_APP_PRIVATE_KEY": key[0]}})
    list(module.collect(module.Settings(app=APP), given))
    assert "/graphql" in {one.url.path for one in server.seen}


def test_without_the_libraries_one_line_names_the_extra(tmp_path):
    (tmp_path / "catalogsite.yaml").write_text(
        json.dumps({"sources": [{"kind": "github", "organization": "acme", "app": APP}]})
    )
    # As on a machine on which they are not installed.
    program = (
        "import sys; sys.modules['jwt'] = sys.modules['cryptography'] = None\n"
        "from catalogsite.cli import main; sys.exit(main(['collect', '-q']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ran.stderr
    lines = [one for one in (ran.stdout + ran.stderr).splitlines() if "github-app" in one]
    assert len(lines) == 1
    assert "pip install 'catalogsite[github-app]'" in lines[0]
