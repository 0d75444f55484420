"""Runs a template's steps in a workspace, then moves what they made into the project's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalogsite.errors import TemplateError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.scaffold.engine.js_values import as_text, plain, truthy, wrap
from catalogsite.scaffold.engine.language import MISSING, Language, evaluate, language
from catalogsite.scaffold.parameters.checks import checked_values
from catalogsite.scaffold.parameters.secrets import secret_texts, without_secrets
from catalogsite.scaffold.run.fetch import fetch_plain, fetch_template
from catalogsite.scaffold.run.record import RECORD_FILE, write_record
from catalogsite.scaffold.run.workspace import Workspace, inside
from catalogsite.scaffold.templates.template import Template


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run: files (relative to the destination), notes, and the template's output."""

    files: tuple[str, ...]
    notes: tuple[str, ...]
    output: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Run:
    """What the actions of one run share."""

    template: Template
    workspace: Workspace
    notes: list[str]


def run(template: Template, values: dict[str, Any], dest: Path, dry_run: bool = False) -> Outcome:
    """Run a template into the folder `dest`; with `dry_run` nothing is written there.

    Raises TemplateError: values that do not fit, a step that fails, or a file that is in `dest`
    already. Then nothing has been written. Values that the form hides are in none of its texts.
    """
    secrets = secret_texts(template, values)
    try:
        outcome = _outcome(template, checked_values(template, values), dest, dry_run)
    except TemplateError as error:
        texts = without_secrets((error.what, error.where, error.fix), secrets)
        raise TemplateError(texts[0], where=texts[1], fix=texts[2]) from None
    notes, output = without_secrets((outcome.notes, outcome.output), secrets)
    return Outcome(outcome.files, tuple(notes), output)


def _outcome(template: Template, filled: dict[str, Any], dest: Path, dry_run: bool) -> Outcome:
    with temporary_folder() as folder:
        state = _Run(template, Workspace(folder.resolve()), [])
        context = _run_steps(state, filled)
        if (dest / RECORD_FILE).exists():
            state.notes.append(f"kept {RECORD_FILE}: the project was made from a template before")
        else:
            write_record(state.workspace, template, filled)
        files = state.workspace.files()
        _refuse_overwriting(dest, files)
        if not dry_run:
            _move(state.workspace, dest, files)
    output = evaluate(language(), template.spec.get("output") or {}, context)
    return Outcome(tuple(files), tuple(state.notes), _shown(output))


def _run_steps(state: _Run, values: dict[str, Any]) -> dict[str, Any]:
    environment = language()
    outputs: dict[str, Any] = {}
    context: dict[str, Any] = wrap({"parameters": values, "steps": {}, "user": {}})
    for number, step in enumerate(state.template.spec["steps"], 1):
        name = str(step.get("id") or f"step-{number}")
        for once in _iterations(environment, step, context):
            if _wanted(environment, step, context | once):
                given = evaluate(environment, step.get("input") or {}, context | once)
                outputs[name] = {"output": _act(state, step, name, given)}
        context["steps"] = wrap(outputs)
    return context


def _iterations(
    environment: Language, step: Mapping[str, Any], context: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    if "each" not in step:
        yield {}
        return
    items = evaluate(environment, step["each"], context)
    if isinstance(items, Mapping):
        pairs = list(items.items())
    elif isinstance(items, list):
        pairs = list(enumerate(items))
    else:
        raise TemplateError(f"each: {step['each']!r} is neither a list nor an object")
    for key, value in pairs:
        yield {"each": wrap({"key": key, "value": value})}


def _wanted(environment: Language, step: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    if "if" not in step:
        return True
    decided = evaluate(environment, step["if"], context)
    return decided is not MISSING and truthy(decided)


def _act(state: _Run, step: Mapping[str, Any], name: str, given: Any) -> dict[str, Any]:
    action = step["action"]
    known = _ACTIONS.get(action)
    if known is None:
        title = step.get("name") or name
        state.notes.append(f"skipped: {title} ({action} needs Backstage, or do it by hand)")
        return {}
    try:
        return known(state, given) or {}
    except TemplateError as error:
        where = error.where or f"{state.template.file}: step {name}"
        raise TemplateError(f"{action}: {error.what}", where=where, fix=error.fix) from None
    except (OSError, KeyError, TypeError) as error:
        where = f"{state.template.file}: step {name}"
        raise TemplateError(f"{action}: {type(error).__name__} {error}", where=where) from None


def _fetch_plain(state: _Run, given: Mapping[str, Any]) -> None:
    fetch_plain(state.template, state.workspace, given)


def _fetch_template(state: _Run, given: Mapping[str, Any]) -> None:
    fetch_template(state.template, state.workspace, given)


def _delete(state: _Run, given: Mapping[str, Any]) -> None:
    for pattern in given["files"]:
        state.workspace.delete(str(pattern))


def _rename(state: _Run, given: Mapping[str, Any]) -> None:
    for file in given["files"]:
        state.workspace.rename(file["from"], file["to"], bool(file.get("overwrite")))


def _write_descriptor(state: _Run, given: Mapping[str, Any]) -> dict[str, Any]:
    entity = plain(given["entity"])
    annotations = entity.setdefault("metadata", {}).setdefault("annotations", {})
    annotations["backstage.io/source-template"] = state.template.ref
    text = yaml.safe_dump(entity, sort_keys=False, allow_unicode=True)
    path = str(given.get("filePath") or "catalog-info.yaml")
    state.workspace.write(path, text.encode("utf-8"), 0o644, True)
    return {"entity": entity}


def _log(state: _Run, given: Mapping[str, Any]) -> None:
    if "message" in given:
        state.notes.append(as_text(given["message"]))
    if given.get("listWorkspace"):
        state.notes.extend(state.workspace.files())


_ACTIONS: dict[str, Callable[[_Run, Mapping[str, Any]], dict[str, Any] | None]] = {
    "fetch:plain": _fetch_plain,
    "fetch:plain:file": _fetch_plain,
    "fetch:template": _fetch_template,
    "fetch:template:file": _fetch_template,
    "fs:delete": _delete,
    "fs:rename": _rename,
    "catalog:write": _write_descriptor,
    "debug:log": _log,
}


def _shown(output: Any) -> dict[str, Any]:
    """The output without items whose `if` is false, and without links that have no target."""
    shown = dict(plain(output)) if isinstance(output, Mapping) else {}
    for name in ("links", "text"):
        items = shown.get(name)
        if isinstance(items, list):
            kept = [i for i in items if isinstance(i, dict) and truthy(i.get("if", True))]
            shown[name] = [i for i in kept if name == "text" or "url" in i or "entityRef" in i]
    return shown


def _refuse_overwriting(dest: Path, files: list[str]) -> None:
    present = [name for name in files if inside(dest, name).exists()]
    if present:
        raise TemplateError(
            f"would overwrite {', '.join(present[:5])}{' …' if len(present) > 5 else ''}",
            where=str(dest),
            fix="choose an empty folder with --dest",
        )


def _move(workspace: Workspace, dest: Path, files: list[str]) -> None:
    dest.mkdir(parents=True, exist_ok=True)
    for name in files:
        source, target = workspace.path(name), inside(dest, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        target.chmod(source.stat().st_mode & 0o777 | 0o644)
