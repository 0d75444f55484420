"""The questions of a `copier.yml` as a form. Jinja in them is text here: only Copier evaluates it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.yaml12.documents import YamlError, parse_documents

FILES = ("copier.yml", "copier.yaml")
"""The names of the file that makes a repository a Copier template, at its top."""

CODE = {"_tasks": "tasks", "_migrations": "migrations", "_jinja_extensions": "Jinja extensions"}
"""Settings of a template that are code: Copier runs them only where the template is trusted."""

_TYPES = {
    "str": "string",
    "path": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
}
_BOOLEANS = {"yes": True, "on": True, "no": False, "off": False}
_MOST = 300
_LONGEST = 1000
_MOST_BYTES = 1_000_000


class CopierTemplate(NamedTuple):
    """A Copier template: the JSON Schema of its questions, the code in it, and what it says at the end."""

    form: dict[str, Any]
    code: tuple[str, ...]


def copier_template(content: bytes, where: str) -> CopierTemplate:
    """What a `copier.yml` asks, and whether it holds code. Raises TemplateError."""
    data = _data(content, where)
    secrets = data.get("_secret_questions")
    hidden = {str(one) for one in secrets} if isinstance(secrets, list) else set[str]()
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, stated in list(data.items())[:_MOST]:
        question = _question(stated, name in hidden) if _is_asked(name, stated) else None
        if question is not None:
            properties[name] = question.schema
            if question.required:
                required.append(name)
    form: dict[str, Any] = {"properties": properties}
    if required:
        form["required"] = required
    return CopierTemplate(form, tuple(word for key, word in CODE.items() if data.get(key)))


def _data(content: bytes, where: str) -> dict[str, Any]:
    if len(content) > _MOST_BYTES:
        raise TemplateError("is too large", where=where)
    try:
        documents = parse_documents(content.decode("utf-8"))
    except (YamlError, UnicodeDecodeError) as error:
        raise TemplateError(f"cannot be read: {error}", where=where) from None
    found: dict[str, Any] = {}
    for document in documents:
        if document.error is not None:
            raise TemplateError(f"cannot be read: {document.error.what}", where=where)
        # Other documents may include files, whose questions only Copier knows.
        if isinstance(document.data, dict):
            found |= {str(key): value for key, value in document.data.items()}
    return found


class _Question(NamedTuple):
    schema: dict[str, Any]
    required: bool


def _is_asked(name: str, stated: Any) -> bool:
    never = isinstance(stated, Mapping) and stated.get("when") is False
    return not name.startswith("_") and not never


def _question(stated: Any, hidden: bool) -> _Question | None:
    given = stated if isinstance(stated, Mapping) else {"default": stated}
    conditional = given.get("when") not in (None, True)
    default = given.get("default")
    if given.get("type") == "bool" and isinstance(default, str):
        # Copier reads YAML 1.1, where these words are no texts.
        default = _BOOLEANS.get(default.lower(), default)
    known = _is_plain(default) and not _is_jinja(default)
    schema: dict[str, Any] = dict(_type(given, default))
    words = [
        *_text(given.get("help")),
        *_notes(given, default if conditional or not known else None),
    ]
    if words:
        schema["description"] = " ".join(words)
    if known and not conditional:
        schema["default"] = default
    if isinstance(given.get("placeholder"), str):
        schema["ui:placeholder"] = given["placeholder"][:_LONGEST]
    if hidden or given.get("secret") is True:
        schema.pop("default", None)
        schema["ui:field"] = "Secret"
        return _Question(schema, False)
    return _Question(schema, "default" not in given and not conditional)


def _type(given: Mapping[str, Any], default: Any) -> Iterator[tuple[str, Any]]:
    several = given.get("multiselect") is True
    choices, names = _choices(given.get("choices"))
    values = {"enum": choices, "enumNames": names} if choices else {}
    if several:
        yield from {"type": "array", "items": {**values}, "uniqueItems": True}.items()
        return
    yield from values.items()
    kind = given.get("type")
    if kind is None:
        kind = {bool: "bool", int: "int", float: "float", str: "str"}.get(type(default))
    if isinstance(kind, str) and kind in _TYPES and not choices:
        yield "type", _TYPES[kind]
    if given.get("multiline") is True:
        yield "ui:widget", "textarea"


def _choices(stated: Any) -> tuple[list[Any], list[str]]:
    """Values and labels; empty where Jinja makes them."""
    pairs: list[tuple[str, Any]] = []
    if isinstance(stated, Mapping):
        pairs = [(str(label), value) for label, value in stated.items()]
    elif isinstance(stated, list):
        pairs = [
            (str(one[0]), one[1]) if isinstance(one, list) and len(one) == 2 else (str(one), one)
            for one in stated
        ]
    plain = [
        (label, value.get("value") if isinstance(value, Mapping) else value)
        for label, value in pairs
    ]
    if len(plain) > _MOST or any(_is_jinja(v) or isinstance(v, list | dict) for _, v in plain):
        return [], []
    return [value for _, value in plain], [label for label, _ in plain]


def _notes(given: Mapping[str, Any], default: Any) -> Iterator[str]:
    """What Copier decides, in words."""
    when = given.get("when")
    if when not in (None, True):
        yield f"Asked when `{_shown(when)}`."
    if default is not None:
        yield f"Default: `{_shown(default)}`."
    if isinstance(given.get("choices"), str):
        yield f"One of `{given['choices'][:_LONGEST]}`."


def _text(value: Any) -> list[str]:
    text = value.strip() if isinstance(value, str) else ""
    return [text[:_LONGEST]] if text else []


def _is_plain(value: Any) -> bool:
    """Whether a default is a scalar, or a list of a few; others may be of any size."""
    if isinstance(value, list):
        return len(value) <= _MOST and all(isinstance(one, str | int | float) for one in value)
    return isinstance(value, str | int | float)


def _shown(value: Any) -> str:
    return str(value)[:_LONGEST] if isinstance(value, str | int | float) else "…"


def _is_jinja(value: Any) -> bool:
    return isinstance(value, str) and any(mark in value for mark in ("{{", "{%", "[["))
