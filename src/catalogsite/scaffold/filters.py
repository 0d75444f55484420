"""The filters that Backstage adds to its template language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jinja2.runtime import Undefined

from catalogsite.catalog.references import parse_ref
from catalogsite.errors import UserError


def parse_repo_url(text: str) -> dict[str, str]:
    """`host?owner=o&repo=r` as an object."""
    parts = urlsplit(f"https://{text}")
    given = dict(parse_qsl(parts.query))
    if not parts.netloc or "repo" not in given:
        raise UserError(f"not a repository address: {text!r}", fix="write host?owner=o&repo=r")
    return {"host": parts.netloc, **given}


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
    return json.dumps(value, indent=indent, separators=marks, ensure_ascii=False)


FILTERS: dict[str, Callable[..., Any]] = {
    "parseRepoUrl": parse_repo_url,
    "projectSlug": project_slug,
    "parseEntityRef": parse_entity_ref,
    "pick": pick,
    "dump": dump,
}
