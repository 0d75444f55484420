"""The files of a skeleton that its template could not render."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold.engine.engine import Engine, Fault, fault
from catalogsite.scaffold.lint.rendered import reason_of
from catalogsite.scaffold.run.globs import Globs

_MOST_FILES = 500
_MOST_BYTES = 200_000
_MARKS = (b"${{", b"{%", b"{#")
_RENDERING = {"fetch:template": False, "fetch:template:file": True}
"""Actions that render what they fetch, and whether that is one file."""


class _Rendered(NamedTuple):
    """A file that a step renders, and how."""

    path: str
    engine: Engine


def skeleton_problems(
    tree: Tree, spec: Mapping[str, Any], file: str, ref: str, repository: str | None
) -> Iterator[Problem]:
    """The files that the steps of a template render and that have an expression that is wrong."""
    sizes, steps = tree.paths(), spec.get("steps")
    wanted: dict[str, Engine] = {}
    for step in steps if isinstance(steps, list) else ():
        for one in _rendered(step, sizes, posixpath.dirname(file)):
            wanted.setdefault(one.path, one.engine)
    chosen = list(islice((path for path in wanted if sizes[path] <= _MOST_BYTES), _MOST_FILES))
    for path, content in tree.read_many(chosen).items():
        found = _fault(content, wanted[path])
        if found is not None:
            at = SourceLocation(path, found.line, found.column, ref, repository)
            yield problem("template-skeleton-file", at=at, reason=reason_of(found))


def _fault(content: bytes, engine: Engine) -> Fault | None:
    marks = (b"{{", *_MARKS) if engine.cookiecutter else _MARKS
    if not any(mark in content for mark in marks):
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None  # a binary file stays as it is
    try:
        return None if "\0" in text else fault(text, engine)
    except TemplateError as error:
        return Fault(error.what)


def _rendered(step: Any, paths: Iterable[str], folder: str) -> Iterator[_Rendered]:
    """The files that a step renders; none where its settings are known only when it runs."""
    given = step.get("input") if isinstance(step, dict) else None
    if not isinstance(given, dict):
        return
    single, url = _RENDERING.get(str(step.get("action"))), given.get("url")
    if single is None or not isinstance(url, str) or ":" in url or "{{" in url:
        return
    source = posixpath.normpath(posixpath.join(folder, url))
    engine = Engine(
        trim_blocks=given.get("trimBlocks") is True,
        lstrip_blocks=given.get("lstripBlocks") is True,
        cookiecutter=given.get("cookiecutterCompat") is True,
    )
    is_rendered = _chooser(given)
    start = "" if source == "." else f"{source}/"
    for path in [source] if single else paths:
        inside = path == source if single else path.startswith(start)
        if inside and path in paths and (single or is_rendered(path.removeprefix(start))):
            yield _Rendered(path, engine)


def _chooser(given: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether a file of the skeleton is rendered, by its path in it."""
    suffix, patterns = given.get("templateFileExtension"), given.get("copyWithoutTemplating") or []
    if suffix:
        ending = ".njk" if suffix is True else f".{str(suffix).lstrip('.')}"
        return lambda name: PurePosixPath(name).suffix == ending
    if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
        return lambda _: False
    try:
        globs = Globs(patterns)
    except TemplateError:
        return lambda _: False
    return lambda name: not globs.match(name)
