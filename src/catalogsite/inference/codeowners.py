"""CODEOWNERS files of GitHub and GitLab: which pattern owns what; the last match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogsite.inference.codeowners_patterns import matches
from catalogsite.inference.inferred import OwnerRule
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where hosts look, in order; the first file found counts."""

_SECTION = re.compile(r"\^?\[(?P<title>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s.*)?)$")
_OWNER = re.compile(r"@{1,2}[\w.-]+(?:/[\w.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+")


def parse_codeowners(text: str, file: str) -> tuple[tuple[OwnerRule, ...], tuple[Problem, ...]]:
    """The rules of a CODEOWNERS file in order, and a problem for each owner that no host accepts."""
    rules: list[OwnerRule] = []
    problems: list[Problem] = []
    section: str | None = None
    fallback: tuple[str, ...] = ()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        heading = _SECTION.fullmatch(_without_comment(line))
        if heading:
            section, fallback = heading["title"], tuple(heading["owners"].split())
            continue
        pattern, *owners = _words(_without_comment(line))
        good = tuple(owner for owner in owners if _OWNER.fullmatch(owner))
        problems += (_bad_owner(file, number, bad) for bad in owners if bad not in good)
        if owners and not good:
            continue
        rules.append(
            OwnerRule(
                pattern=pattern, owners=good or fallback, file=file, line=number, section=section
            )
        )
    return tuple(rules), tuple(problems)


def owners_of(rules: Iterable[OwnerRule], path: str) -> tuple[str, ...]:
    """The owners of a path: the last rule that matches it, one of each GitLab section.

    The path of a folder ends in a slash.
    """
    return owners_by_section(rule for rule in rules if matches(rule.pattern, path))


def owners_by_section(matching: Iterable[OwnerRule]) -> tuple[str, ...]:
    """The owners of the last of the matching rules, in GitLab the last one of each section."""
    last = {_section_key(rule): rule.owners for rule in matching}
    return tuple(dict.fromkeys(owner for owners in last.values() for owner in owners))


def _section_key(rule: OwnerRule) -> str | None:
    # Sections of the same name are one, whatever their case (GitLab).
    return rule.section.lower() if rule.section else None


def _without_comment(line: str) -> str:
    return re.sub(r"\s#.*$", "", line).rstrip()


def _words(line: str) -> list[str]:
    # A space in a path is written `\ `.
    return [word.replace("\\ ", " ") for word in re.split(r"(?<!\\)\s+", line)]


def _bad_owner(file: str, line: int, owner: str) -> Problem:
    return problem("codeowners-owner", at=SourceLocation(file, line), owner=repr(owner))
