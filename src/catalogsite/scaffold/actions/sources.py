"""The skeletons that fetching actions read: folders and files of the template's own repository."""

from __future__ import annotations

from pathlib import Path

from catalogsite.errors import TemplateError
from catalogsite.paths.inner_path import printable
from catalogsite.scaffold.run.entries import Entry, entries, one_entry
from catalogsite.scaffold.run.workspace import link_refusal
from catalogsite.scaffold.templates.addresses import source_of
from catalogsite.scaffold.templates.template import Template


def folder_entries(template: Template, address: str) -> list[Entry]:
    """The files and links of a folder beside the template. Raises TemplateError."""
    source = source_of(template, address)
    if not source.is_dir():
        raise TemplateError(f"{address!r} is a file", fix="use the action that ends in :file")
    return checked_entries(source)


def file_entry(template: Template, address: str) -> Entry:
    """A file beside the template. Raises TemplateError."""
    source = source_of(template, address)
    if not source.is_file():
        raise TemplateError(f"{address!r} is no file", fix="use the action without :file")
    return one_entry(source, source.name)


def checked_entries(source: Path) -> list[Entry]:
    """The entries of a folder. Raises TemplateError for a link that leads out of it, or nowhere."""
    found = entries(source)
    top = source.resolve()
    for entry in found:
        if entry.target is not None:
            reason = link_refusal(entry.name, entry.target) or _dead_end(entry.path, top)
            if reason:
                raise TemplateError(
                    f"the link `{printable(entry.name)}` {reason}",
                    where=str(source),
                    fix="replace the link by its file",
                )
    return found


def _dead_end(link: Path, top: Path) -> str | None:
    try:
        place = link.resolve(strict=True)
    except (OSError, RuntimeError):  # a circle of links is a RuntimeError before Python 3.13
        return "leads nowhere"
    return None if place.is_relative_to(top) else "leads out of its folder"
