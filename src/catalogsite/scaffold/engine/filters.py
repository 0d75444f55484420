"""The filters that Backstage adds to its template language."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jinja2.filters import do_batch, sync_do_slice
from jinja2.runtime import Undefined

from catalogsite.catalog.relations.references import parse_ref
from catalogsite.errors import UserError
from catalogsite.scaffold.engine.js_values import as_text, plain

_WIDEST = 10_000


def parse_repo_url(text: str) -> dict[str, str]:
    """`host?owner=o&repo=r` as an object."""
    if not isinstance(text, str):
        raise UserError("a repository address must be a text")
    parts = urlsplit(f"https://{text}")
    given = dict(parse_qsl(parts.query))
    if not parts.netloc or "repo" not in given:
        raise UserError(f"not a repository address: {text!r}", fix="write host?owner=o&repo=r")
    order = ("owner", "repo", "organization", "workspace", "project")
    return {"host": parts.netloc, **{name: given[name] for name in order if name in given}}


def project_slug(text: str) -> str:
    """`owner/repo` of a repository address."""
    parts = parse_repo_url(text)
    owner = parts.get("owner") or parts.get("workspace") or parts.get("project") or ""
    return f"{owner}/{parts['repo']}"


def parse_entity_ref(text: str, defaults: Mapping[str, str] | None = None) -> dict[str, str]:
    """Kind, namespace and name of a reference."""
    given = defaults or {}
    return parse_ref(text, given.get("defaultKind"), given.get("defaultNamespace"))._asdict()


def pick(value: Any, path: str | int | list[Any]) -> Any:
    """What lies at `a.b[0].c` in a value, or nothing."""
    steps = (
        path if isinstance(path, list) else str(path).replace("[", ".").replace("]", "").split(".")
    )
    for step in steps:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and str(step).isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def dump(value: Any, indent: int | None = None) -> str:
    """The value as JSON."""
    if isinstance(value, Undefined):
        return ""
    marks = (",", ":") if indent is None else (",", ": ")
    return json.dumps(plain(value), indent=indent, separators=marks, ensure_ascii=False)


def _escape(value: Any) -> str:
    text = as_text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def _title(value: Any) -> str:
    return re.sub(r"\S+", lambda word: word[0].capitalize(), as_text(value))


def _width(stated: Any) -> int:
    # A template of someone else must not fill the memory with blanks.
    width = int(stated)
    if width > _WIDEST:
        raise UserError(f"{width} is wider than any text: at most {_WIDEST}")
    return width


def _center(value: Any, width: int = 80) -> str:
    return as_text(value).center(_width(width))


def _batch(value: Any, size: int, fill: Any = None) -> list[Any]:
    return list(do_batch(value, _width(size), fill))


def _slices(value: Any, count: int, fill: Any = None) -> list[Any]:
    return list(sync_do_slice(value, _width(count), fill))


def _indent(value: Any, width: int = 4, first: bool = False) -> str:
    width = _width(width)
    text = as_text(value).replace("\n", "\n" + " " * width)
    return " " * width + text if first else text


def _round(value: Any, precision: int = 0, how: str = "common") -> float:
    scale = 10.0**precision
    rule = {"ceil": math.ceil, "floor": math.floor}.get(how, lambda x: math.floor(x + 0.5))
    result = rule(value * scale) / scale
    return int(result) if result.is_integer() else result


NUNJUCKS_FILTERS = frozenset(
    {
        *("abs", "batch", "capitalize", "center", "default", "d", "dictsort", "first", "float"),
        *("groupby", "int", "join", "last", "length", "list", "lower", "random", "reject"),
        *("rejectattr", "replace", "reverse", "select", "selectattr", "slice", "sort"),
        *("striptags", "sum", "trim", "truncate", "upper", "urlencode", "urlize", "wordcount"),
    }
)
"""The filters of Jinja2 that the language has too; the others are unknown there."""

FILTERS: dict[str, Callable[..., Any]] = {
    "parseRepoUrl": parse_repo_url,
    "projectSlug": project_slug,
    "parseEntityRef": parse_entity_ref,
    "pick": pick,
    "dump": dump,
    "e": _escape,
    "escape": _escape,
    "forceescape": _escape,
    "safe": as_text,
    "string": as_text,
    "title": _title,
    "indent": _indent,
    "center": _center,
    "batch": _batch,
    "slice": _slices,
    "round": _round,
    "nl2br": lambda value: re.sub(r"\r\n|\n", "<br />\n", as_text(value)),
}
