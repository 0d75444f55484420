"""What a page knows of a template: its entity, and the files that its steps fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalogsite.errors import StoreError
from catalogsite.inference import template_files
from catalogsite.model.entity import EntityData
from catalogsite.model.templates.template_files import TemplateFiles
from catalogsite.render.portal.portal import Portal
from catalogsite.scaffold.copier.entity import is_copier
from catalogsite.scaffold.templates.local_sources import local_sources
from catalogsite.scaffold.templates.source import TemplateSource as Origin
from catalogsite.scaffold.templates.source import source_without_history
from catalogsite.scaffold.templates.template import builtin_templates, read_template

_REASONS = {
    "": "",
    "large": "Its files are too large for this page.",
    "links": "Its files have symbolic links, which this page cannot make.",
    "unread": "Its files are not known here.",
    "copier": "Copier itself makes its files.",
}


class SourceFile(NamedTuple):
    """A file of a skeleton as it is."""

    content: bytes
    executable: bool


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template of the catalog or a built-in one.

    `written` are the names of the files that it would write, as far as they are known without answers.
    `origin` is its repository, its file there and its version; `files` are those that its steps
    fetch, by path from the same top. Where the page cannot show what it writes, `reason` says why.
    """

    ref: str
    entity: EntityData
    builtin: bool
    origin: Origin
    written: tuple[str, ...] = ()
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    reason: str = ""


def template_sources(portal: Portal) -> Iterator[TemplateSource]:
    """The templates of the catalog, and the built-in ones that it does not replace."""
    for ref, entity in portal.entities.items():
        if ref.startswith("template:"):
            yield _of_catalog(portal, ref, entity)
    for ref, folder in builtin_templates().items():
        if ref not in portal.entities:
            yield _builtin(ref, folder)


def _of_catalog(portal: Portal, ref: str, entity: EntityData) -> TemplateSource:
    stored, repository = portal.templates.files(ref), portal.repository(ref)
    commit = (repository.commit if repository else None) or ""
    origin = Origin(repository.id if repository else "", stored.file if stored else "", commit)
    written = portal.templates.skeleton(ref)
    unknown = "copier" if is_copier(entity) else "unread"
    reason = _REASONS[stored.missing if stored else unknown]
    files = _read(portal, stored.files) if stored and not reason else {}
    if files is None:
        files, reason = {}, _REASONS["unread"]
    return TemplateSource(ref, entity, False, origin, written, files, reason)


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
    source = source_without_history(template.file)
    top = template.file.parents[source.path.count("/")]
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    names = {path.relative_to(top).as_posix(): path for path in paths}
    wanted = local_sources(template.entity, source.path)
    # Its owner is a word that only its author's catalog knows.
    entity = {**template.entity, "spec": {**template.spec, "owner": None}}
    return TemplateSource(
        ref,
        entity,
        True,
        Origin(source.repository, source.path, source.version),
        template_files(entity, folder.name, names),
        {
            name: SourceFile(path.read_bytes(), bool(path.stat().st_mode & 0o100))
            for name, path in names.items()
            if any(name == one or name.startswith(f"{one}/") for one in wanted)
        },
    )
