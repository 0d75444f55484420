"""The protocol of collectors: a module with `Settings` and `collect`, and the context it gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from catalogsite.network.redaction import credentials_in

if TYPE_CHECKING:
    from catalogsite.model.entity import EntityData, Origin
    from catalogsite.model.fact import Fact
    from catalogsite.model.repository import Repository, RepositoryRequest
    from catalogsite.model.source_run import Failure
    from catalogsite.network.client import Client
    from catalogsite.network.credentials import Credentials


class SettingsPart(BaseModel):
    """Base of the parts of settings: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CollectorSettings(SettingsPart):
    """Base of every collector's `Settings`: closed and frozen; adds a `kind` of its own.

    `max_requests` is the budget of HTTP requests of one run.
    """

    max_requests: int = Field(default=10_000, ge=1)


NO_SECRETS = "remove it, and name the variable that holds it: `token: {env: NAME}`"


def _public(url: str) -> str:
    held = credentials_in(url)
    if held is not None:
        raise ValueError(f"the address holds {held}: {NO_SECRETS}")
    return url


def _checked_address(url: str) -> str:
    parts = urlsplit(_public(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected an address such as https://prometheus.example.com")
    return url.rstrip("/")


PublicText = Annotated[str, AfterValidator(_public)]
"""A path or an address of any kind, without credentials."""

Address = Annotated[str, AfterValidator(_checked_address)]
"""The http(s) address of a server, without credentials and without a final slash."""


class Secret(SettingsPart):
    """The name of the variable that holds a secret: `{env: NAME}`."""

    env: str

    @model_validator(mode="before")
    @classmethod
    def _is_named(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError("name the variable that holds the secret: `{env: NAME}`")  # noqa: TRY004  (pydantic's)
        return value

    def value(self, env: Mapping[str, str]) -> str | None:
        """The secret itself; None where the variable is not set or empty."""
        return env.get(self.env, "").strip() or None


class ClientFactory(Protocol):
    """Opens clients that share the cache and the retry policy of a run."""

    @property
    def requests(self) -> int:
        """The number of requests that all clients sent so far."""

    def __call__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        credentials: Credentials | None = None,
        headers: Mapping[str, str] | None = None,
        ca_file: Path | None = None,
    ) -> Client:
        """A client for one server; its requests are counted in the crawl report.

        `token` is a bearer token; `credentials` are any others (`network/credentials.py`). `ca_file`
        has certificates of further authorities, in PEM format.
        """

    def of_collector(self, max_requests: int | None) -> ClientFactory:
        """The factory of one collector, with a count and a budget of requests of its own."""


class RepositoryFiles(Protocol):
    """Reads files of the repositories of a run."""

    def __call__(self, repository: Repository, pattern: str, /) -> Mapping[str, bytes]:
        """The files of a repository whose paths match a glob, by path.

        Hidden folders are searched where the glob names one. Raises SourceError where the
        repository could not be read.
        """


class UsedPackage(NamedTuple):
    """A package that an entity needs by its manifests: its purl without version, and where it is named.

    `version` is the one that the manifest states, None where that is a range of versions.
    """

    purl: str
    name: str
    version: str | None
    file: str


def _no_files(_repository: Repository, _pattern: str) -> Mapping[str, bytes]:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """The input of a collector besides its settings; it reads no clock and no environment.

    Sources get no entities, repositories, origins and files: these are known when sources have run.
    `enrichments` are the settings of all enrichments, in their order. `packages` are those that the
    manifests of each entity name, by reference.
    """

    base_dir: Path
    now: datetime
    env: Mapping[str, str]
    client: ClientFactory
    entities: Sequence[EntityData] = ()
    repositories: tuple[Repository, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    files: RepositoryFiles = _no_files
    enrichments: tuple[Any, ...] = ()
    packages: Mapping[str, tuple[UsedPackage, ...]] = field(default_factory=dict)


class SourceCollector(Protocol):
    """A module that lists repositories; it may have a `probe`, as an EnrichCollector.

    One that lists a host has `host(settings)` (`hosts/listing.py`): where its pages are, and how git
    reads them.
    """

    @property
    def Settings(self) -> type[BaseModel]:  # noqa: N802  (a class of the module)
        """The source's part of the configuration."""

    def collect(self, settings: Any, context: Context) -> Iterator[RepositoryRequest | Failure]:
        """Each repository to read; a Failure for each that cannot be listed."""


class EnrichCollector(Protocol):
    """A module that yields facts about entities.

    It may have a `TITLE`, the provider's name on pages, and what `doctor` asks: `probe(settings,
    context)`, which sends a few cheap requests, returns an Access (`collectors/access.py`) or None, and
    raises ProviderError where it fails; `targets(settings, context)`, which yields each Target; and
    `HINT`, the annotation that maps an entity (`collectors/targets.py`).
    """

    @property
    def Settings(self) -> type[BaseModel]:  # noqa: N802  (a class of the module)
        """The provider's part of the configuration."""

    def collect(self, settings: Any, context: Context) -> Iterator[Fact | Failure]:
        """Facts about `context.entities`; a Failure for each subject without an answer."""
