"""The cases beside a template: the shape of their files, and how they are read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from catalogsite.errors import TemplateError, UnsafePathError
from catalogsite.model.entity import ref_of
from catalogsite.model.value import Name, Value
from catalogsite.paths.inner_path import inner_path
from catalogsite.problems.suggest import nearest
from catalogsite.yaml12.documents import Document, YamlError, parse_documents

CASE_FOLDER = "template-tests"
"""The folder beside a template.yaml that holds its cases, as `*.yaml`."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


def _stays_inside(path: str) -> str:
    try:
        inner_path(path)
    except UnsafePathError:
        raise ValueError("must be a relative path below the folder of the cases") from None
    return path


def _has_words(command: str) -> str:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ValueError(f"is no command: {error}") from None
    if not words:
        raise ValueError("must not be empty")
    return command


def _several(stated: object) -> object:
    return (stated,) if isinstance(stated, str) else stated


_ONE_OR_MORE = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)
Texts = Annotated[tuple[str, ...], BeforeValidator(_several), _ONE_OR_MORE]
"""One text, or a list of texts."""

Patterns = Annotated[
    tuple[Annotated[str, AfterValidator(_compiles)], ...], BeforeValidator(_several), _ONE_OR_MORE
]
Folder = Annotated[str, AfterValidator(_stays_inside)]
Command = Annotated[str, AfterValidator(_has_words)]

_EXPECTATIONS = (
    *("files", "exists", "absent", "contains", "lacks", "matches", "equals", "golden"),
    "commands",
)


def _is_entity(entity: dict[str, Any]) -> dict[str, Any]:
    try:
        ref_of(entity)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("is no entity: it needs `kind` and `metadata.name`") from None
    return entity


Entity = Annotated[dict[str, Any], AfterValidator(_is_entity)]

_EXPECTED = {
    "missing": "is required",
    "string_type": "write a text",
    "tuple_type": "write a list",
    "too_short": "write at least one",
    "dict_type": "write keys with values",
    "model_type": "write keys with values",
}
"""What Pydantic wants, for authors who write YAML and not Python."""


class Case(Value):
    """One run of a template: its answers, and what must come out."""

    name: Name = Field(description="What the case shows, in a few words.")
    answers: dict[str, Any] = Field(
        default_factory=dict,
        description="The values of parameters; those that are absent have their defaults.",
    )
    environment: dict[str, str] = Field(
        default_factory=dict,
        description="Variables for answers such as `{env: NAME}`, which secrets are given by.",
    )
    catalog: tuple[Entity, ...] = Field(
        default=(), description="The entities that `catalog:fetch` finds."
    )
    files: tuple[str, ...] | None = Field(default=None, description="Exactly these files are made.")
    exists: tuple[str, ...] = Field(
        default=(), description="Each of these paths or globs names at least one file."
    )
    absent: tuple[str, ...] = Field(
        default=(), description="None of these paths or globs names a file."
    )
    contains: dict[str, Texts] = Field(
        default_factory=dict, description="Texts that a file has, by its path."
    )
    lacks: dict[str, Texts] = Field(
        default_factory=dict, description="Texts that a file does not have, by its path."
    )
    matches: dict[str, Patterns] = Field(
        default_factory=dict,
        description="Regular expressions that match somewhere in a file, by its path. `^` and `$` match at lines.",
    )
    equals: dict[str, str] = Field(
        default_factory=dict, description="The whole text of a file, by its path."
    )
    golden: Folder | None = Field(
        default=None,
        description="A folder beside this file that holds all that is made; `--update` writes it.",
    )
    notes: Texts = Field(
        default=(), description="Texts of what the run tells, such as steps to do by hand."
    )
    error: Texts | None = Field(
        default=None, description="The run is refused, with these texts in its message."
    )
    commands: tuple[Command, ...] = Field(
        default=(),
        description="Commands that succeed in the new repository, without a shell. They run with `--run-commands` only.",
    )

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        stated = [name for name in _EXPECTATIONS if name in self.model_fields_set]
        if self.error is not None and stated:
            raise ValueError(
                f"`error` and `{stated[0]}` exclude each other: an error makes no files"
            )
        return self


class CaseFile(Value):
    """The content of a file of cases."""

    cases: tuple[Case, ...] = Field(min_length=1)


class PlacedCase(NamedTuple):
    """A case, and where it is written."""

    case: Case
    file: Path
    line: int


def read_cases(template_folder: Path) -> list[PlacedCase]:
    """The cases of the template in a folder, by file and line; empty where it has none.

    Raises TemplateError, which lists every mistake of a file with its line.
    """
    folder = template_folder / CASE_FOLDER
    files = [*folder.glob("*.yaml"), *folder.glob("*.yml")] if folder.is_dir() else []
    return [case for file in sorted(files) for case in _read(file)]


def _read(file: Path) -> list[PlacedCase]:
    try:
        documents = parse_documents(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise TemplateError("is not UTF-8", where=str(file)) from None
    except OSError as error:
        raise TemplateError(f"cannot be read: {error.strerror}", where=str(file)) from None
    found: list[PlacedCase] = []
    for document in documents:
        if isinstance(document.error, YamlError):
            where = f"{file}:{document.error.position.line}"
            raise TemplateError(f"not valid YAML: {document.error.what}", where=where)
        found += _cases(document, file)
    names = [placed.case.name for placed in found]
    twice = next((placed for at, placed in enumerate(found) if names[at] in names[:at]), None)
    if twice is not None:
        where = f"{file}:{twice.line}"
        raise TemplateError(f"two cases are called {twice.case.name!r}", where=where)
    return found


def _cases(document: Document, file: Path) -> list[PlacedCase]:
    try:
        read = CaseFile.model_validate(document.data)
    except ValidationError as error:
        # Where every case is wrong, Pydantic also finds the list too short.
        found = [one for one in error.errors() if one["type"] != "too_short"] or error.errors()
        mistakes = [_mistake(document, file, one) for one in found]
        raise TemplateError(
            "\n".join(dict.fromkeys(mistakes)), fix="see `catalogsite schema scaffold-test`"
        ) from None
    return [
        PlacedCase(case, file, document.position(("cases", number)).line)
        for number, case in enumerate(read.cases)
    ]


def _mistake(document: Document, file: Path, problem: Any) -> str:
    keys = tuple(problem["loc"])
    line = document.position(keys).line
    place = ".".join(map(str, keys)) or "the file"
    message = _EXPECTED.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
    if problem["type"] == "extra_forbidden":
        known = CaseFile.model_fields if len(keys) == 1 else Case.model_fields
        near = nearest(str(keys[-1]), list(known))
        message = (
            f"unknown key; {f'did you mean `{near}`?' if near else 'known: ' + ', '.join(known)}"
        )
    return f"{file}:{line}: {place}: {message}"
