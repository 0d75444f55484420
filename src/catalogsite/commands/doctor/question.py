"""One source or provider that `catalogsite doctor` asks, and what its answer means."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any

from catalogsite.collect.run_collector import secrets_of
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.protocol import Context, Secret
from catalogsite.commands.doctor.diagnosis import ProviderCheck, Role, State
from catalogsite.errors import CatalogsiteError, ProviderError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.redaction import Redactor
from catalogsite.repositories.remote import GitCredential, Remote, credential_for

TIMEOUT = 10.0
"""Seconds that a server has to answer a request, and git to list a branch."""

_LATER = "try again later; if it stays, ask those who run the server"
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)


@dataclass(frozen=True, slots=True)
class Question:
    """One source or provider that is asked: its collector, its settings, its credentials for git."""

    role: Role
    collector: Any
    settings: Any
    name: str
    context: Context
    credentials: Mapping[str, GitCredential]

    def asked(self) -> ProviderCheck:
        """The answer, whatever happens."""
        started = time.monotonic()
        try:
            check = self._answer()
        except CatalogsiteError as error:
            check = self._failed(error)
        except (Exception, SystemExit) as error:
            # A collector of somebody else's may raise anything.
            check = self._check(
                "failed", f"the collector broke: {type(error).__name__}", "report it to its authors"
            )
        seconds = None if check.state == "skipped" else round(time.monotonic() - started, 3)
        return check.model_copy(update={"seconds": seconds})

    def skipped(self, why: str) -> ProviderCheck:
        """It was not asked."""
        return self._check("skipped", why)

    def _answer(self) -> ProviderCheck:
        """Raises CatalogsiteError."""
        answer, first = "answered", None
        if self.role == "source":
            first = next(islice(iter(self.collector.collect(self.settings, self.context)), 1), None)
            if isinstance(first, Failure):
                where = f" ({first.url})" if first.url else ""
                return self._check("failed", f"{first.reason}{where}", self._fix(first.fix))
            if not isinstance(first, RepositoryRequest):
                fix = "check what it includes and excludes, and what its token may read"
                return self._check("failed", "lists no repository", fix)
            answer = f"answered: first repository {first.name}"
        probe = getattr(self.collector, "probe", None)
        if probe is None and self.role == "enrich":
            return self.skipped("not asked: its collector has no function `probe`")
        access = probe(self.settings, self.context) if probe else None
        check = self._accessed(answer, access if isinstance(access, Access) else Access())
        return self._fetched(check, first) if first and check.state == "ok" else check

    def _fetched(self, check: ProviderCheck, first: RepositoryRequest) -> ProviderCheck:
        """The check, failed where git cannot read the first repository: the API may answer all the same."""
        try:
            self._read_by_git(first)
        except CatalogsiteError as error:
            failed = self._failed(error)
            outcome = {"state": failed.state, "answer": failed.answer, "fix": failed.fix}
            return check.model_copy(update=outcome)
        return check

    def _read_by_git(self, first: RepositoryRequest) -> None:
        """Raises GitError."""
        if first.url is not None:
            credential = credential_for(self.credentials, first.url)
            Remote(first.url, first.branch, credential).head(TIMEOUT)

    def _accessed(self, answer: str, access: Access) -> ProviderCheck:
        token, fix = self._token(), None
        if access.missing:
            answer = f"answered, and lacks {', '.join(access.missing)}"
            fix = f"give the token{_in(token)} these rights"
        elif token is not None:
            held = token.value(self.context.env) is not None
            answer += (
                f"; with the token in {token.env}"
                if held
                else f"; without a token: {token.env} is not set"
            )
        check = self._check("failed" if access.missing else "ok", answer, fix)
        redact = self._redactor()
        said = {
            "account": redact(access.account) if access.account else None,
            "missing": tuple(map(redact, access.missing)),
            "notes": tuple(map(redact, access.notes)),
        }
        return check.model_copy(update=said)

    def _failed(self, error: CatalogsiteError) -> ProviderCheck:
        where = f" ({error.where})" if error.where else ""
        fix = error.fix
        if isinstance(error, ProviderError):
            fix = self._fix(error.fix, refused=error.status in _REFUSED)
        return self._check("failed", f"{error.what}{where}", fix)

    def _fix(self, fix: str | None, *, refused: bool = False) -> str:
        token = self._token()
        if refused or fix == "set the token, or renew it":
            held = token and token.value(self.context.env) is not None
            verb = "renew the token" if held else "set the token"
            return f"{verb}{_in(token)}"
        return fix or _LATER

    def _check(self, state: State, answer: str, fix: str | None = None) -> ProviderCheck:
        redact = self._redactor()
        return ProviderCheck(
            role=self.role,
            kind=self.settings.kind,
            name=self.name,
            state=state,
            answer=redact(answer),
            fix=redact(fix) if fix else None,
        )

    def _token(self) -> Secret | None:
        token = getattr(self.settings, "token", None)
        return token if isinstance(token, Secret) else None

    def _redactor(self) -> Redactor:
        return Redactor(secrets_of(self.settings, self.context))


def _in(token: Secret | None) -> str:
    return f" in {token.env}" if token else ""
