"""View models of drift: who was made from a template, and from which templates a team's entities are."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.facts import made_from
from catalogsite.model.facts.kind import Status
from catalogsite.model.facts.made_from import MadeFrom, lag, status_of, template_name
from catalogsite.model.urls import template_path
from catalogsite.render.portal.portal import Portal

_ROWS = 50
_SHORT = 12
_CHANGED = 20


@dataclass(frozen=True, slots=True)
class TemplateUseRow:
    """An entity and one template that it was made from. `path` is the page of the template, if any."""

    ref: str
    template: str
    path: str
    status: Status
    lag: str
    version: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """Rows, those that are behind first; `behind` and `total` count all, `more` are not shown."""

    rows: tuple[TemplateUseRow, ...]
    behind: int
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def template_use(portal: Portal, ref: str) -> TemplateUse:
    """Who was made from a template."""
    return _use([_row(portal, user.ref, user.made) for user in portal.templates.users(ref)])


def owned_template_use(portal: Portal, entity: EntityData) -> TemplateUse:
    """The templates of what a group or user owns."""
    rows = []
    for ref in targets_of(entity, "ownerOf"):
        if ref.startswith(("component:", "system:", "resource:")) and ref in portal.links:
            found = portal.value(ref, made_from.KIND)
            rows += [_row(portal, ref, one) for one in (found.templates if found else ())]
    return _use(sorted(rows, key=lambda row: (row.status.word != "behind", row.ref)))


def _use(rows: list[TemplateUseRow]) -> TemplateUse:
    behind = sum(row.status.word == "behind" for row in rows)
    return TemplateUse(tuple(rows[:_ROWS]), behind, len(rows))


def _row(portal: Portal, ref: str, made: MadeFrom) -> TemplateUseRow:
    known = made.template.startswith("template:") and made.template in portal.links
    return TemplateUseRow(
        ref=ref,
        template=template_name(made.template),
        path=template_path(made.template) if known else "",
        status=status_of(made),
        lag=lag(made),
        version=(made.version or "")[:_SHORT],
        changed=made.changed[:_CHANGED],
    )
