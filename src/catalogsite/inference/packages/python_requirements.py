"""The requirements of a pyproject.toml: of its project, of its groups, and in the notation of Poetry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.inferred import Scope

_POETRY_VERSIONS = ("version", "tag", "branch", "rev")


class ScopedRequirement(NamedTuple):
    """A requirement as written, what it is needed for, and whether it may be left out.

    `constraint` is that of Poetry, which has a notation of its own.
    """

    text: str
    scope: Scope = "runtime"
    optional: bool = False
    constraint: str | None = None
    line: int | None = None


def project_requirements(project: dict[str, Any]) -> Iterator[ScopedRequirement]:
    """What the table `project` requires."""
    for line in _items(project.get("dependencies")):
        if isinstance(line, str):
            yield ScopedRequirement(line)
    for group in _table(project, "optional-dependencies").values():
        yield from (
            ScopedRequirement(line, optional=True)
            for line in _items(group)
            if isinstance(line, str)
        )


def group_requirements(data: dict[str, Any]) -> Iterator[ScopedRequirement]:
    """What the dependency groups require."""
    for name, group in _table(data, "dependency-groups").items():
        yield from (
            ScopedRequirement(line, _scope_of_group(name))
            for line in _items(group)
            if isinstance(line, str)
        )


def _scope_of_group(name: str) -> Scope:
    return "test" if "test" in name.lower() else "build"


def poetry_requirements(
    poetry: dict[str, Any], lines: Mapping[tuple[str, ...], int]
) -> Iterator[ScopedRequirement]:
    """What Poetry's table requires, given the lines of the document's keys."""
    sections: list[tuple[tuple[str, ...], Scope]] = [(("dependencies",), "runtime")]
    sections.append((("dev-dependencies",), "build"))
    sections += (
        (("group", name, "dependencies"), _scope_of_group(name)) for name in _table(poetry, "group")
    )
    for path, scope in sections:
        for name, stated in _table(poetry, *path).items():
            if name.lower() != "python":
                optional = isinstance(stated, dict) and stated.get("optional") is True
                line = lines.get(("tool", "poetry", *path, name))
                yield ScopedRequirement(name, scope, optional, _poetry_constraint(stated), line)


def _poetry_constraint(stated: Any) -> str | None:
    """The version, else the tag, branch or commit of a git source."""
    if not isinstance(stated, dict):
        return _text(stated)
    return next(filter(None, (_text(stated.get(key)) for key in _POETRY_VERSIONS)), None)


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
