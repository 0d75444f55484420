"""The command that runs a template, for readers without scripts and as the browser begins it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from catalogsite.model.urls import split_ref
from catalogsite.render.views.create.parameters import ParameterRow

_PLAIN_NAME = re.compile(r"[\w.-]+", re.ASCII)


def program(ref: str) -> str:
    """`catalogsite new NAME`."""
    _, namespace, name = split_ref(ref)
    return f"catalogsite new {name if namespace == 'default' else f'{namespace}/{name}'}"


def example_command(ref: str, rows: Iterable[ParameterRow]) -> str:
    """The command with the answers that are always required, named so that they are seen."""
    asked = (
        row for row in rows if row.required and not row.default and not row.condition
    )  # fmt: skip
    return program(ref) + "".join(f" --set {_example(row)}" for row in asked)


def _example(row: ParameterRow) -> str:
    if row.secret:
        return shlex.quote(f"{row.name}={{env: {row.variable}}}")
    if row.choices:
        return shlex.quote(f"{row.name}={row.choices[0]}")
    example = f"{row.name}=<{row.name}>"
    return example if _PLAIN_NAME.fullmatch(row.name) else shlex.quote(example)
