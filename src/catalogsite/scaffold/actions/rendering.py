"""Renders the names and texts of a skeleton into the workspace."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.engine import Context, Engine, render
from catalogsite.scaffold.engine.hosts import provider_hosts
from catalogsite.scaffold.run.entries import Entry
from catalogsite.scaffold.run.globs import Globs
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.template import Template

_NUNJUCKS_SUFFIX = ".njk"
_OPENINGS = ("{{", "{%", "{#")
"""What every expression, block and comment begins with, `${{` too: a text without is as it is written."""
_FIX = "correct it, or name the file in `copyWithoutTemplating` of the step"


class Rendering:
    """The settings with which one action renders: its language, its values, which files are plain."""

    def __init__(self, given: Mapping[str, Any], template: Template) -> None:
        cookiecutter = bool(given.get("cookiecutterCompat"))
        self._engine = Engine(
            trim_blocks=bool(given.get("trimBlocks")),
            lstrip_blocks=bool(given.get("lstripBlocks")),
            cookiecutter=cookiecutter,
            hosts=provider_hosts(template.spec.get("parameters")),
        )
        name = "cookiecutter" if cookiecutter else "values"
        self._context = Context({name: given.get("values") or {}})
        self._globs = Globs(given.get("copyWithoutTemplating") or ())
        self._suffix = _suffix(given)
        self._replace = bool(given.get("replace"))

    def tree(self, workspace: Workspace, found: Iterable[Entry], target: str) -> None:
        """Render each entry below the folder `target`; a name that renders to nothing is left out."""
        for entry in found:
            name, plain = self._name(entry)
            if not _is_left_out(name):
                self._put(workspace, entry, f"{target}/{name}", plain)

    def file(self, workspace: Workspace, entry: Entry, target: str) -> None:
        """Render one file to the path `target`."""
        self._put(workspace, entry, target, plain=False)

    def _name(self, entry: Entry) -> tuple[str, bool]:
        """The rendered path of an entry, and whether its text stays as it is."""
        if self._suffix is None:
            return self._text(entry.name, entry.path), self._globs.match(entry.name)
        plain = PurePosixPath(entry.name).suffix != self._suffix
        name = entry.name if plain else entry.name[: -len(self._suffix)]
        return self._text(name, entry.path), plain

    def _put(self, workspace: Workspace, entry: Entry, name: str, plain: bool) -> None:
        if entry.target is not None:
            workspace.link(name, entry.target, self._replace)
            return
        if not self._replace and os.path.lexists(workspace.path(name)):
            return
        content = entry.content()
        rendered = content if plain else self._content(content, entry.path)
        workspace.write(name, rendered, entry.mode, self._replace)

    def _content(self, raw: bytes, path: Path) -> bytes:
        """The rendered text; what is not UTF-8, or has a zero, is binary and stays as it is."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw
        return raw if "\0" in text else self._text(text, path).encode("utf-8")

    def _text(self, text: str, path: Path) -> str:
        if not any(opening in text for opening in _OPENINGS):
            return text
        try:
            return render(self._engine, text, self._context)
        except TemplateError as error:
            where = f"{path}:{error.where}" if error.where else str(path)
            raise TemplateError(error.what, where=where, fix=error.fix or _FIX) from None


def _is_left_out(name: str) -> bool:
    """Whether a rendered path has an empty part: so a template leaves a file or a folder out."""
    return "" in name.split("/")


def _suffix(given: Mapping[str, Any]) -> str | None:
    stated = given.get("templateFileExtension")
    if not stated:
        return None
    if given.get("copyWithoutTemplating") or given.get("cookiecutterCompat"):
        raise TemplateError(
            "templateFileExtension excludes copyWithoutTemplating and cookiecutterCompat",
            fix="remove one of them",
        )
    return _NUNJUCKS_SUFFIX if stated is True else "." + str(stated).lstrip(".")
