"""One file of a Terraform module, in HCL or JSON: the modules and providers that it names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from catalogsite.inference.manifest import ManifestError, line_of
from catalogsite.inference.packages.scripts.statements import (
    Group,
    Statement,
    blocks,
    group_at,
    is_mark,
    statements_of,
    string_at,
    word,
)
from catalogsite.inference.packages.scripts.tokens import HCL
from catalogsite.model.text.unicode import replace_surrogates


class ModuleCall(NamedTuple):
    """A block that names a module or a provider; `line` is that of its source."""

    name: str
    source: str | None
    version: str | None
    line: int
    in_test: bool = False


class TerraformFile(NamedTuple):
    """What one file says of modules and providers, and whether it says where a state is kept."""

    path: str
    calls: tuple[ModuleCall, ...] = ()
    providers: tuple[ModuleCall, ...] = ()
    has_state: bool = False


def parse_file(text: str, file: str) -> TerraformFile:
    """The content of one file. Raises ManifestError."""
    if file.endswith(".json"):
        return _from_json(text, file)
    statements = statements_of(text, HCL, "HCL")
    calls = [_call(_label(one, 1), block) for one, block in blocks(statements, "module")]
    for one, run in blocks(statements, "run"):
        calls += (
            _call(_label(one, 1), block, in_test=True) for _, block in blocks(run.parts, "module")
        )
    providers: list[ModuleCall] = []
    has_state = False
    for _, settings in blocks(statements, "terraform"):
        has_state = has_state or any(word(one, 0) in {"backend", "cloud"} for one in settings.parts)
        for _, block in blocks(settings.parts, "required_providers"):
            providers += _providers(block)
    return TerraformFile(file, tuple(calls), tuple(providers), has_state)


def _label(statement: Statement, at: int) -> str:
    found = string_at(statement, at)
    return found.text if found else word(statement, at) or ""


def _call(name: str, block: Group, *, in_test: bool = False) -> ModuleCall:
    source, line = _value(block, "source")
    version, _ = _value(block, "version")
    return ModuleCall(name, source, version, line or block.line, in_test)


def _value(block: Group, key: str) -> tuple[str | None, int | None]:
    """The text of an attribute and its line; an expression has none."""
    for one in block.parts:
        named = word(one, 0) or _label(one, 0)
        found = string_at(one, 2)
        if (
            named == key
            and found
            and found.plain
            and (is_mark(one, 1, "=") or is_mark(one, 1, ":"))
        ):
            return found.text, found.line
    return None, None


def _providers(block: Group) -> Iterator[ModuleCall]:
    for one in block.parts:
        stated = group_at(one, 2, "{")
        if stated is not None:
            call = _call(_label(one, 0), stated)
            if call.source:
                yield call
            else:
                yield call._replace(source=f"hashicorp/{call.name}")


def _from_json(text: str, file: str) -> TerraformFile:
    try:
        data = replace_surrogates(json.loads(text))
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, "JSON", error.msg) from error
    calls = [
        _json_call(name, stated, text)
        for blocks_ in _objects(_get(data, "module"))
        for name, content in blocks_.items()
        for stated in _objects(content)
    ]
    settings = _objects(_get(data, "terraform"))
    providers = [
        _json_call(name, stated, text)
        for one in settings
        for block in _objects(one.get("required_providers"))
        for name, stated in block.items()
        if isinstance(stated, dict)
    ]
    has_state = any({"backend", "cloud"} & set(one) for one in settings)
    stated_providers = tuple(one for one in providers if one.source)
    return TerraformFile(file, tuple(calls), stated_providers, has_state)


def _json_call(name: str, stated: dict[str, Any], text: str) -> ModuleCall:
    source, version = stated.get("source"), stated.get("version")
    return ModuleCall(
        name,
        source if isinstance(source, str) else None,
        version if isinstance(version, str) else None,
        line_of(text, '"source"', after=f'"{name}"') or 1,
    )


def _get(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _objects(value: Any) -> Sequence[dict[str, Any]]:
    """A block of JSON: an object, or a list of them."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
