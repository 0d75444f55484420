"""Conditions of forms and steps in words: ``when `docs` is off``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
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


def schema_condition(schema: Any) -> str:
    """What a schema demands of the other answers: "`docs` is off and `kind` is api"; never empty."""
    return " and ".join(_demands(schema)) or "the answers fit"


def opposite(words: str) -> str:
    """The condition that holds where another does not."""
    if " and " not in words and " is " in words and " is not " not in words:
        name, _, value = words.partition(" is ")
        if value in _SWITCH.values():
            return f"{name} is {'off' if value == 'on' else 'on'}"
        return f"{name} is not {value}"
    return f"not ({words})"


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


def _demands(schema: Any) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties")
    stated = properties if isinstance(properties, Mapping) else {}
    for name, wanted in stated.items():
        if words := _demand(wanted):
            yield f"`{name}` {words}"
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in stated:
            yield f"`{name}` is given"
    every, either = schema.get("allOf"), schema.get("anyOf")
    for part in every if isinstance(every, list) else ():
        yield from _demands(part)
    if isinstance(either, list) and either:
        yield " or ".join(schema_condition(part) for part in either)
    if isinstance(schema.get("not"), Mapping):
        yield opposite(schema_condition(schema["not"]))


def _demand(wanted: Any) -> str:
    if not isinstance(wanted, Mapping):
        return ""
    if "const" in wanted:
        return f"is {_scalar(wanted['const'])}"
    if isinstance(wanted.get("enum"), list):
        return "is " + " or ".join(map(_scalar, wanted["enum"]))
    if isinstance(wanted.get("not"), Mapping):
        return _demand(wanted["not"]).replace("is ", "is not ", 1)
    if "contains" in wanted:
        return f"has one that {_demand(wanted['contains']) or 'fits'}"
    if "pattern" in wanted:
        return f"matches `{_short(str(wanted['pattern']))}`"
    limits = {"minimum": "is at least", "maximum": "is at most", "minLength": "is given"}
    for word, words in limits.items():
        if word in wanted:
            return words if word == "minLength" else f"{words} {wanted[word]}"
    return ""


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return _SWITCH[value]
    if value == "":
        return "empty"
    return f"`{_short(value if isinstance(value, str) else json.dumps(value, default=str))}`"


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
