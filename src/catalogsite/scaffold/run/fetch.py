"""The fetching actions: copy a skeleton into the workspace, rendering names and texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError as LanguageError

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.js_values import wrap
from catalogsite.scaffold.engine.language import FAILURES, Language, language, render
from catalogsite.scaffold.run.workspace import Workspace, inside, matches, regular_files
from catalogsite.scaffold.templates.addresses import source_of
from catalogsite.scaffold.templates.template import Template

_NUNJUCKS_SUFFIX = ".njk"


def fetch_plain(template: Template, workspace: Workspace, given: Mapping[str, Any]) -> None:
    """`fetch:plain` and `fetch:plain:file`: copy as it is."""
    source = source_of(template, str(given.get("url") or ""))
    target = str(given.get("targetPath") or ".")
    if source.is_file():
        _put(workspace, target, source, source.read_bytes(), True)
        return
    for path in regular_files(source):
        name = path.relative_to(source).as_posix()
        _put(workspace, f"{target}/{name}", path, path.read_bytes(), True)


def fetch_template(template: Template, workspace: Workspace, given: Mapping[str, Any]) -> None:
    """`fetch:template` and `fetch:template:file`: copy, and render names and texts."""
    source = source_of(template, str(given.get("url") or ""))
    cookiecutter = bool(given.get("cookiecutterCompat"))
    environment = language(
        trim_blocks=bool(given.get("trimBlocks")),
        lstrip_blocks=bool(given.get("lstripBlocks")),
        cookiecutter=cookiecutter,
    )
    values = wrap(given.get("values") or {})
    context = {"cookiecutter" if cookiecutter else "values": values}
    target, replace = str(given.get("targetPath") or "."), bool(given.get("replace"))
    if source.is_file():
        _put(workspace, target, source, _content(environment, source, context), replace)
        return
    suffix, globs = _suffix(given), _globs(given)
    for path in regular_files(source):
        name = path.relative_to(source).as_posix()
        verbatim = any(matches(name, glob) for glob in globs)
        rendered = name if verbatim else _render(environment, name, context, path)
        plain = verbatim or (suffix is not None and not rendered.endswith(suffix))
        if suffix is not None and not plain:
            rendered = rendered.removesuffix(suffix)
        if not rendered or rendered.startswith("/") or "//" in rendered:
            continue  # a name that renders to nothing is how a template leaves a file out
        content = path.read_bytes() if plain else _content(environment, path, context)
        _put(workspace, f"{target}/{rendered}", path, content, replace)


def _suffix(given: Mapping[str, Any]) -> str | None:
    stated = given.get("templateFileExtension")
    if not stated:
        return None
    return _NUNJUCKS_SUFFIX if stated is True else "." + str(stated).lstrip(".")


def _globs(given: Mapping[str, Any]) -> list[str]:
    stated = given.get("copyWithoutTemplating") or given.get("copyWithoutRender") or []
    return [str(glob) for glob in stated] if isinstance(stated, list) else []


def _content(environment: Language, path: Path, context: Mapping[str, Any]) -> bytes:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
    return raw if "\0" in text else _render(environment, text, context, path).encode("utf-8")


def _render(environment: Language, text: str, context: Mapping[str, Any], path: Path) -> str:
    try:
        return render(environment, text, context)
    except LanguageError as error:
        line = getattr(error, "lineno", None)
        raise TemplateError(str(error), where=f"{path}:{line}" if line else str(path)) from None
    except FAILURES as error:
        reason = str(error) or type(error).__name__
        raise TemplateError(f"cannot be rendered: {reason}", where=str(path)) from None


def _put(workspace: Workspace, name: str, source: Path, content: bytes, replace: bool) -> None:
    inside(workspace.root, name)
    workspace.write(name, content, source.stat().st_mode & 0o777, replace)
