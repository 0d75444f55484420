"""The registry of collectors: built-in ones, and others by entry point `catalogsite.collectors`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from catalogsite.collectors.built_in import ENRICHMENTS, SOURCES, NamedCollectors
from catalogsite.collectors.protocol import EnrichCollector, SourceCollector
from catalogsite.repositories.hosts import authority_of

if TYPE_CHECKING:
    from catalogsite.collectors.hosts.listing import Host
    from catalogsite.repositories.remote import GitCredential

GROUP = "catalogsite.collectors"
Role = Literal["source", "enrich"]


class _Installed(NamedTuple):
    """The collectors of installed packages by role and kind, and why others cannot be used."""

    collectors: Mapping[str, Mapping[str, Any]]
    unusable: Mapping[str, str]


@dataclass(frozen=True)
class Registry:
    """All collectors by kind, and of installed packages those that cannot be used, with why."""

    sources: Mapping[str, SourceCollector]
    enrichments: Mapping[str, EnrichCollector]
    unusable: Mapping[str, str]

    def collectors(self, role: Role) -> Mapping[str, SourceCollector | EnrichCollector]:
        """The collectors of one role."""
        return self.sources if role == "source" else self.enrichments


@cache
def registry() -> Registry:
    """The built-in and the installed collectors; each module is imported when it is asked for.

    A built-in kind cannot be replaced. A package that cannot be loaded costs only those whose
    configuration names its kind.
    """
    return Registry(
        NamedCollectors(SOURCES, lambda: _installed().collectors["source"]),
        NamedCollectors(ENRICHMENTS, lambda: _installed().collectors["enrich"]),
        NamedCollectors({}, lambda: _installed().unusable),
    )


@cache
def _installed() -> _Installed:
    # `Any`: nothing is known of what a package installs until it is checked.
    found: dict[str, dict[str, Any]] = {"source": {}, "enrich": {}}
    unusable: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        # Which of the two a module is cannot be seen from it: the name says `source:` or `enrich:`.
        role, _, kind = point.name.rpartition(":")
        if any(kind in known for known in (SOURCES, ENRICHMENTS, *found.values())):
            continue
        try:
            module = _checked(point.load(), kind, role, point.value)
        except Exception as error:
            # A package may raise anything while it is imported.
            unusable[kind] = _why_unusable(point, error)
        else:
            found[role][kind] = module
    return _Installed(found, unusable)


def kind_of(collector: SourceCollector | EnrichCollector) -> str:
    """The kind by which the configuration names a collector."""
    return str(collector.Settings.model_fields["kind"].default)


def _why_unusable(point: EntryPoint, error: Exception) -> str:
    reason = f"{type(error).__name__}: {error}"
    return f"the installed collector `{point.value}` cannot be used: {reason}"


def _checked(module: Any, kind: str, role: str, target: str) -> Any:
    from catalogsite.model.facts.registry import installed_kinds

    if role not in get_args(Role):
        raise TypeError("its entry point must be named `source:KIND` or `enrich:KIND`")
    if not callable(getattr(module, "collect", None)):
        raise TypeError("it has no function `collect`")
    settings = getattr(module, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        raise TypeError("it has no pydantic model `Settings`")
    field = settings.model_fields.get("kind")
    if field is None or get_args(field.annotation) != (kind,):
        raise TypeError(f"its Settings need the field `kind: Literal[{kind!r}] = {kind!r}`")
    if target in installed_kinds().refused:
        raise TypeError(installed_kinds().refused[target])
    return module


@dataclass(frozen=True)
class _Settings:
    """The settings of the collectors of these kinds, distinguished by `kind`."""

    role: Role
    kinds: tuple[str, ...]

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        collectors = registry().collectors(self.role)
        choices = {kind: handler.generate_schema(collectors[kind].Settings) for kind in self.kinds}
        return core_schema.tagged_union_schema(choices, discriminator="kind")


@cache
def _adapter(role: Role, kinds: tuple[str, ...]) -> TypeAdapter[BaseModel]:
    return TypeAdapter(Annotated[BaseModel, _Settings(role, kinds)])


@dataclass(frozen=True)
class _AnySettings:
    """The settings of any collector of a role; only modules of kinds that are named are imported."""

    role: Role

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validated)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._all.core_schema)

    @property
    def _all(self) -> TypeAdapter[BaseModel]:
        return _adapter(self.role, tuple(registry().collectors(self.role)))

    def _validated(self, given: Any) -> BaseModel:
        kind = given.get("kind") if isinstance(given, Mapping) else getattr(given, "kind", None)
        is_known = isinstance(kind, str) and kind in registry().collectors(self.role)
        adapter = _adapter(self.role, (kind,)) if is_known and isinstance(kind, str) else self._all
        return adapter.validate_python(given)


SourceSettings = Annotated[BaseModel, _AnySettings("source")]
"""The settings of a source."""

EnrichSettings = Annotated[BaseModel, _AnySettings("enrich")]
"""The settings of a provider."""


def host_flavours(settings: Iterable[Any]) -> dict[str, str]:
    """Host of the pages to the flavour of its links, of all sources that list a host."""
    return {authority_of(urlsplit(one.pages_url)): one.flavour for one in _hosts(settings)}


def git_credentials(settings: Iterable[Any]) -> dict[str, GitCredential]:
    """The credentials of all sources by origin of the git server, and by origin and owner."""
    found: dict[str, GitCredential] = {}
    for one in _hosts(settings):
        pages = urlsplit(one.pages_url)
        origin = f"{pages.scheme}://{pages.netloc}"
        found |= dict.fromkeys((origin, f"{origin}/{one.owner.lower()}"), one.credential)
    return found


def _hosts(settings: Iterable[Any]) -> Iterator[Host]:
    """What the modules that list hosts say of their settings, in their order."""
    for one in settings:
        host = getattr(registry().sources.get(one.kind), "host", None)
        if host is not None:
            yield host(one)
