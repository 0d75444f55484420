"""The template language of Backstage's scaffolder: Nunjucks in form, JavaScript in its values.

Jinja2 runs it. What differs is bridged here: how values become text, what is true, which methods
strings and lists have, and `===`. Regular expression literals are not bridged: they are an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment

from catalogsite.scaffold.filters import FILTERS, dump

_LONE = re.compile(r"\s*\$\{\{-?(.*?)-?\}\}\s*", re.DOTALL)


class JsList(list[Any]):
    """A list that is true even when it is empty, as in JavaScript."""

    def __bool__(self) -> bool:
        return True


class JsObject(dict[str, Any]):
    """An object that is true even when it is empty, as in JavaScript."""

    def __bool__(self) -> bool:
        return True


class _StrictEquality(Extension):
    """Reads `===` and `!==` as `==` and `!=`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        before = ""
        for token in stream:
            if not (token.type == "assign" and before in {"eq", "ne"}):
                yield token
            before = token.type


class Language(SandboxedEnvironment):
    """A sandboxed environment whose values behave as JavaScript's do."""

    intercepted_binops = frozenset({"+", "/"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a key of an object, or one of the known methods."""
        if isinstance(obj, Mapping):
            found = obj.get(attribute)
            return self.undefined(obj=obj, name=attribute) if attribute not in obj else found
        method = _method(obj, attribute)
        return super().getattr(obj, attribute) if method is None else method

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`: a negative index is undefined."""
        if isinstance(obj, list | str) and isinstance(argument, int) and argument < 0:
            return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Mapping) or isinstance(argument, str):
            return self.getattr(obj, str(argument))
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`+` joins as soon as one side is text; `/` by zero is no crash."""
        if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
            return as_text(left) + as_text(right)
        if operator == "/" and right == 0:
            return self.undefined(name="division by zero")
        return super().call_binop(context, operator, left, right)


def language(
    *, trim_blocks: bool = False, lstrip_blocks: bool = False, cookiecutter: bool = False
) -> Language:
    """An environment for one fetch; with `cookiecutter`, in Cookiecutter's delimiters."""
    environment = Language(
        variable_start_string="{{" if cookiecutter else "${{",
        variable_end_string="}}",
        trim_blocks=trim_blocks,
        lstrip_blocks=lstrip_blocks,
        keep_trailing_newline=True,
        undefined=ChainableUndefined,
        finalize=as_text,
        autoescape=False,
        extensions=[_StrictEquality],
    )
    environment.filters.update(FILTERS)
    if cookiecutter:
        environment.filters["jsonify"] = dump
    environment.globals.update(always=lambda: True, failure=lambda: False)
    return environment


def as_text(value: Any) -> str:
    """A value as JavaScript prints it."""
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ",".join(map(as_text, value))
    return "[object Object]" if isinstance(value, Mapping) else str(value)


def wrap(value: Any) -> Any:
    """The same JSON, with lists and objects that are true when empty."""
    if isinstance(value, Mapping):
        return JsObject((key, wrap(item)) for key, item in value.items())
    return JsList(map(wrap, value)) if isinstance(value, list | tuple) else value


def truthy(value: Any) -> bool:
    """Whether a step's `if` lets it run: JavaScript's truth, but an empty list is false."""
    if isinstance(value, list | tuple):
        return len(value) > 0
    return True if isinstance(value, Mapping) else bool(value)


class Missing:
    """What stands for `undefined` in an evaluated input: the key is dropped."""


MISSING = Missing()


def evaluate(environment: Language, value: Any, context: Mapping[str, Any]) -> Any:
    """Render every string of a step's input; a text that fails stays as it is written."""
    if isinstance(value, str):
        return _evaluate_text(environment, value, context)
    if isinstance(value, Mapping):
        items = ((key, evaluate(environment, item, context)) for key, item in value.items())
        return JsObject((key, item) for key, item in items if item is not MISSING)
    if isinstance(value, list):
        done = [evaluate(environment, item, context) for item in value]
        return JsList(None if item is MISSING else item for item in done)
    return value


def _evaluate_text(environment: Language, text: str, context: Mapping[str, Any]) -> Any:
    try:
        lone = _LONE.fullmatch(text)
        if lone and "${{" not in lone[1]:
            compiled = environment.compile_expression(lone[1].strip(), undefined_to_none=False)
            result = compiled(**context)
            return MISSING if isinstance(result, Undefined) else result
        return environment.from_string(text).render(**context)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
        return text


def _method(obj: Any, name: str) -> Any:
    if isinstance(obj, str):
        return len(obj) if name == "length" else _bind(_STRING_METHODS.get(name), obj)
    if isinstance(obj, list):
        return len(obj) if name == "length" else _bind(_LIST_METHODS.get(name), obj)
    return None


def _bind(method: Callable[..., Any] | None, obj: Any) -> Any:
    return None if method is None else lambda *given: method(obj, *given)


def _slice(obj: Any, start: int = 0, end: int | None = None) -> Any:
    return obj[start:end]


def _split(text: str, mark: str | None = None) -> JsList:
    if mark is None:
        return JsList([text])
    return JsList(text.split(mark) if mark else text)


_STRING_METHODS: dict[str, Callable[..., Any]] = {
    "toUpperCase": str.upper,
    "toLowerCase": str.lower,
    "trim": str.strip,
    "includes": lambda text, part: part in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "indexOf": str.find,
    "charAt": lambda text, place=0: text[place : place + 1] if place >= 0 else "",
    "slice": _slice,
    "split": _split,
    "replace": lambda text, old, new: text.replace(old, new, 1),
}
_LIST_METHODS: dict[str, Callable[..., Any]] = {
    "includes": lambda items, item: item in items,
    "indexOf": lambda items, item: items.index(item) if item in items else -1,
    "join": lambda items, mark=",": mark.join(map(as_text, items)),
    "slice": lambda items, *given: JsList(_slice(items, *given)),
    "concat": lambda items, other: JsList([*items, *other]),
}
