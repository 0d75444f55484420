"""Answers that a command line or a file gives: assignments, their types, and secrets by variable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.problems.suggest import nearest
from catalogsite.problems.value_text import with_article
from catalogsite.scaffold.parameters.form import Field, form
from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import YamlError, parse_documents

_VARIABLE = re.compile(r"\{\s*env:\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}")
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LIST_FIX = "write a list as [a, b], and an object as {key: value}"


def parse_values(
    template: Template,
    assignments: Sequence[str],
    given: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The values of `name=text` assignments, over those that a file gave, in the form's types.

    `owner.mail=…` sets a part of an object, and a list grows with each assignment. `{env: NAME}`
    stands for the value of a variable of the environment: the only way to give a secret here.
    Raises TemplateError with all that is wrong; no value is in it.
    """
    fields = tuple(field for page in form(template) for field in page.fields)
    values, complaints = dict(given or {}), list(_unknown(given or {}, fields))
    appended: set[str] = set()
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        field = _find(name, fields)
        if not equals:
            complaints.append(
                _Complaint(f"{name!r} is not an assignment", "write --set name=value")
            )
        elif field is None:
            complaints.append(_stranger(name, fields))
        else:
            try:
                value = _assigned(text, field)
            except ValueError:
                reason = f"{name}: is not {with_article(field.type)}"
                complaints.append(_Complaint(reason, _LIST_FIX))
                continue
            if field.type == "array" and name in appended:
                value = [*_at(values, name), *value]
            appended.add(name)
            values = _with(values, name.split("."), value)
    _raise(template, complaints)
    return with_variables(template, values, environment or {})


def with_variables(
    template: Template, values: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, Any]:
    """The values, where each `{env: NAME}` that a question other than of an object has is its text.

    Raises TemplateError for variables that are not set, and for secrets that are given in plain.
    """
    complaints: list[_Complaint] = []
    fields = {field.name: field for page in form(template) for field in page.fields}
    found = {
        name: _filled(value, fields.get(name), name, environment, complaints)
        for name, value in values.items()
    }
    _raise(template, complaints)
    return found


def typed(text: str, field: Field) -> Any:
    """The text as a value of the type of its question. Raises ValueError where it is none."""
    for choice in field.choices if field.type != "array" else ():
        if _written(choice.value) == text:
            return choice.value
    if field.type == "string":
        return text
    if field.type == "boolean" and text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    value = _read(text)
    if field.type == "array" and not isinstance(value, list):
        inner = field.item if field.item is not None else None
        return [typed(text, inner)] if inner is not None and inner.type != "array" else [value]
    if field.type == "object" and not isinstance(value, Mapping):
        raise ValueError
    return value


def variable_of(name: str) -> str:
    """`API_TOKEN` for `apiToken`: the variable that examples take a secret from."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    variable = re.sub(r"\W+", "_", words, flags=re.ASCII).strip("_").upper()
    return variable if variable[:1].isalpha() else f"SECRET_{variable}".rstrip("_")


class _Complaint(NamedTuple):
    what: str
    fix: str


def _filled(
    value: Any,
    field: Field | None,
    name: str,
    environment: Mapping[str, str],
    complaints: list[_Complaint],
) -> Any:
    if isinstance(value, Mapping) and field is not None and field.fields:
        parts = {part.name: part for part in field.fields}
        return {
            key: _filled(one, parts.get(key), f"{name}.{key}", environment, complaints)
            for key, one in value.items()
        }
    if isinstance(value, list):
        item = field.item if field is not None and field.item is not None else field
        return [
            _filled(one, item, f"{name}.{index}", environment, complaints)
            for index, one in enumerate(value)
        ]
    variable = _variable(value)
    if variable is None:
        if field is not None and field.secret and value not in (None, ""):
            fix = f"write --set {name}='{{env: {variable_of(name)}}}', or leave it out to be asked"
            complaints.append(_Complaint(f"{name}: is a secret, and is given in plain", fix))
        return value
    if field is not None and field.type == "object":
        return value
    if variable not in environment:
        what = f"{name}: the environment has no variable {variable}"
        complaints.append(_Complaint(what, f"export {variable}=…"))
        return None
    try:
        return typed(environment[variable], field) if field is not None else environment[variable]
    except ValueError:
        what = f"{name}: the variable {variable} is not {with_article(field.type if field else '')}"
        complaints.append(_Complaint(what, f"export {variable}=…"))
        return None


def _variable(value: Any) -> str | None:
    """The name in `{env: NAME}`, as it is read from a file or written in an assignment."""
    if isinstance(value, Mapping) and list(value) == ["env"] and isinstance(value["env"], str):
        return value["env"]
    return None


def _assigned(text: str, field: Field) -> Any:
    variable = _VARIABLE.fullmatch(text.strip())
    if variable is None or field.type == "object":
        return typed(text, field)
    return [{"env": variable[1]}] if field.type == "array" else {"env": variable[1]}


def _read(text: str) -> Any:
    documents = parse_documents(text)
    if len(documents) != 1 or documents[0].error:
        raise ValueError
    return replace_surrogates(documents[0].data)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _find(name: str, fields: Iterable[Field]) -> Field | None:
    known = {field.name: field for field in fields}
    if name in known:
        return known[name]
    first, dot, rest = name.partition(".")
    return _find(rest, known[first].fields) if dot and first in known else None


def _unknown(given: Mapping[str, Any], fields: Sequence[Field]) -> Iterator[_Complaint]:
    known = {field.name for field in fields}
    yield from (_stranger(str(name), fields) for name in given if name not in known)


def _stranger(name: str, fields: Iterable[Field]) -> _Complaint:
    known = [field.name for field in fields]
    near = nearest(name, known)
    fix = f"did you mean {near}?" if near else f"its parameters are {', '.join(known) or 'none'}"
    return _Complaint(f"the template has no parameter {name!r}", fix)


def _at(values: Any, name: str) -> list[Any]:
    for part in name.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values if isinstance(values, list) else []


def _with(values: Any, path: list[str], value: Any) -> dict[str, Any]:
    known = dict(values) if isinstance(values, Mapping) else {}
    inner = value if len(path) == 1 else _with(known.get(path[0]), path[1:], value)
    return {**known, path[0]: inner}


def _raise(template: Template, complaints: Sequence[_Complaint]) -> None:
    if complaints:
        raise TemplateError(
            "\n".join(dict.fromkeys(complaint.what for complaint in complaints)),
            where=str(template.file),
            fix="; ".join(dict.fromkeys(complaint.fix for complaint in complaints)),
        )


def read_values(file: Path) -> dict[str, Any]:
    """The values of a file in YAML or JSON. Raises TemplateError with file and line."""
    try:
        documents = parse_documents(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YamlError) as error:
        raise TemplateError(f"cannot be read: {error}", where=str(file)) from None
    for document in documents:
        if document.error is not None:
            where = f"{file}:{document.error.position.line}"
            raise TemplateError(document.error.what, where=where, fix="correct the file")
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        fix = "write one `name: value` a line"
        raise TemplateError("must hold one mapping of parameters", where=str(file), fix=fix)
    values: dict[str, Any] = replace_surrogates(documents[0].data)
    return values
