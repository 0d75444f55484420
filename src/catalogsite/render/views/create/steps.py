"""The steps of a template, explained: what each does, when, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogsite.render.views.create.conditions import step_condition
from catalogsite.render.views.entity_link import text_of
from catalogsite.scaffold.actions.registry import registry

PREVIEWED = frozenset({
    "fetch:plain", "fetch:plain:file", "fetch:template", "fetch:template:file",
    "workspace:template", "workspace:template:file", "fs:delete", "fs:rename", "fs:readdir", "fs:read",
    "catalog:fetch", "catalog:write", "debug:log", "debug:wait",
})  # fmt: skip
"""The actions that the browser runs in a preview."""

_WORDS = {
    "fetch:plain": "copies {url} as it is",
    "fetch:plain:file": "copies {url} as it is",
    "fetch:template": "fills in {url}",
    "fetch:template:file": "fills in {url}",
    "workspace:template": "fills in {sourcePath}",
    "workspace:template:file": "fills in {sourcePath}",
    "fs:delete": "deletes files",
    "fs:rename": "renames files",
    "fs:readdir": "lists files",
    "fs:read": "reads a file",
    "catalog:fetch": "reads an entity of the catalog",
    "catalog:write": "writes the descriptor",
    "catalog:register": "registers the result in the catalog",
    "debug:log": "prints a message",
    "debug:wait": "waits",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: `does` and `condition` are words.

    `local` says whether the browser can run it, `publishes` whether it needs credentials of a host.
    """

    name: str
    action: str
    does: str
    condition: str
    each: str
    local: bool
    publishes: bool


def step_views(spec: Mapping[str, Any], switches: frozenset[str]) -> tuple[StepView, ...]:
    """The steps of a template in their order."""
    steps = spec.get("steps")
    return tuple(
        _step(step, switches)
        for step in (steps if isinstance(steps, list) else ())
        if isinstance(step, Mapping)
    )


def _step(step: Mapping[str, Any], switches: frozenset[str]) -> StepView:
    action = text_of(step.get("action"))
    known = registry().actions.get(action)
    given = step.get("input")
    target = given.get("targetPath") if isinstance(given, Mapping) else None
    words = _WORDS.get(action, "")
    for key in ("url", "sourcePath"):
        stated = given.get(key) if isinstance(given, Mapping) else None
        words = words.replace(f"{{{key}}}", f"`{stated}`" if isinstance(stated, str) else "files")
    if words and isinstance(target, str) and target not in {"", ".", "./"}:
        words += f" into `{target}`"
    each = step.get("each")
    return StepView(
        name=text_of(step.get("name")) or text_of(step.get("id")) or action,
        action=action,
        does=words,
        condition=step_condition(step.get("if"), switches),
        each=""
        if each is None
        else "for each of " + step_condition(each, switches).removeprefix("when "),
        local=action in PREVIEWED,
        publishes=known is not None and known.publishes,
    )
