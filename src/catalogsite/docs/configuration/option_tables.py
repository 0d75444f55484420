"""The tables of extensions, plugins and settings: what becomes of each option of a mkdocs.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import Field

from catalogsite.docs.configuration.option_values import KINDS, Reading
from catalogsite.model.value import Value
from catalogsite.problems.suggest import nearest
from catalogsite.yaml12.positions import Path


class Disobeyed(Value):
    """An option that is not obeyed: because nobody can see it, or reported with a reason.

    `nested` are the options inside it that are reported all the same; `unless` is a value that
    needs no report.
    """

    ignored: str | None = None
    reported: str | None = None
    unless: Any = None
    nested: Mapping[str, Disobeyed] = Field(default_factory=dict)


class Table(Value):
    """The options of one extension or plugin.

    `options` gives the kind of each option that is obeyed; `any_option` is why all others may be
    ignored. `nested` options are named like extensions and belong to them, and the options of an
    extension with `passed_to` are those of another one.
    """

    loaded: Literal["always", "asked", "same"] = "same"
    options: Mapping[str, str | Disobeyed] = Field(default_factory=dict)
    any_option: str | None = None
    passed_to: str | None = None
    nested: bool = False


@cache
def extension_tables() -> Mapping[str, Table]:
    """The table of each Markdown extension that is supported, by name."""
    return _tables("extensions")


@cache
def plugin_tables() -> Mapping[str, Table]:
    """The table of each plugin whose work is done here, or is invisible, by name."""
    return _tables("plugins")


@cache
def settings_table() -> Mapping[str, str | Disobeyed]:
    """What becomes of each key of a mkdocs.yml: `obeyed`, ignored or reported."""
    found = _read("settings").items()
    return {k: v if isinstance(v, str) else Disobeyed.model_validate(v) for k, v in found}


def _tables(name: str) -> Mapping[str, Table]:
    found = _read(name)[name].items()
    return {key: Table.model_validate(table) for key, table in found}


def _read(name: str) -> dict[str, Any]:
    text = files("catalogsite.docs.configuration").joinpath(f"{name}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def read_options(table: Table, options: Mapping[Any, Any], reading: Reading) -> dict[str, Any]:
    """The values of the options that are obeyed; every other is reported in `reading`."""
    obeyed: dict[str, Any] = {}
    for option, value in options.items():
        name = str(option)
        rule = table.options.get(name)
        if isinstance(rule, str):
            read = KINDS[rule](value, reading, (name,))
            if read is not None:
                obeyed[name] = read
        elif rule is not None:
            _disobey(rule, value, reading, (name,))
        elif table.any_option is None:
            reading.unknown((name,), nearest(name, table.options))
    return obeyed


def _disobey(rule: Disobeyed, value: Any, reading: Reading, path: Path) -> None:
    if rule.reported is not None and value != rule.unless and value is not None:
        reading.left_out(path, rule.reported)
    for name, inner in rule.nested.items():
        if isinstance(value, Mapping) and name in value:
            _disobey(inner, value[name], reading, (*path, name))
