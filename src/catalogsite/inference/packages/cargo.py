"""Cargo.toml: crates, and what they depend on; inherited values come from the workspace's root.

The rules are those of The Cargo Book: https://doc.rust-lang.org/cargo/reference/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.inferred import Dependency, Package, Scope
from catalogsite.inference.manifest import Manifest, purl_of
from catalogsite.inference.packages.toml_files import key_lines, parse_toml

FILES = re.compile(r"Cargo\.toml")

_SECTIONS: Mapping[str, Scope] = {
    "dependencies": "runtime",
    "build-dependencies": "build",
    "dev-dependencies": "test",
}


class CargoFile(NamedTuple):
    """A manifest as TOML, and the lines of its keys."""

    path: str
    data: dict[str, Any]
    lines: Mapping[tuple[str, ...], int]


def parse(text: str, file: str) -> CargoFile:
    """The content of a Cargo.toml. Raises ManifestError."""
    return CargoFile(file, parse_toml(text), key_lines(text))


def manifests(parsed: Mapping[str, CargoFile], _repository: str) -> Iterator[Manifest]:
    """The crate of each file, with its dependencies as they are with the workspace's values."""
    for file in parsed.values():
        yield _manifest(file, _root_of(file.path, parsed))


def _root_of(path: str, parsed: Mapping[str, CargoFile]) -> CargoFile | None:
    """The root of the workspace: the nearest manifest at or above a path that has one."""
    folder = posixpath.dirname(path)
    while True:
        found = parsed.get(posixpath.join(folder, "Cargo.toml"))
        if found is not None and isinstance(found.data.get("workspace"), dict):
            return found
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _manifest(file: CargoFile, root: CargoFile | None) -> Manifest:
    about = _table(file.data.get("package"))
    name = about.get("name")
    purl = purl_of("cargo", name) if isinstance(name, str) else None
    package = None
    if isinstance(name, str) and purl is not None:
        version = about.get("version")
        package = Package(
            purl=purl,
            name=name,
            version=version if isinstance(version, str) else None,
            file=file.path,
            line=file.lines.get(("package", "name")),
            private=about.get("publish") is False,
        )
    return Manifest(
        ecosystem="cargo",
        file=file.path,
        name=name if isinstance(name, str) else None,
        description=_text(about.get("description")),
        license=_text(about.get("license")),
        packages=(package,) if package else (),
        dependencies=tuple(_dependencies(file, root, package)) if package else (),
        marks=frozenset({"library"} if "lib" in file.data else ()),
    )


def _dependencies(
    file: CargoFile, root: CargoFile | None, package: Package
) -> Iterator[Dependency]:
    for path, section in _sections(file.data):
        for key, stated in section.items():
            entry = {"version": stated} if isinstance(stated, str) else _table(stated)
            inherited = _inherited(key, root) if entry.get("workspace") is True else {}
            whole = {**inherited, **entry}
            name = whole.get("package", key)
            purl = purl_of("cargo", name) if isinstance(name, str) else None
            if purl is None or purl == package.purl:
                continue
            yield Dependency(
                purl=purl,
                name=str(name),
                requirement=_constraint(whole),
                scope=_SECTIONS[path[-1]],
                optional=entry.get("optional") is True,
                condition=path[1] if path[0] == "target" else None,
                file=file.path,
                line=file.lines.get((*path, key)),
                package=package.purl,
            )


def _sections(data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The path and content of each section of dependencies, those of targets last."""
    for name in _SECTIONS:
        yield (name,), _table(data.get(name))
    for target, content in _table(data.get("target")).items():
        for name in _SECTIONS:
            yield ("target", target, name), _table(_table(content).get(name))


def _inherited(key: str, root: CargoFile | None) -> dict[str, Any]:
    listed = _table(_table(root.data["workspace"]).get("dependencies")) if root else {}
    stated = listed.get(key)
    return {"version": stated} if isinstance(stated, str) else _table(stated)


def _constraint(entry: Mapping[str, Any]) -> str | None:
    """The version, else the tag, branch or commit of a git source."""
    values = (entry.get(key) for key in ("version", "tag", "branch", "rev"))
    return next((value for value in values if isinstance(value, str)), None)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
