"""Puts the parts of a template that are in other files (`$yaml`, `$json`, `$text`) into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from catalogsite.catalog.descriptors.content import TargetContent
from catalogsite.catalog.descriptors.placeholders import resolve_placeholders
from catalogsite.errors import SourceError, TemplateError
from catalogsite.problems.create import Finding
from catalogsite.scaffold.templates.addresses import source_of

if TYPE_CHECKING:
    from catalogsite.scaffold.templates.template import Template

_MOST_BYTES = 5 * 1024 * 1024


def with_other_files(template: Template) -> Template:
    """The template with its placeholders replaced, by files of its own or another repository.

    Raises TemplateError for one that cannot be.
    """
    found: list[Finding] = []

    def read(target: str) -> TargetContent:
        return _content(template, target)

    entity = resolve_placeholders(template.entity, read, found)
    if found:
        fixes = filter(None, (one.fix for one in found))
        raise TemplateError(found[0].message, where=str(template.file), fix=next(fixes, None))
    return replace(template, entity=entity)


def _content(template: Template, target: str) -> TargetContent:
    try:
        file = source_of(template, target)
        if file.stat().st_size > _MOST_BYTES:
            raise SourceError("the file is too large", where=target)
        return file.read_bytes()
    except TemplateError as error:
        raise SourceError(error.what, where=target, fix=error.fix) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=target) from None
