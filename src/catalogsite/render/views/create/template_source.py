"""What a page knows of a template: its entity, and the files that its steps fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalogsite import __version__
from catalogsite.errors import StoreError
from catalogsite.inference import template_files
from catalogsite.model.entity import EntityData
from catalogsite.model.template_files import TemplateFiles
from catalogsite.render.portal.portal import Portal
from catalogsite.scaffold.templates.template import builtin_templates, read_template

_NEVER_WRITTEN = (".pyc",)


class SourceFile(NamedTuple):
    """A file of a skeleton as it is."""

    content: bytes
    executable: bool


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template of the catalog or a built-in one.

    `written` are the names of the files that it would write, as far as they are known without answers.
    `file` is its own path, `files` are those that its steps fetch, by path from the same top. Without
    `complete` the page cannot show what it writes, and `size` says how large they are.
    """

    ref: str
    entity: EntityData
    builtin: bool
    version: str
    written: tuple[str, ...] = ()
    file: str = "template.yaml"
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    complete: bool = False
    size: int = 0


def template_sources(portal: Portal) -> Iterator[TemplateSource]:
    """The templates of the catalog, and the built-in ones that it does not replace."""
    for ref, entity in portal.entities.items():
        if ref.startswith("template:"):
            yield _of_catalog(portal, ref, entity)
    for ref, folder in builtin_templates().items():
        if ref not in portal.entities:
            yield _builtin(ref, folder)


def _of_catalog(portal: Portal, ref: str, entity: EntityData) -> TemplateSource:
    stored, repository = portal.template_files(ref), portal.repository(ref)
    written = portal.skeleton(ref)
    commit = (repository.commit if repository else None) or ""
    if stored is None:
        return TemplateSource(ref, entity, builtin=False, version=commit, written=written)
    files = _read(portal, stored.files) if stored.files else None
    return TemplateSource(
        ref,
        entity,
        builtin=False,
        version=commit,
        written=written,
        file=stored.file,
        files=files or {},
        complete=files is not None,
        size=stored.size,
    )


def _read(portal: Portal, digest: str) -> dict[str, SourceFile] | None:
    try:
        listed = TemplateFiles.model_validate_json(portal.blob(digest)).files
        return {
            path: SourceFile(portal.blob(file.blob), file.executable)
            for path, file in listed.items()
        }
    except (StoreError, ValidationError):
        return None


def _builtin(ref: str, folder: Path) -> TemplateSource:
    template = read_template(folder)
    files = {
        path.relative_to(folder).as_posix(): SourceFile(
            path.read_bytes(), bool(path.stat().st_mode & 0o100)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in _NEVER_WRITTEN
    }
    # Its owner is a word that only its author's catalog knows.
    entity = {**template.entity, "spec": {**template.spec, "owner": None}}
    return TemplateSource(
        ref,
        entity,
        builtin=True,
        version=__version__,
        written=template_files(entity, "", files),
        file=template.file.name,
        files={path: file for path, file in files.items() if path != template.file.name},
        complete=True,
        size=sum(len(file.content) for file in files.values()),
    )
