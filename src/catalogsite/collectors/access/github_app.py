"""The token of a GitHub App: a request that its private key signs gets one that is good for an hour."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Annotated

from pydantic import Field

from catalogsite.collectors.protocol import ClientFactory, Secret, SettingsPart
from catalogsite.collectors.provider_json import Response
from catalogsite.errors import ProviderError

_BEFORE, _AFTER = 60, 540
"""Seconds before and after now for which a signed request is good; GitHub allows ten minutes."""


class GitHubApp(SettingsPart):
    """An App that an organisation has installed; `private_key` names the variable with the PEM text."""

    id: int | Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
    installation: int
    private_key: Secret = Secret(env="GITHUB_APP_PRIVATE_KEY")

    @property
    def variable(self) -> str:
        """The variable that gives git the token of the installation."""
        return f"CATALOGSITE_GITHUB_APP_{self.installation}"


def installation_token(
    app: GitHubApp,
    client: ClientFactory,
    api_url: str,
    headers: Mapping[str, str],
    env: Mapping[str, str],
) -> str:
    """A token of the installation. Raises ProviderError.

    By `POST /app/installations/{id}/access_tokens` with a JWT (RS256) of the App.
    """
    path = f"app/installations/{app.installation}/access_tokens"
    with client(api_url, token=_signed(app, env), headers=headers) as opened:
        try:
            found = opened.post_json(path, {})
        except ProviderError as error:
            raise _explained(error) from None
        response = Response(f"{opened.base_url}{path}", "GitHub's API")
        token = response.required_text(response.need_object(found, ""), "token", "")
    if token is None:
        raise ProviderError("answered without a token", where=f"{api_url}/{path}")
    return token


def _signed(app: GitHubApp, env: Mapping[str, str]) -> str:
    jwt = _library()
    key = app.private_key.value(env)
    if key is None:
        what = f"the private key of the GitHub App is missing: {app.private_key.env} is not set"
        raise ProviderError(what, fix="set it to the text of the .pem file")
    # GitHub compares with its own clock: the time of the run may be a fixed one.
    now = int(time.time())
    claims = {"iat": now - _BEFORE, "exp": now + _AFTER, "iss": str(app.id)}
    try:
        return str(jwt.encode(claims, key.replace("\\n", "\n"), algorithm="RS256"))
    except Exception:
        # The message of the library may quote the key.
        what = f"the text in {app.private_key.env} is no private key"
        raise ProviderError(what, fix="set it to the text of the .pem file of the App") from None


def _library() -> ModuleType:
    try:
        import_module("cryptography")
        return import_module("jwt")
    except ImportError:
        what = "a GitHub App needs PyJWT and cryptography, which are not installed"
        raise ProviderError(what, fix="pip install 'catalogsite[github-app]'") from None


def _explained(error: ProviderError) -> ProviderError:
    fixes = {
        401: "check the id and the private key of the App, and the clock of this machine",
        404: "check `installation`: its number is at the end of the address of the installation",
    }
    fix = fixes.get(error.status or 0, error.fix)
    return ProviderError(error.what, where=error.where, fix=fix, status=error.status)
