"""The mistakes for which a template is not run: all at once, before anything is written."""

from __future__ import annotations

from collections.abc import Callable

from catalogsite.errors import TemplateError
from catalogsite.model.entity import EntityData
from catalogsite.problems.create import Finding
from catalogsite.scaffold.lint.template import lint_template
from catalogsite.yaml12.documents import Path

Where = Callable[[Path], tuple[int, str]]
"""The line of a field of the template, and its file and line for a message."""

_REFUSED = frozenset(
    {
        *("template-action", "template-action-unknown", "template-filter", "template-path"),
        *("template-step", "template-step-cycle"),
    }
)
_REFUSED_VARIANTS = frozenset(
    {
        *(("template-input", variant) for variant in ("missing", "unknown", "value")),
        *(("template-condition", "each"), ("template-loop", "scalar")),
        ("template-expression", None),
    }
)


def refuse_mistakes(entity: EntityData, where: Where) -> list[str]:
    """What is wrong in the output of a template and stops nothing, as notes with file and line.

    Raises TemplateError with every mistake for which it is not run.
    """
    found = sorted(filter(_counts, lint_template(entity)), key=lambda one: where(one.path)[0])
    mistakes = [one for one in found if not _is_of_output(one)]
    if not mistakes:
        return [_line(one, where) for one in found]
    first, *others = mistakes
    lines = [first.message, *(_line(one, where) for one in others)]
    raise TemplateError("\n".join(lines), where=where(first.path)[1], fix=first.fix)


def _counts(found: Finding) -> bool:
    return found.rule in _REFUSED or (found.rule, found.variant) in _REFUSED_VARIANTS


def _is_of_output(found: Finding) -> bool:
    """Whether a link or text is missing at the end, and all files are there."""
    return found.rule == "template-step" and found.path[:2] == ("spec", "output")


def _line(found: Finding, where: Where) -> str:
    fix = f" ({found.fix})" if found.fix else ""
    return f"{where(found.path)[1]}: {found.message}{fix}"
