"""Makes changes from the table of rules: a rule, what it is about, and the values of its message."""

from __future__ import annotations

from catalogsite.apis.differ.change_rules import change_rules
from catalogsite.apis.differ.differences import code
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.api.types import Place

MOST_CHANGES = 2000


def change(
    rule: str, what: str, subject: str, place: Place | None, before: str = "", after: str = ""
) -> ApiChange:
    """One change; `before` and `after` are written as code, `what` as it is."""
    found = change_rules()[rule]
    message = found.message.format(what=what, before=code(before), after=code(after))
    impact = found.impact or Impact.MAYBE
    return ApiChange(rule=rule, impact=impact, message=message, subject=subject, place=place)
