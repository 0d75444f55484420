"""CODEOWNERS files of GitHub and GitLab: which pattern owns what; the last match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogsite.inference.codeowners_patterns import matches
from catalogsite.inference.inferred import OwnerRule
from catalogsite.model.problem import Level, Problem

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where hosts look, in order; the first file found counts."""

_SECTION = re.compile(r"\^?\[(?P<title>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s.*)?)$")
_OWNER = re.compile(r"@{1,2}[\w.-]+(?:/[\w.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+")


def parse_codeowners(text: str, file: str) -> tuple[tuple[OwnerRule, ...], tuple[Problem, ...]]:
    """The rules of a CODEOWNERS file in order, and its lines that no host would accept."""
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

    A folder is asked for with a final slash.
    """
    last: dict[str | None, tuple[str, ...]] = {}
    for rule in rules:
        if matches(rule.pattern, path):
            last[_section_key(rule)] = rule.owners
    return tuple(dict.fromkeys(owner for owners in last.values() for owner in owners))


def owner_name(owner: str) -> str | None:
    """The entity name of an owner as written: `payments` for `@acme/payments`, None for a mail."""
    if not owner.startswith("@"):
        return None
    name = owner.lstrip("@").rpartition("/")[2]
    return re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-_.")[:63].strip("-_.") or None


def is_team(owner: str) -> bool:
    """Whether an owner names a team (`@org/team`, a GitLab group) and not one person."""
    return owner.startswith("@") and "/" in owner


def top_owner(rules: Iterable[OwnerRule]) -> OwnerRule | None:
    """The rule that owns the repository as a whole: the last one whose pattern takes it all."""
    whole = [rule for rule in rules if rule.pattern in _WHOLE and rule.owners]
    return whole[-1] if whole else None


_WHOLE = frozenset({"*", "**", "/", "/*", "/**", "**/*", "/**/*", "*.*"})


def _section_key(rule: OwnerRule) -> str | None:
    # Sections of the same name are one, whatever their case (GitLab).
    return rule.section.lower() if rule.section else None


def _without_comment(line: str) -> str:
    return re.sub(r"\s#.*$", "", line).rstrip()


def _words(line: str) -> list[str]:
    # A space in a path is written `\ `.
    return [word.replace("\\ ", " ") for word in re.split(r"(?<!\\)\s+", line)]


def _bad_owner(file: str, line: int, owner: str) -> Problem:
    return Problem(
        rule="codeowners-owner",
        level=Level.WARNING,
        message=f"{owner!r} is not an owner",
        fix="write @user, @organization/team or a mail address",
        file=file,
        line=line,
    )
