"""View models of the create pages: scaffold templates, their forms, files and commands."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.inference import template_files
from catalogsite.model.entity import EntityData
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import EntityLink, link_of, spec_of, text_of
from catalogsite.scaffold.parameters.form import Field, form
from catalogsite.scaffold.templates.template import Template, builtin_templates, read_template

_LINES = 60
"""Lines of a tree of files that a page shows."""

_PLAIN_NAME = re.compile(r"[\w.-]+", re.ASCII)
"""A parameter that a shell takes as it is."""

_CHOICES = 150
"""Entities that a picker suggests."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form.

    `rules` is JSON of what an answer must fulfil, which the browser checks. The answer of a question
    with a `variable` is a secret: the command takes it from that variable of the environment.
    """

    name: str
    title: str
    type: str
    required: bool
    default: str
    description: str
    options: tuple[str, ...]
    rules: str
    suggestions: str
    variable: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One step of the form."""

    title: str
    description: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of a tree of files: a folder or a file, and its depth."""

    name: str
    depth: int
    folder: bool


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A scaffold template: its form, the files that it writes, and the command that runs it."""

    link: EntityLink
    builtin: bool
    description: str
    pages: tuple[QuestionPage, ...]
    pickers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    files: tuple[TreeLine, ...]
    more_files: int
    steps: tuple[str, ...]
    program: str
    command: str


def template_views(portal: Portal) -> list[TemplateView]:
    """The templates of the catalog, and the built-in ones that it does not replace."""
    found = [
        _view(portal, entity, portal.skeleton(ref), builtin=False)
        for ref, entity in portal.entities.items()
        if ref.startswith("template:")
    ]
    for ref, folder in builtin_templates().items():
        if ref not in portal.entities:
            found.append(_builtin(portal, folder))
    return sorted(found, key=lambda view: (view.link.type, view.link.title.lower(), view.link.ref))


def _builtin(portal: Portal, folder: Path) -> TemplateView:
    template = read_template(folder)
    paths = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    # Its owner is a word that only its author's catalog knows.
    entity = {**template.entity, "spec": {**template.spec, "owner": None}}
    return _view(portal, entity, template_files(entity, "", paths), builtin=True)


def _view(
    portal: Portal, entity: EntityData, files: tuple[str, ...], *, builtin: bool
) -> TemplateView:
    link, spec = link_of(entity), spec_of(entity)
    pages = tuple(
        QuestionPage(page.title, page.description, tuple(map(_question, page.fields)))
        for page in _form(entity)
    )
    lines = tree_lines(files)
    steps = spec.get("steps")
    program = f"catalogsite new {_name(link)}"
    return TemplateView(
        link=link,
        builtin=builtin,
        description=text_of(entity["metadata"].get("description")),
        pages=pages,
        pickers=_pickers(portal, pages),
        files=lines[:_LINES],
        more_files=max(0, len(lines) - _LINES),
        steps=tuple(
            text_of(step.get("name")) or text_of(step.get("action"))
            for step in (steps if isinstance(steps, list) else ())
            if isinstance(step, dict) and step.get("action") != "debug:log"
        ),
        program=program,
        command=program + _settings(pages),
    )


def _form(entity: EntityData) -> tuple[Any, ...]:
    try:
        return form(Template(entity, Path(), Path()))
    except (TemplateError, TypeError, AttributeError):
        # A form that cannot be read is a problem of its own; its page still shows the rest.
        return ()


def _name(link: EntityLink) -> str:
    _, namespace, name = split_ref(link.ref)
    return name if namespace == "default" else f"{namespace}/{name}"


def _settings(pages: Iterable[QuestionPage]) -> str:
    asked = [q for page in pages for q in page.questions if q.required and not q.default]
    return "".join(f" --set {_example(q)}" for q in asked)


