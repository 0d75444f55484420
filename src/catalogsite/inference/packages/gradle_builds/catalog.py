"""Version catalogs of Gradle: the libraries, bundles and plugins that scripts name by accessors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogsite.inference.packages.toml_files import parse_toml


class Coordinates(NamedTuple):
    """Group, name and version of an artifact."""

    group: str
    name: str
    version: str | None = None


@dataclass(slots=True)
class Catalog:
    """A catalog by accessor: `northport-money` is `northport.money`."""

    versions: dict[str, str] = field(default_factory=dict)
    libraries: dict[str, Coordinates] = field(default_factory=dict)
    bundles: dict[str, tuple[Coordinates, ...]] = field(default_factory=dict)
    plugins: dict[str, Coordinates] = field(default_factory=dict)

    def found(self, accessor: str) -> tuple[Coordinates, ...]:
        """The artifacts behind an accessor, without the name of the catalog."""
        if accessor.startswith("bundles."):
            return self.bundles.get(accessor.removeprefix("bundles."), ())
        if accessor.startswith("plugins."):
            plugin = self.plugins.get(accessor.removeprefix("plugins."))
            return (plugin,) if plugin else ()
        library = self.libraries.get(accessor)
        return (library,) if library else ()


def read_catalog(text: str) -> Catalog:
    """The content of a `*.versions.toml`. Raises ManifestError."""
    data = parse_toml(text)
    catalog = Catalog()
    written = _table(data.get("versions"))
    for alias, stated in written.items():
        version = _version(stated, {})
        if version is not None:
            catalog.versions[_accessor(alias)] = version
    for alias, stated in _table(data.get("libraries")).items():
        library = _library(stated, written)
        if library is not None:
            catalog.libraries[_accessor(alias)] = library
    for alias, names in _table(data.get("bundles")).items():
        listed = names if isinstance(names, list) else []
        found = (catalog.libraries.get(_accessor(str(name))) for name in listed)
        catalog.bundles[_accessor(alias)] = tuple(one for one in found if one is not None)
    for alias, stated in _table(data.get("plugins")).items():
        plugin = _plugin(stated, written)
        if plugin is not None:
            catalog.plugins[_accessor(alias)] = plugin
    return catalog


def marker(plugin: str, version: str | None) -> Coordinates:
    """The artifact through which Gradle finds the plugin of an id."""
    return Coordinates(plugin, f"{plugin}.gradle.plugin", version)


def _accessor(alias: str) -> str:
    return re.sub(r"[-_]", ".", alias)


def _library(stated: Any, versions: Mapping[str, Any]) -> Coordinates | None:
    if isinstance(stated, str):
        parts = stated.split(":")
        return Coordinates(parts[0], parts[1], parts[2]) if len(parts) == 3 else None
    entry = _table(stated)
    module = entry.get("module")
    if isinstance(module, str):
        group, _, name = module.partition(":")
    else:
        group, name = str(entry.get("group", "")), str(entry.get("name", ""))
    if not group or not name:
        return None
    return Coordinates(group, name, _version(entry.get("version"), versions))


def _plugin(stated: Any, versions: Mapping[str, Any]) -> Coordinates | None:
    if isinstance(stated, str):
        name, _, version = stated.partition(":")
        return marker(name, version or None)
    entry = _table(stated)
    stated_id = entry.get("id")
    if not isinstance(stated_id, str):
        return None
    return marker(stated_id, _version(entry.get("version"), versions))


def _version(stated: Any, versions: Mapping[str, Any]) -> str | None:
    if isinstance(stated, str):
        return stated
    entry = _table(stated)
    if isinstance(entry.get("ref"), str):
        return _version(versions.get(entry["ref"]), {})
    values = (entry.get(key) for key in ("strictly", "require", "prefer"))
    return next((value for value in values if isinstance(value, str)), None)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
