"""How to mend what a problem does not say itself: every problem has a fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from catalogsite.model.problem import Problem

BY_RULE: Mapping[str, str] = {
    "annotation-format": "write it as in the example of the rule",
    "annotation-value": "write it as in the example of the rule",
    "broken-entity-link": "correct the reference, or describe the entity",
    "broken-link": "correct the link, or remove it",
    "docs-config-key": "nothing, where the pages read well without it; else remove the key",
    "docs-elsewhere": "name documentation of this repository with `dir:`",
    "docs-empty": "write `docs/index.md`, or remove the documentation",
    "docs-extension": "write the passage without it, or ask the maintainers of the portal for it",
    "docs-failed": "simplify the page that it fails on, or report it as a bug of catalogsite",
    "docs-missing": "correct the path, or write the documentation there",
    "docs-nav": "correct `nav`, or remove the entry",
    "docs-outside": "move it into the repository, and name it relative to the descriptor",
    "docs-page": "simplify the page, or report it as a bug of catalogsite",
    "docs-snippet": "correct the path of the snippet; it must lie in the repository",
    "docs-svg": "save it without script, style sheets of others, and entities",
    "field-type": "write a value of that type",
    "label-format": "write a value of that form",
    "missing-anchor": "link to a heading that there is, or give one this name: `{#name}`",
    "template-skeleton": "nothing: who uses the template fills it in",
}
"""What to do by rule, for problems that do not say it better."""


def with_fixes(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, each with a fix."""
    for problem in problems:
        fix = None if problem.fix else BY_RULE.get(problem.rule)
        yield problem.model_copy(update={"fix": fix}) if fix else problem
