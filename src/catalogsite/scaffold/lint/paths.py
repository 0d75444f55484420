"""Paths in the inputs of a template's steps: those that leave the workspace, and what is fetched."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import path_text, value_text
from catalogsite.scaffold.engine import expressions
from catalogsite.yaml12.documents import Path


class Kind(Enum):
    """What a path of a repository leads to; UNKNOWN where its files are not listed."""

    FILE = "file"
    FOLDER = "folder"
    NOTHING = "nothing"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


KindOf = Callable[[str], Kind]
"""What a path relative to the template's file leads to."""

_WRITING = ("fetch:", "workspace:", "fs:", "catalog:write")
_NAMES = frozenset({"targetPath", "sourcePath", "filePath", "files", "paths"})
_PUSHING = re.compile(r"publish:|\w+:repo:push")
"""Actions that read the files of the workspace which they push."""
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def path_findings(step: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """The written paths that lead out of the workspace; expressions in them count as a name."""
    action, given = step.get("action"), step.get("input")
    if not isinstance(action, str) or not isinstance(given, dict):
        return
    names = _NAMES if action.startswith(_WRITING) else frozenset[str]()
    if _PUSHING.match(action):
        names = frozenset({"sourcePath"})
    for name in given:
        if name in names:
            for text in expressions.texts(given[name], (*path, "input", name)):
                if leads_out(text.value):
                    field, shown = path_text(text.path), value_text(text.value)
                    yield finding("template-path", text.path, field=field, path=shown)


def leads_out(path: str) -> bool:
    """Whether a path of the workspace leads out of it, whatever its expressions give."""
    plain = posixpath.normpath(_EXPRESSION.sub("x", path).replace("\\", "/"))
    return plain.startswith(("/", "../")) or plain == ".."


def source_findings(step: Mapping[str, Any], path: Path, kind_of: KindOf) -> Iterator[Finding]:
    """What a step fetches from the repository of the template and that is not there."""
    action, given = step.get("action"), step.get("input")
    url = given.get("url") if isinstance(given, dict) else None
    if not (isinstance(action, str) and isinstance(url, str) and action.startswith("fetch:")):
        return
    if not url or any(mark in url for mark in (":", "{{", "{%")):
        return
    at, kind = (*path, "input", "url"), kind_of(url)
    if kind is Kind.NOTHING:
        yield finding("template-source", at, action=action, url=url)
    elif kind is Kind.OUTSIDE:
        yield finding("template-source", at, "outside", action=action, url=url)
    elif kind is Kind.FOLDER and action.endswith(":file"):
        instead = action.removesuffix(":file")
        yield finding("template-source", at, "folder", action=action, url=url, instead=instead)
    elif kind is Kind.FILE and not action.endswith(":file"):
        yield finding(
            "template-source", at, "file", action=action, url=url, instead=f"{action}:file"
        )
