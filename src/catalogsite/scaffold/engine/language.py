"""The template language of Backstage's scaffolder: Nunjucks in form, JavaScript in its values.

Jinja2 parses and runs it. What differs is bridged here; regular expression literals and `switch`
are not: they are errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from jinja2 import ChainableUndefined, TemplateError, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment

from catalogsite.errors import CatalogsiteError
from catalogsite.scaffold.engine.filters import FILTERS, NUNJUCKS_FILTERS, dump
from catalogsite.scaffold.engine.js_values import (
    JsList,
    JsObject,
    add,
    arithmetic,
    as_text,
    equal,
    joined,
    less,
    plain,
)
from catalogsite.scaffold.engine.methods import method

_LONE = re.compile(r"\$\{\{-?(.*?)-?\}\}", re.DOTALL)
_VERBATIM = re.compile(r"(\{%-?\s*)(end)?verbatim(\s*-?%\})")


FAILURES = (
    CatalogsiteError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    MemoryError,
    TypeError,
    ValueError,
)
"""What a text of someone else's may raise while it is rendered, besides errors of the language."""


class _Spelling(Extension):
    """Reads `===`, `!==`, `elseif` and `verbatim` as Jinja2 spells them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _VERBATIM.sub(lambda m: f"{m[1]}{m[2] or ''}raw{m[3]}", source)

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        before = ""
        for token in stream:
            if token.type == "name" and token.value == "elseif" and before == "block_begin":
                yield Token(token.lineno, "name", "elif")
            elif not (token.type == "assign" and before in {"eq", "ne"}):
                yield token
            before = token.type


class Language(SandboxedEnvironment):
    """A sandboxed environment whose values behave as JavaScript's do."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a key of an object, or one of the known methods."""
        if isinstance(obj, Mapping):
            missing = attribute not in obj
            return self.undefined(obj=obj, name=attribute) if missing else obj[attribute]
        known = method(obj, attribute)
        return super().getattr(obj, attribute) if known is None else known

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`: a negative index is undefined."""
        if isinstance(obj, list | str) and isinstance(argument, int) and argument < 0:
            return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Mapping) or isinstance(argument, str):
            return self.getattr(obj, str(argument))
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Sums and products, as JavaScript does them."""
        del context
        return add(left, right) if operator == "+" else arithmetic(operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _bridge(tree)
        return tree


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
        extensions=[_Spelling],
    )
    for name in set(environment.filters) - NUNJUCKS_FILTERS:
        del environment.filters[name]
    for name in ("lipsum", "dict", "namespace"):
        del environment.globals[name]
    environment.filters.update(FILTERS)
    environment.filters.update(_BRIDGES)
    environment.tests.update(_TESTS)
    if cookiecutter:
        environment.filters["jsonify"] = dump
    environment.globals.update(always=lambda: True, failure=lambda: False, null=None)
    return environment


def render(environment: Language, text: str, context: Mapping[str, Any]) -> str:
    """Render a text, and keep the line ends that it has."""
    crlf = "\r\n" in text
    chosen = environment.overlay(newline_sequence="\r\n") if crlf else environment
    return chosen.from_string(text).render(**context)


class Missing:
    """What stands for `undefined` in an evaluated input: the key is dropped."""


MISSING = Missing()


def evaluate(environment: Language, value: Any, context: Mapping[str, Any]) -> Any:
    """Render every string of a step's input; a text that fails stays as it is written."""
    if isinstance(value, str):
        try:
            return evaluate_text(environment, value, context)
        except (TemplateError, *FAILURES):
            return value
    if isinstance(value, Mapping):
        items = ((key, evaluate(environment, item, context)) for key, item in value.items())
        return JsObject((key, item) for key, item in items if item is not MISSING)
    if isinstance(value, list):
        done = [evaluate(environment, item, context) for item in value]
        return JsList(None if item is MISSING else item for item in done)
    return value


def evaluate_text(environment: Language, text: str, context: Mapping[str, Any]) -> Any:
    """The value of one text of a step. Raises TemplateError of the language, or one of FAILURES."""
    lone = _LONE.fullmatch(text)
    if lone and "${{" not in lone[1]:
        return _evaluate_expression(environment, lone[1].strip(), context)
    return render(environment, text, context)


def _evaluate_expression(environment: Language, text: str, context: Mapping[str, Any]) -> Any:
    # Jinja2's own compile_expression passes our _parse by, so the expression goes by a variable.
    found: list[Any] = []
    source = "{% if " + _NOTE + "(" + text + ") %}{% endif %}"
    environment.from_string(source).render(**context, **{_NOTE: found.append})
    return MISSING if isinstance(found[0], Undefined) else plain(found[0])


_NOTE = "note__"


def _bridge(tree: nodes.Template) -> None:
    """Put our own rules into the parsed template where Jinja2's differ."""
    for loop in tree.find_all(nodes.For):
        pairs = isinstance(loop.target, nodes.Tuple)
        loop.iter = _call("pairs__" if pairs else "items__", loop.iter)
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Name):
            pair.key = nodes.Const(pair.key.name, lineno=pair.lineno)
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for field, value in list(parent.iter_fields()):
            if isinstance(value, list):
                setattr(parent, field, [_compared(item) for item in value])
            else:
                setattr(parent, field, _compared(value))


def _compared(node: Any) -> Any:
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in _COMPARISONS:
        return _call(f"{node.ops[0].op}__", node.expr, node.ops[0].expr)
    if isinstance(node, nodes.Concat):
        return _call("concat__", node.nodes[0], *node.nodes[1:])
    return node


def _call(name: str, subject: nodes.Expr | nodes.Node, *given: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(
        cast("nodes.Expr", subject), name, list(given), [], None, None, lineno=subject.lineno
    )


def _items(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | Undefined):
        return []
    return value


def _pairs(value: Any) -> Any:
    return list(value.items()) if isinstance(value, Mapping) else _items(value)


_TESTS: dict[str, Callable[..., Any]] = {
    "truthy": bool,
    "falsy": lambda value: not value,
    "null": lambda value: value is None,
}
_COMPARISONS = frozenset({"eq", "ne", "lt", "gt", "lteq", "gteq"})
_BRIDGES: dict[str, Callable[..., Any]] = {
    "items__": _items,
    "pairs__": _pairs,
    "concat__": joined,
    "eq__": equal,
    "ne__": lambda left, right: not equal(left, right),
    "lt__": less,
    "gt__": lambda left, right: less(right, left),
    "lteq__": lambda left, right: less(left, right) or equal(left, right),
    "gteq__": lambda left, right: less(right, left) or equal(left, right),
}
