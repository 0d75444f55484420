"""The schemas of inputs that several actions have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def text(explained: str, *choices: str, default: str | None = None) -> Schema:
    """A text, of these choices where there are any."""
    shown = {"default": default} if default is not None else {}
    return {
        "type": "string",
        "description": explained,
        **({"enum": [*choices]} if choices else {}),
        **shown,
    }


def flag(explained: str, default: bool = False) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": explained, "default": default}


def number(explained: str) -> Schema:
    """A number."""
    return {"type": "number", "description": explained}


def texts(explained: str) -> Schema:
    """A list of texts."""
    return {"type": "array", "items": {"type": "string"}, "description": explained}


def table(explained: str) -> Schema:
    """Values by name."""
    return {"type": "object", "description": explained}


def objects(explained: str) -> Schema:
    """A list of objects."""
    return {"type": "array", "items": {"type": "object"}, "description": explained}


def inputs(required: tuple[str, ...], properties: Mapping[str, Schema]) -> Schema:
    """The schema of an action's input; each has `repoUrl` and `token`."""
    shared = {
        "repoUrl": text("The repository: `HOST?owner=OWNER&repo=NAME`"),
        "token": text("A token to use in place of your own"),
    }
    return {
        "type": "object",
        "required": ["repoUrl", *required],
        "properties": {**shared, **properties},
    }


def commit_inputs(branch: str) -> Mapping[str, Schema]:
    """The inputs of a first commit."""
    return {
        "defaultBranch": text("The branch to push to", default=branch),
        "gitCommitMessage": text("The message of the commit", default="initial commit"),
        "gitAuthorName": text("The author's name; your own where it is left out"),
        "gitAuthorEmail": text("The author's e-mail address; your own where it is left out"),
        "sourcePath": text("The folder to publish; all where it is left out"),
    }
