"""Expressions in annotations: label selectors, searches of Grafana, rules of Prometheus."""

from __future__ import annotations

import re

from catalogsite.catalog.kinds import formats
from catalogsite.model.facts.activity.dashboard_selector import (
    FIELDS,
    DashboardSelector,
    DashboardSelectorError,
)

_REQUIREMENT = re.compile(
    r"(?P<not>!)?\s*(?P<key>[^\s=!<>(),]+)\s*"
    r"(?:(?P<sign>==|=|!=|<|>)\s*(?P<value>[^\s=!<>(),]*)|\s(?:in|notin)\s*\((?P<set>[^()]*)\))?"
)
_OUTSIDE_BRACKETS = re.compile(r",(?![^(]*\))")
_SIMILAR = re.compile(r"([\w-]+)\s*[=:]\s*['\"]?([\w .:/-]+?)['\"]?")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def label_selector_fault(text: str) -> str | None:
    """Why a text is not a label selector of Kubernetes; None if it is one."""
    for piece in _OUTSIDE_BRACKETS.split(text):
        found = _REQUIREMENT.fullmatch(piece.strip())
        if found is None or (found["not"] and (found["sign"] or found["set"] is not None)):
            return (
                f"`{piece.strip()}` is not a requirement" if piece.strip() else "one part is empty"
            )
        if not formats.is_prefixed_name(found["key"]):
            return f"`{found['key']}` is not the name of a label"
        values = found["set"].split(",") if found["set"] is not None else [found["value"] or ""]
        for value in values:
            if not formats.is_label_value(value.strip()):
                return f"`{value.strip()}` is not the value of a label"
    return None


def pairs_fault(text: str) -> str | None:
    """Why a text is not of the form `label=value,label=value`; None if it is."""
    for piece in text.split(","):
        name, equals, value = piece.strip().partition("=")
        if not equals or not name.strip() or not value.strip():
            return f"`{piece.strip()}` is not of the form `label=value`"
    return None


def rules_fault(text: str) -> str | None:
    """Why a text is not of the form `query|label,query|label`; None if it is.

    The plugin splits at every comma, so a query cannot contain one.
    """
    for piece in text.split(","):
        query, bar, dimension = piece.strip().partition("|")
        if not query.strip():
            return "one of the queries is empty"
        if _unbalanced(query):
            return f"`{query.strip()}` is cut off, because a query cannot hold a comma"
        if bar and not re.fullmatch(r"\s*[A-Za-z_]\w*\s*", dimension):
            return f"`{dimension}` is not the name of a label, and a query cannot hold `|`"
    return None


def dashboard_fault(text: str) -> str | None:
    """Why a text is neither a tag nor a search for dashboards; None if it is."""
    try:
        DashboardSelector(text)
    except DashboardSelectorError as error:
        return str(error)
    return None


def dashboard_search(text: str) -> str | None:
    """The search that a text like `service=payment` probably means; None if that is unclear."""
    similar = _SIMILAR.fullmatch(text.strip())
    if similar and similar[1] in FIELDS:
        sign = "@>" if similar[1] == "tags" else "=="
        return f"{similar[1]} {sign} '{similar[2]}'"
    return None if re.search(r"['\"]|[|&]{2}", text) else f"tags @> '{text.strip()}'"


def _unbalanced(text: str) -> bool:
    stack: list[str] = []
    for mark in re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "", text):
        if mark in "([{":
            stack.append(mark)
        elif mark in _PAIRS and (not stack or stack.pop() != _PAIRS[mark]):
            return True
    return bool(stack)
