"""The actions `fs:*`: files of the new project are deleted, renamed, listed and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.schemas import flag, inputs, text, texts
from catalogsite.scaffold.run.entries import one_entry

Given = Mapping[str, Any]


def _delete(context: ActionContext, given: Given) -> None:
    for pattern in given["files"]:
        context.workspace.delete(pattern)


def _rename(context: ActionContext, given: Given) -> None:
    for file in given["files"]:
        context.workspace.rename(file["from"], file["to"], bool(file.get("overwrite")))


def _read_folders(context: ActionContext, given: Given) -> dict[str, Any]:
    found: dict[str, Any] = {"files": [], "folders": []}
    for name in given["paths"]:
        folder = context.workspace.path(name)
        if not folder.is_dir() or folder.is_symlink():
            raise TemplateError(f"there is no folder {name!r} in the new project")
        for path in _below(folder, recursive=bool(given.get("recursive"))):
            place = path.relative_to(context.workspace.root).as_posix()
            described = {"name": path.name, "path": place, "fullPath": place}
            is_folder = path.is_dir() and not path.is_symlink()
            found["folders" if is_folder else "files"].append(described)
    return found


def _below(folder: Path, *, recursive: bool) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if recursive and path.is_dir() and not path.is_symlink():
            yield from _below(path, recursive=True)


def _read_file(context: ActionContext, given: Given) -> dict[str, Any]:
    path = context.workspace.path(given["path"])
    if not path.is_file() or path.is_symlink():
        raise TemplateError(f"there is no file {given['path']!r} in the new project")
    return {"content": one_entry(path, path.name).content().decode("utf-8", errors="replace")}


_MOVE = {
    "type": "object",
    "required": ["from", "to"],
    "properties": {
        "from": {"type": "string", "minLength": 1},
        "to": {"type": "string", "minLength": 1},
        "overwrite": flag("Replace what is there already."),
    },
    "additionalProperties": False,
}
_PATH = {"type": "string", "minLength": 1}

ACTIONS = (
    Action(
        "fs:delete",
        "Delete files and folders of the new project.",
        inputs("files", files=texts("Paths, or globs of paths.")),
        _delete,
    ),
    Action(
        "fs:rename",
        "Rename files and folders of the new project.",
        inputs("files", files={"type": "array", "items": _MOVE}),
        _rename,
    ),
    Action(
        "fs:readdir",
        "List files and folders of the new project.",
        inputs(
            "paths",
            paths={"type": "array", "items": _PATH},
            recursive=flag("Also what is in inner folders."),
        ),
        _read_folders,
        outputs={
            "files": "The files: `name`, and `path` and `fullPath` from the top of the project.",
            "folders": "The folders, in the same way.",
        },
    ),
    Action(
        "fs:read",
        "Read a file of the new project.",
        inputs("path", path=text("The path of the file.")),
        _read_file,
        outputs={"content": "The text of the file."},
    ),
)
