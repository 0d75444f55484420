"""Reads `catalogsite.yaml` and reports each problem with its line; all other code trusts it."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
)
from pydantic.json_schema import SkipJsonSchema

from catalogsite.catalog.kinds.policy import (
    AllowedKind,
    CatalogRule,
    CustomKind,
    CustomRelation,
    Policy,
)
from catalogsite.collectors.registry import EnrichSettings, SourceSettings, registry
from catalogsite.config.api_settings import ApiSettings
from catalogsite.config.catalog_settings import CatalogSettings, Section
from catalogsite.config.content_security import ContentSecurity
from catalogsite.config.create_settings import CreateSettings
from catalogsite.config.graph_settings import GraphLayers, GraphRule, GraphSettings
from catalogsite.config.package_settings import PackageSettings, end_of_life_products
from catalogsite.config.written_secrets import refuse_secrets
from catalogsite.config.yaml_file import YamlFile, describe_validation_error, parse_yaml
from catalogsite.errors import ConfigError
from catalogsite.execution.cluster_address import require_scheduler
from catalogsite.execution.lazy_module import LazyModule
from catalogsite.model.end_of_life import Product
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.model.templates.launch import Launch
from catalogsite.problems.suggest import nearest
from catalogsite.problems.suppressions import Suppression
from catalogsite.repositories.hosts import ANY_HOST

if TYPE_CHECKING:
    import jsonschema
else:
    jsonschema = LazyModule("jsonschema")


class Config(Section):
    """The content of `catalogsite.yaml`; relative paths in it start at `base_dir`."""

    title: str = "Developer portal"
    url: str | None = None
    sources: tuple[SourceSettings, ...] = ()
    enrich: tuple[EnrichSettings, ...] = ()
    catalog: CatalogSettings = CatalogSettings()
    graph: GraphSettings = GraphSettings()
    apis: ApiSettings = ApiSettings()
    packages: PackageSettings = PackageSettings()
    create: CreateSettings = CreateSettings()
    csp: ContentSecurity = ContentSecurity()
    credentials: Literal["off", "report", "withhold"] = "off"
    scorecards: tuple[str, ...] = ()
    problems: tuple[Suppression, ...] = ()
    templates: tuple[str, ...] = ()
    snapshots: int = Field(default=14, ge=0, le=366)
    monthly_snapshots: int = Field(default=12, ge=0, le=120)
    jobs: int | None = Field(default=None, ge=1)
    fetches_per_host: int = Field(default=4, ge=1, le=64)
    executor: str | None = None
    limits: Limits = DEFAULT_LIMITS
    base_dir: SkipJsonSchema[Path] = Field(default=Path(), exclude=True)
    _written: bool = PrivateAttr(default=False)

    @field_validator("credentials", mode="before")
    @classmethod
    def _off(cls, given: object) -> object:
        # In YAML 1.1 a bare `off` is false.
        return "off" if given is False else given

    @field_validator("url")
    @classmethod
    def _whole(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"https?://[^/]", url):
            raise ValueError("write the whole address: https://host/path/")
        return url

    @field_validator("executor")
    @classmethod
    def _is_scheduler(cls, executor: str | None) -> str | None:
        if executor is not None:
            require_scheduler(executor)
        return executor

    def as_written(self) -> Self:
        """Mark the configuration as read from a file, whose defaults are decisions of the user."""
        self._written = True
        return self

    @cached_property
    def policy(self) -> Policy:
        """The policy of the catalog, with the schemas of custom kinds read from their files.

        Raises ConfigError if a schema cannot be used.
        """
        kinds = tuple(self._with_schema(kind) for kind in self.catalog.kinds)
        return Policy(
            kinds=kinds,
            rules=self.catalog.rules,
            ai_model=self.catalog.newer_kinds,
            hosts=self.catalog.hosts if self._written else (ANY_HOST,),
        )

    @cached_property
    def end_of_life(self) -> tuple[Product, ...]:
        """The company's own products with an end of life. Raises ConfigError if a file cannot be used."""
        return tuple(end_of_life_products(self.files(self.packages.end_of_life)))

    def _with_schema(self, kind: CustomKind) -> CustomKind:
        if not isinstance(kind.definition, str):
            return kind
        path = self.path(kind.definition)
        try:
            schema = yaml.safe_load(path.read_text("utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, jsonschema.SchemaError) as error:
            reason = getattr(error, "message", None) or str(error)
            raise ConfigError(
                f"the schema of the kind `{kind.kind}` cannot be used: {reason}", where=str(path)
            ) from error
        return kind.model_copy(update={"definition": schema})

    def path(self, relative: str) -> Path:
        """A path of the configuration, which is relative to its folder."""
        return self.base_dir / relative

    @property
    def template_dirs(self) -> tuple[Path, ...]:
        """The folders of templates that override built-in ones."""
        return tuple(map(self.path, self.templates))

    def files(self, patterns: Iterable[str]) -> Iterator[Path]:
        """The files that paths or globs of the configuration match, sorted for each glob.

        Raises ConfigError if a glob matches no file.
        """
        for pattern in patterns:
            path = self.path(pattern)
            if path.is_file() or not any(mark in pattern for mark in "*?["):
                yield path
                continue
            # The pattern may be absolute, and the folder's own name may hold brackets.
            found = sorted(glob.glob(pattern, root_dir=self.base_dir, recursive=True))  # noqa: PTH207
            if not found:
                fix = "paths are relative to catalogsite.yaml"
                raise ConfigError(f"no file matches `{pattern}`", fix=fix)
            yield from map(self.path, found)


def load_config(path: Path) -> Config:
    """The configuration of a file. Raises ConfigError, which lists all problems with their lines."""
    try:
        file = parse_yaml(path.read_text("utf-8"), str(path))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        fix = "correct the path, or run `catalogsite init`" if missing else None
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path), fix=fix) from error
    except UnicodeDecodeError as error:
        fix = "save the file as UTF-8"
        raise ConfigError("cannot be read: it is not UTF-8", where=str(path), fix=fix) from error
    raw = {} if file.data is None else file.data
    if not isinstance(raw, dict):
        raise ConfigError("expected keys such as `sources:`", where=f"{path}:1")
    try:
        config = Config.model_validate({**raw, "base_dir": path.parent}).as_written()
    except ValidationError as error:
        lines = [_line(path, file, problem) for problem in error.errors()]
        raise ConfigError("\n".join(lines), fix="see `catalogsite schema config`") from None
    refuse_secrets(path, file.root)
    for key in ("rules", "layers"):
        for number, part in enumerate(getattr(config.graph, key)):
            part.at(path.name, file.line(("graph", key, number)))
    return config