def _example(question: Question) -> str:
    if question.variable:
        return f'{shlex.quote(f"{question.name}=")}"${question.variable}"'
    if question.options:
        return shlex.quote(f"{question.name}={question.options[0]}")
    example = f"{question.name}=<{question.name}>"
    return example if _PLAIN_NAME.fullmatch(question.name) else shlex.quote(example)


def _question(field: Field) -> Question:
    given = field.default is not None
    return Question(
        name=field.name,
        title=field.title,
        type=field.type,
        required=field.required,
        default="" if field.secret or not given else _default(field.default),
        description=field.description,
        options=field.options,
        rules=_rules(field),
        suggestions=_suggested(field),
        variable=_variable(field.name) if field.secret else "",
    )


def _default(value: Any) -> str:
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return text_of(value) if plain else json.dumps(value)


_PICKER_PATTERNS = {
    "EntityNamePicker": (
        r"^(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$",
        "Use 1 to 63 letters and digits, with - _ . between them.",
    ),
    "RepoUrlPicker": (
        r"^[^\s?]+\?(\S*&)?repo=[^\s&]",
        "Write it as github.com?owner=acme&repo=ledger.",
    ),
}
"""What the fields of Backstage accept beyond the schema, and words for it."""


def _rules(field: Field) -> str:
    """JSON of the rules for an answer: `patterns` with a message each, and limits; empty without any."""
    patterns = [(field.pattern, f"This must match {field.pattern}")] if field.pattern else []
    if field.picker in _PICKER_PATTERNS:
        patterns.append(_PICKER_PATTERNS[field.picker])
    rules: dict[str, Any] = {name: limit for name, limit in field.limits if isfinite(limit)}
    return json.dumps({**rules, "patterns": patterns}) if rules or patterns else ""


def _variable(name: str) -> str:
    """`API_TOKEN` for `apiToken`: the variable that holds the answer to a secret question."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    variable = re.sub(r"\W+", "_", words, flags=re.ASCII).strip("_").upper()
    return variable if variable[:1].isalpha() else f"SECRET_{variable}".rstrip("_")


def _suggested(field: Field) -> str:
    """The kinds that a picker offers, separated by commas; empty for any other field."""
    if field.picker not in {"OwnerPicker", "EntityPicker", "OwnedEntityPicker", "EntityNamePicker"}:
        return ""
    kinds = [str(kind).lower() for kind in field.kinds]
    if field.picker == "OwnerPicker" and not kinds:
        kinds = ["group", "user"]
    return ",".join(sorted(set(kinds)))


def _pickers(
    portal: Portal, pages: Iterable[QuestionPage]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    wanted = sorted({q.suggestions for page in pages for q in page.questions if q.suggestions})
    return tuple((kinds, _choices(portal, set(kinds.split(",")))) for kinds in wanted)


def _choices(portal: Portal, kinds: set[str]) -> tuple[tuple[str, str], ...]:
    links = [link for link in portal.links.values() if link.kind in kinds]
    links.sort(key=lambda link: (link.title.lower(), link.ref))
    return tuple(
        (link.name if len(kinds) == 1 and ":default/" in link.ref else link.ref, link.title)
        for link in links[:_CHOICES]
    )


def tree_lines(files: Iterable[str]) -> tuple[TreeLine, ...]:
    """Paths as the lines of a tree: each folder once, before its content."""
    lines: list[TreeLine] = []
    before: list[str] = []
    for path in sorted(files, key=_folders_first):
        parts = path.split("/")
        same = 0
        while same < len(parts) - 1 and parts[: same + 1] == before[: same + 1]:
            same += 1
        lines += [TreeLine(parts[at], at, folder=True) for at in range(same, len(parts) - 1)]
        lines.append(TreeLine(parts[-1], len(parts) - 1, folder=False))
        before = parts[:-1]
    return tuple(lines)


def _folders_first(path: str) -> list[tuple[bool, str]]:
    parts = path.split("/")
    return [(at == len(parts) - 1, part) for at, part in enumerate(parts)]
