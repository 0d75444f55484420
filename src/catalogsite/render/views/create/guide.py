"""The view of a template's page: what it writes, what it asks, what it does and how it is run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.create.command import example_command, program
from catalogsite.render.views.create.parameters import (
    ParameterPage,
    ParameterRow,
    parameter_pages,
    switches,
)
from catalogsite.render.views.create.steps import StepView, step_views
from catalogsite.render.views.create.template_source import TemplateSource, template_sources
from catalogsite.render.views.create.tree import TreeLine, tree_lines
from catalogsite.render.views.entity_link import EntityLink, link_of, spec_of, text_of

_LINES = 60
"""Lines of a tree of files that a page shows."""


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template: its parameters, the files that it writes, its steps, and the command that runs it."""

    link: EntityLink
    source: TemplateSource
    description: str
    pages: tuple[ParameterPage, ...]
    files: tuple[TreeLine, ...]
    more_files: int
    count: int
    steps: tuple[StepView, ...]
    program: str
    command: str

    @property
    def builtin(self) -> bool:
        """Whether it ships with us."""
        return self.source.builtin

    @property
    def asked(self) -> int:
        """How many parameters it has."""
        return sum(len(page.rows) for page in self.pages)

    @property
    def secrets(self) -> tuple[ParameterRow, ...]:
        """The parameters whose answers are secret."""
        return tuple(row for page in self.pages for row in page.rows if row.secret)

    @property
    def publishing(self) -> tuple[str, ...]:
        """The actions that need credentials of a host."""
        return tuple(dict.fromkeys(step.action for step in self.steps if step.publishes))


def template_views(portal: Portal) -> list[TemplateView]:
    """The views of all templates, by type and title."""
    found = map(template_view, template_sources(portal))
    return sorted(found, key=lambda view: (view.link.type, view.link.title.lower(), view.link.ref))


def template_view(source: TemplateSource) -> TemplateView:
    """The view of one template."""
    link, spec = link_of(source.entity), spec_of(source.entity)
    pages = parameter_pages(spec)
    lines = tree_lines(source.written)
    rows = [row for page in pages for row in page.rows]
    return TemplateView(
        link=link,
        source=source,
        description=text_of(source.entity["metadata"].get("description")),
        pages=pages,
        files=lines[:_LINES],
        more_files=max(0, len(lines) - _LINES),
        count=len(source.written),
        steps=step_views(spec, switches(pages)),
        program=program(link.ref),
        command=example_command(link.ref, rows),
    )


def values_of(views: Iterable[TemplateView], name: str) -> list[str]:
    """The types, tags or owners of templates, sorted."""
    found: set[str] = set()
    for view in views:
        value = getattr(view.link, name)
        found.update(value if isinstance(value, tuple) else [value] if value else [])
    return sorted(found, key=str.lower)
