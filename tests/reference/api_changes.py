"""Writes docs/reference/api-changes.md from the table of rules: `make reference`."""

from __future__ import annotations

from pathlib import Path

from catalogsite.apis.differ.change_rules import ChangeRule, rules_by_subject
from catalogsite.apis.differ.summary import IMPACT_WORDS
from catalogsite.model.api.change import Impact

PAGE = Path(__file__).parents[2] / "docs/reference/api-changes.md"

_HEAD = """\
# Changes of APIs

Two versions of a definition are compared, and each difference has a class:

| class | means |
|---|---|
| breaking | clients that were right are wrong now: they must change |
| maybe breaking | some clients may have to change: it depends on what they rely on |
| safe | no client has to change |

`catalogsite diff` shows all of them, with the consumers who must know; `catalogsite check --base REF` reports those that
[break](../how-to/check.md#changes-of-apis).

What a change means depends on the way that the value goes. A client **sends** bodies and parameters, and messages that the
application receives; it **gets** responses, webhooks, callbacks, and messages that the application sends. A new required field
breaks those who send it and nobody who gets it; a removed one breaks those who read it.

OpenAPI 2.0 and 3.x, and AsyncAPI 2 and 3, are compared by what they promise: a definition that was converted from one version to the
other, a type that got a name or lost it, `allOf` that was written out, another order, other descriptions and examples are no
change. Types that nothing uses do not count. A type that many operations use is reported once. References lead to other
files of the same repository; what cannot be read is equal to itself only.

In the tables, `maybe` stands for maybe breaking.
"""


def page() -> str:
    """The page as Markdown."""
    return _HEAD + "".join(map(_part, rules_by_subject().items()))


def _part(part: tuple[str, tuple[ChangeRule, ...]]) -> str:
    subject, rules = part
    rows = "".join(map(_row, rules))
    return f"\n## {subject}\n\n| rule | sent | got | what changed |\n|---|---|---|---|\n{rows}"


def _row(rule: ChangeRule) -> str:
    message = rule.message.format(what="…", before="*old*", after="*new*")
    sides = (rule.input or rule.impact, rule.output or rule.impact)
    words = " | ".join(IMPACT_WORDS[one or Impact.MAYBE].removesuffix(" breaking") for one in sides)
    return f"| `{rule.id}` | {words} | {message}{'. ' + rule.why if rule.why else ''} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
