"""Conditions of steps in words: ``when `docs` is off``."""

from __future__ import annotations

import json
import re
from typing import Any

_MOST = 120
_NAME = r"parameters\.([\w.-]+)"
_GIVEN = re.compile(rf"\$\{{\{{\s*{_NAME}\s*\}}\}}", re.ASCII)
_NOT_GIVEN = re.compile(rf"\$\{{\{{\s*(?:not\s+|!\s*){_NAME}\s*\}}\}}", re.ASCII)
_COMPARED = re.compile(
    rf"""\$\{{\{{\s*{_NAME}\s*(===?|!==?)\s*(?:"([^"]*)"|'([^']*)'|([\w.]+))\s*\}}\}}""", re.ASCII
)
_EXPRESSION = re.compile(r"\$\{\{(.*)\}\}", re.DOTALL)
_SWITCH = {True: "on", False: "off"}


def step_condition(stated: Any, switches: frozenset[str]) -> str:
    """The condition of a step; empty where there is none. `switches` are the boolean parameters."""
    if stated is None or stated is True:
        return ""
    if not isinstance(stated, str):
        return "never" if stated is False else f"when {_short(json.dumps(stated, default=str))}"
    if found := _GIVEN.fullmatch(stated.strip()):
        return f"when `{found[1]}` is {'on' if found[1] in switches else 'given'}"
    if found := _NOT_GIVEN.fullmatch(stated.strip()):
        return f"when `{found[1]}` is {'off' if found[1] in switches else 'not given'}"
    if found := _COMPARED.fullmatch(stated.strip()):
        value = next((one for one in found.groups()[2:] if one is not None), "")
        negated = "not " if found[2].startswith("!") else ""
        return f"when `{found[1]}` is {negated}{_scalar(value)}"
    inner = _EXPRESSION.fullmatch(stated.strip())
    return f"when `{_short((inner[1] if inner else stated).strip())}`"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return _SWITCH[value]
    if value == "":
        return "empty"
    return f"`{_short(value if isinstance(value, str) else json.dumps(value, default=str))}`"


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
