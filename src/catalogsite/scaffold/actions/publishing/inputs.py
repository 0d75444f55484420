"""The schemas of inputs that several publishing actions have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.actions.schemas import Schema, text


def objects(explained: str) -> Schema:
    """A list of objects."""
    return {"type": "array", "items": {"type": "object"}, "description": explained}


def inputs(required: tuple[str, ...], properties: Mapping[str, Schema]) -> Schema:
    """The schema of an action's input; each has `repoUrl` and `token`, and may have others."""
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
        "sourcePath": text("The folder to publish; all where it is left out"),
        **AUTHOR,
    }


AUTHOR: Mapping[str, Schema] = {
    "gitAuthorName": text("The author's name; your own where it is left out"),
    "gitAuthorEmail": text("The author's e-mail address; your own where it is left out"),
}
"""The inputs that say who a commit is by."""


def listed(value: Any) -> list[str]:
    """The texts of an input: a list, one text, or nothing."""
    given = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in given if one is not None]
