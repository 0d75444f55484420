"""Runs a template in a workspace, then moves what its steps made into the project's folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from catalogsite.errors import CpuLimitError, DiskError, TemplateError
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.temporary import temporary_folder
from catalogsite.scaffold.actions.action import ActionContext
from catalogsite.scaffold.actions.known_names import ACTIONS
from catalogsite.scaffold.actions.publisher import Publisher
from catalogsite.scaffold.actions.publishing.task import stays
from catalogsite.scaffold.actions.registry import Registry, registry
from catalogsite.scaffold.lint.refusals import refuse_mistakes
from catalogsite.scaffold.parameters.checks import checked_values
from catalogsite.scaffold.parameters.secrets import secret_texts, split_secrets, without_secrets
from catalogsite.scaffold.run.delivery import READABLE, deliver, refuse_overwriting
from catalogsite.scaffold.run.outcome import Outcome, check_tree
from catalogsite.scaffold.run.output import output_of
from catalogsite.scaffold.run.plan import Step, steps_of
from catalogsite.scaffold.run.positions import Positions
from catalogsite.scaffold.run.readiness import check_publishing
from catalogsite.scaffold.run.record import RECORD_FILE, write_record
from catalogsite.scaffold.run.runner import Runner
from catalogsite.scaffold.run.workspace import Workspace
from catalogsite.scaffold.templates.template import Template

_SECONDS = 120
"""CPU time that one run may use."""


def run(
    template: Template,
    values: dict[str, Any],
    dest: Path,
    dry_run: bool = False,
    *,
    publisher: Publisher | None = None,
    entities: Mapping[str, Mapping[str, Any]] | None = None,
) -> Outcome:
    """Run a template into the folder `dest`; with `dry_run` nothing is written there.

    Steps that publish are done by `publisher`, and are listed as manual steps without one.
    `entities` is the catalog by reference. Raises TemplateError: values that do not fit, a step
    that is wrong or fails, or files that are in `dest` already. Then nothing has been written, and
    what was made on a host before is named.
    Values that the form hides are in none of its texts.
    """
    masked = secret_texts(template, values)
    created: list[str] = []
    try:
        filled = checked_values(template, values)
        secrets = split_secrets(template, filled).secrets
        with temporary_folder() as folder:
            workspace = Workspace(folder.resolve())
            context = ActionContext(
                template,
                workspace,
                entities or {},
                secrets,
                dry_run=dry_run,
                publisher=publisher,
                created=created,
            )
            with cpu_limit(_SECONDS):
                outcome = _outcome(context, filled, dest)
    except TemplateError as error:
        reported = stays(error, created)
        texts = without_secrets((reported.what, reported.where, reported.fix), masked)
        raise TemplateError(texts[0], where=texts[1], fix=texts[2]) from None
    except CpuLimitError as error:
        raise stays(TemplateError(error.what, where=str(template.file)), created) from None
    except DiskError as error:
        if not created:
            raise
        raise stays(TemplateError(error.what, where=error.where, fix=error.fix), created) from None
    notes, output = without_secrets((outcome.notes, outcome.output), masked)
    return Outcome(outcome.contents, outcome.modes, outcome.links, tuple(notes), output)


def _outcome(context: ActionContext, filled: Mapping[str, Any], dest: Path) -> Outcome:
    template, known = context.template, registry()
    positions, steps = Positions(template), steps_of(template)
    context.notes.extend(_doubts(template, steps, known, positions))
    record = partial(_leave_record, context, filled, dest)
    ready = partial(_ready_to_publish, context, record, dest)
    parameters = split_secrets(template, filled).parameters
    runner = Runner(context, known.actions, parameters, positions, before_publishing=ready)
    check_publishing(runner, steps, known.actions, positions)
    runner.run(steps)
    record()
    if (dest / RECORD_FILE).exists():
        context.notes.append(f"kept {RECORD_FILE}: the project was made from a template before")
    output = output_of(runner, template.spec.get("output"))
    found = context.workspace.entries()
    check_tree(found, context.workspace.root)
    refuse_overwriting(dest, found)
    if not context.dry_run:
        deliver(found, dest)
    return Outcome(
        contents={one.name: one.content() for one in found if one.target is None},
        modes={one.name: one.mode | READABLE for one in found if one.target is None},
        links={one.name: one.target for one in found if one.target is not None},
        notes=(*(f"made: {one}" for one in context.created), *context.notes),
        output=output,
    )


def _doubts(
    template: Template, steps: Sequence[Step], known: Registry, positions: Positions
) -> list[str]:
    """What is doubtful about a template. Raises TemplateError with all that is wrong.

    Where an action is missing, its fix names the installed packages that cannot be used.
    """
    try:
        return refuse_mistakes(template.entity, positions.line_and_where)
    except TemplateError as error:
        missing = any(step.action not in {*known.actions, *ACTIONS} for step in steps)
        broken = known.unusable.values() if missing else ()
        fix = "; ".join(filter(None, (error.fix, *broken)))
        raise TemplateError(error.what, where=error.where, fix=fix) from None


def _ready_to_publish(context: ActionContext, record: Callable[[], None], dest: Path) -> None:
    """Refuse what could not be written at the end, before anything is made on a host."""
    record()
    found = context.workspace.entries()
    check_tree(found, context.workspace.root)
    refuse_overwriting(dest, found)


def _leave_record(context: ActionContext, filled: Mapping[str, Any], dest: Path) -> None:
    """Write the record of the run into the workspace, but not over that of an earlier template."""
    if not (dest / RECORD_FILE).exists():
        write_record(context.workspace, context.template, filled)
