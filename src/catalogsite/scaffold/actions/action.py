"""The shape of an action: what a step may name, by its inputs, outputs and the function that runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.scaffold.actions.publisher import Publisher
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.template import Template


@dataclass(frozen=True, slots=True)
class ActionContext:
    """What an action works with: the template, the workspace of the run, and the catalog.

    `entities` are the stitched entities of the snapshot by reference. `notes` is what the user is
    shown at the end. `secrets` are the values that only inputs of actions may hold. `publisher` is set
    where the user asked for publishing; `created` is what was made on its hosts so far, which stays
    where the run fails later.
    """

    template: Template
    workspace: Workspace
    entities: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    dry_run: bool = False
    publisher: Publisher | None = None
    created: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Action:
    """An action of steps: `inputs` is a JSON Schema of its input, `outputs` explains what it gives.

    `run` returns the outputs by name. An action with `in_dry_run` false is not called in a dry run.
    One that `publishes` is called only where the user asked for it; else `instructions` gives the
    steps to take by hand. One with `only_informs` is called also when its input
    depends on a step by hand: the input then says `<name of step id>` for what that step will give.
    `check` raises a TemplateError before any step runs where one could not publish: without
    credentials, say. It is given `repoUrl`, `token` and the author alone.
    """

    name: str
    summary: str
    inputs: Mapping[str, Any]
    run: Callable[[ActionContext, Mapping[str, Any]], Mapping[str, Any] | None]
    outputs: Mapping[str, str] = field(default_factory=dict)
    in_dry_run: bool = True
    publishes: bool = False
    only_informs: bool = False
    instructions: Callable[[ActionContext, Mapping[str, Any]], str] | None = None
    check: Callable[[ActionContext, Mapping[str, Any]], None] | None = None