def config_for_paths(paths: Sequence[Path], config: Config | None = None) -> Config:
    """The configuration with folders as its only sources; `paths` are made absolute."""
    sources = [{"kind": "folder", "path": str(path.resolve())} for path in paths]
    settings = Config.model_validate({"sources": sources})
    return (config or Config()).model_copy(update={"sources": settings.sources})


_NOT_YET = {
    "audience": (
        "a portal has one audience: all who can open it; publish it behind a login, "
        "and remove the key"
    )
}
"""Keys that would promise something that is not done, and what to do instead."""


def _line(path: Path, file: YamlFile, problem: Any) -> str:
    # Pydantic puts the kind of a source after its index, which is not a key of the file.
    tagged = problem["loc"][:1] in {("sources",), ("enrich",)}
    keys = [key for at, key in enumerate(problem["loc"]) if at != 2 or not tagged]
    line = file.line(keys)
    # Pydantic marks a key that is wrong itself; the only server of a tool has no name.
    place = ".".join(str(key) for key in keys if key not in {"", "[key]"})
    message = describe_validation_error(problem["type"], problem["msg"])
    if problem["type"] == "extra_forbidden":
        message = (
            _NOT_YET.get(place) or f"unknown key{_did_you_mean(str(keys[-1]), problem['loc'])}"
        )
    if problem["type"] == "union_tag_invalid":
        context = problem["ctx"]
        known = context["expected_tags"].replace("'", "")
        reason = registry().unusable.get(context["tag"])
        message = reason or f"unknown kind {context['tag']!r}; known: {known}"
    return f"{path}:{line}: {place}: {message}"


def _did_you_mean(key: str, location: Sequence[int | str]) -> str:
    known = _known_keys(location[:-1])
    close = nearest(key, known)
    return f"; did you mean `{close}`?" if close else f"; known: {', '.join(sorted(known))}"


def _catalog_keys(parents: Sequence[int | str]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {
        "rules": CatalogRule, "kinds": CustomKind, "allow": AllowedKind, "relations": CustomRelation,
    }  # fmt: skip
    named = [part for part in parents[1:] if isinstance(part, str)]
    model = parts.get(named[-1], CatalogSettings) if named else CatalogSettings
    return [info.alias or name for name, info in model.model_fields.items()]


def _graph_keys(parents: Sequence[int | str]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {"rules": GraphRule, "layers": GraphLayers}
    model = parts.get(str(parents[1]), GraphSettings) if len(parents) > 1 else GraphSettings
    return [info.alias or name for name, info in model.model_fields.items()]


def _create_keys(parents: Sequence[int | str]) -> list[str]:
    model: type[BaseModel] = Launch if len(parents) > 1 else CreateSettings
    return list(model.model_fields)


def _known_keys(parents: Sequence[int | str]) -> list[str]:
    if not parents:
        return [name for name in Config.model_fields if name != "base_dir"]
    section, kind = str(parents[0]), str(parents[-1])
    if section == "catalog":
        return _catalog_keys(parents)
    if section == "graph":
        return _graph_keys(parents)
    if section == "create":
        return _create_keys(parents)
    if section == "csp":
        return [str(info.alias) for info in ContentSecurity.model_fields.values()]
    if section in {"sources", "enrich"}:
        collectors = registry().collectors("source" if section == "sources" else "enrich")
        return list(collectors[kind].Settings.model_fields) if kind in collectors else []
    models: dict[str, type[BaseModel]] = {
        "problems": Suppression, "limits": Limits, "packages": PackageSettings, "apis": ApiSettings,
    }  # fmt: skip
    return list(models[section].model_fields) if section in models else []
