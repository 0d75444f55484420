"""The actions that copy or render a skeleton: `fetch:*` and `workspace:template*`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.rendering import Rendering
from catalogsite.scaffold.actions.schemas import Schema, flag, inputs, text, texts, values
from catalogsite.scaffold.actions.sources import checked_entries, file_entry, folder_entries
from catalogsite.scaffold.run.entries import Entry, one_entry

Given = Mapping[str, Any]

_URL = text("A path relative to the template's file, within its repository.")
_TARGET = text("A path in the new project.")
_TOKEN = text("Not used: nothing is fetched from other places.")
_FILE_SETTINGS: Mapping[str, Schema] = {
    "values": values("What the texts may use, as `values`."),
    "cookiecutterCompat": flag("Expressions are in `{{ }}`, and values in `cookiecutter`."),
    "replace": flag("Replace files that are there already; else they stay."),
    "trimBlocks": flag("Remove the line end after a block."),
    "lstripBlocks": flag("Remove the blanks before a block."),
}
_TREE_SETTINGS: Mapping[str, Schema] = {
    **_FILE_SETTINGS,
    "copyWithoutTemplating": texts("Globs of files whose text stays as it is; names are rendered."),
    "copyWithoutRender": texts("Not used any more: write copyWithoutTemplating."),
    "templateFileExtension": {
        "type": ["string", "boolean"],
        "description": "Render only files with this ending, and remove it; true means .njk.",
    },
}


def _fetch_plain(context: ActionContext, given: Given) -> None:
    _copy(context, folder_entries(context.template, given["url"]), _folder(given))


def _fetch_plain_file(context: ActionContext, given: Given) -> None:
    entry = file_entry(context.template, given["url"])
    context.workspace.write(given["targetPath"], entry.content(), entry.mode, replace=True)


def _fetch_template(context: ActionContext, given: Given) -> None:
    if given.get("copyWithoutRender"):
        context.notes.append("copyWithoutRender is not used any more: write copyWithoutTemplating")
    found = folder_entries(context.template, given["url"])
    Rendering(given, context.template).tree(context.workspace, found, _folder(given))


def _fetch_template_file(context: ActionContext, given: Given) -> None:
    entry = file_entry(context.template, given["url"])
    Rendering(given, context.template).file(context.workspace, entry, given["targetPath"])


def _workspace_template(context: ActionContext, given: Given) -> None:
    source = context.workspace.path(given["sourcePath"])
    target = context.workspace.path(given["targetPath"])
    if not source.is_dir() or source.is_symlink():
        raise TemplateError(f"there is no folder {given['sourcePath']!r} in the new project")
    if target.is_relative_to(source):
        raise TemplateError("targetPath must not be within sourcePath", fix="name another folder")
    Rendering(given, context.template).tree(
        context.workspace, checked_entries(source), given["targetPath"]
    )


def _workspace_template_file(context: ActionContext, given: Given) -> None:
    source = context.workspace.path(given["sourcePath"])
    if not source.is_file() or source.is_symlink():
        raise TemplateError(f"there is no file {given['sourcePath']!r} in the new project")
    Rendering(given, context.template).file(
        context.workspace, one_entry(source, source.name), given["targetPath"]
    )


def _copy(context: ActionContext, found: Iterable[Entry], target: str) -> None:
    for entry in found:
        name = f"{target}/{entry.name}"
        if entry.target is None:
            context.workspace.write(name, entry.content(), entry.mode, replace=True)
        else:
            context.workspace.link(name, entry.target, replace=True)


def _folder(given: Given) -> str:
    return given.get("targetPath") or "."


ACTIONS = (
    Action(
        "fetch:plain",
        "Copy a folder as it is.",
        inputs("url", url=_URL, targetPath=_TARGET, token=_TOKEN),
        _fetch_plain,
    ),
    Action(
        "fetch:plain:file",
        "Copy a file as it is.",
        inputs("url", "targetPath", url=_URL, targetPath=_TARGET, token=_TOKEN),
        _fetch_plain_file,
    ),
    Action(
        "fetch:template",
        "Copy a folder, and render its names and texts.",
        inputs("url", url=_URL, targetPath=_TARGET, token=_TOKEN, **_TREE_SETTINGS),
        _fetch_template,
    ),
    Action(
        "fetch:template:file",
        "Copy a file, and render its text.",
        inputs("url", "targetPath", url=_URL, targetPath=_TARGET, token=_TOKEN, **_FILE_SETTINGS),
        _fetch_template_file,
    ),
    Action(
        "workspace:template",
        "Render a folder of the new project into another one.",
        inputs(
            "sourcePath", "targetPath", sourcePath=_TARGET, targetPath=_TARGET, **_TREE_SETTINGS
        ),
        _workspace_template,
    ),
    Action(
        "workspace:template:file",
        "Render a file of the new project into another one.",
        inputs(
            "sourcePath", "targetPath", sourcePath=_TARGET, targetPath=_TARGET, **_FILE_SETTINGS
        ),
        _workspace_template_file,
    ),
)
