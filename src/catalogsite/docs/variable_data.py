"""The variables that pages may show: `extra` of the configuration, and files that it names."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from catalogsite.docs.configuration.foreign_yaml import InvalidYamlError, parse_foreign_yaml
from catalogsite.docs.file_paths import join
from catalogsite.docs.includes import Layout

_YAML = (".yml", ".yaml")
_MAX_FILES = 200


class DataFile(NamedTuple):
    """A file of variables: its name as written, its path in the tree, and the names above them."""

    written: str
    path: str | None
    names: tuple[str, ...] = ()


def data_files(layout: Layout, paths: Collection[str]) -> list[DataFile]:
    """The files of variables that the configuration names, whether they are there or not."""
    own = posixpath.dirname(layout.configs[0]) if layout.configs else ""
    found = list(_included(layout, own))
    extra = layout.config.plugins.get("markdownextradata")
    if extra is not None:
        found += _in_folders(str(extra.get("data") or "_data"), own, layout, paths)
    return found[:_MAX_FILES]


def variable_data(
    layout: Layout, paths: Collection[str], read: Callable[[str], str]
) -> dict[str, Any] | None:
    """The variables by name; None where no plugin would show any."""
    plugins = layout.config.plugins
    if "macros" not in plugins and "markdownextradata" not in plugins:
        return None
    config = {"site_name": layout.config.site_name, "extra": layout.config.extra}
    data: dict[str, Any] = {"config": config, **layout.config.extra}
    for file in data_files(layout, paths):
        values = _values(read(file.path)) if file.path and file.path in paths else None
        if values is None:
            continue
        if not file.names and isinstance(values, dict):
            data |= values
        elif file.names:
            _put(data, file.names, values)
    return data


def _included(layout: Layout, own: str) -> Iterator[DataFile]:
    items = layout.config.plugins.get("macros", {}).get("include_yaml") or []
    for item in [items] if isinstance(items, dict | str) else items:
        pairs = item.items() if isinstance(item, dict) else [(None, item)]
        for name, path in pairs:
            if isinstance(path, str):
                yield DataFile(path, join(own, path), () if name is None else (str(name),))


def _in_folders(
    folders: str, own: str, layout: Layout, paths: Collection[str]
) -> Iterator[DataFile]:
    docs_dir = layout.mounts[0].docs_dir if layout.mounts else ""
    for written in filter(None, map(str.strip, folders.split(","))):
        for folder in (join(own, written), join(docs_dir, written)):
            inside = f"{folder}/" if folder else None
            for path in sorted(p for p in paths if inside and p.startswith(inside)):
                if path.endswith(_YAML):
                    stem = posixpath.splitext(path[len(inside or "") :])[0]
                    yield DataFile(path, path, tuple(stem.split("/")))


def _values(text: str) -> Any:
    try:
        return parse_foreign_yaml(text).data
    except InvalidYamlError:
        return None


def _put(data: dict[str, Any], names: tuple[str, ...], values: Any) -> None:
    for name in names[:-1]:
        below = data.setdefault(name, {})
        if not isinstance(below, dict):
            return
        data = below
    data[names[-1]] = values
