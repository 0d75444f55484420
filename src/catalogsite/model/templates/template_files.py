"""The files of a scaffold template that a snapshot keeps in the content store."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalogsite.model.value import Value


class TemplateFile(Value):
    """One file: the hash of its bytes, and whether it is a program by its mode."""

    blob: str
    executable: bool = False


class TemplateFiles(Value):
    """The stored list of a template's files, by path in its repository."""

    files: dict[str, TemplateFile] = Field(default_factory=dict)


class StoredTemplate(Value):
    """The files that the steps of a template fetch, by which a page can show what it writes.

    `files` is the hash of a `TemplateFiles`. Where the store has none, `missing` says why: they are too
    `large`, have symbolic `links`, or one is `unread`. `file` is the template's own path.
    """

    file: str
    files: str = ""
    missing: Literal["", "large", "links", "unread"] = ""
