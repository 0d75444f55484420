"""Who owns a repository that has no descriptor: from CODEOWNERS to a group or user of the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalogsite.inference.codeowners import owners_by_section, owners_of
from catalogsite.inference.inferred import OwnerRule
from catalogsite.model.entity import DEFAULT_NAMESPACE
from catalogsite.model.text.latin_letters import latin_or_code_points

_WHOLE = frozenset({"*", "**", "/", "/*", "/**", "**/*", "/**/*", "*.*"})
"""Patterns that match every file of a repository."""

_MAX_NAME = 63


def repository_owner(rules: Iterable[OwnerRule]) -> str | None:
    """The entity name of the owner of a whole repository; a team goes before a person.

    It is one of the owners of the last pattern that matches every file. Without such a pattern, it
    is the owner of the README, else of all rules together. None where nobody is named.
    """
    written = [*rules]
    whole = [rule for rule in written if rule.pattern in _WHOLE]
    owners = owners_by_section(whole) if whole else _owners_of_all(written)
    named = [owner for owner in owners if owner_name(owner)]
    best = next(filter(is_team, named), named[0] if named else None)
    return owner_name(best) if best else None


def folder_owner(rules: Sequence[OwnerRule], folder: str) -> str | None:
    """The entity name of the owner of a folder of a repository; a team goes before a person.

    None for its top, whose owner is that of the repository.
    """
    if not folder:
        return None
    named = [one for one in owners_of(rules, f"{folder}/") if owner_name(one)]
    best = next(filter(is_team, named), named[0] if named else None)
    return owner_name(best) if best else None


def owner_name(owner: str) -> str | None:
    """The entity name of an owner as written: `payments` for `@acme/payments`, None for a mail."""
    if not owner.startswith("@"):
        return None
    name = latin_or_code_points(owner.lstrip("@").rpartition("/")[2])
    clean = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-_.")
    return clean[:_MAX_NAME].strip("-_.") or None


def is_team(owner: str) -> bool:
    """Whether an owner as written is a team (`@org/team`, a GitLab group) and not a person."""
    return owner.startswith("@") and "/" in owner


class KnownOwners:
    """The groups and users of a catalog, by the names with which CODEOWNERS may mean them."""

    def __init__(self, refs: Iterable[str]) -> None:
        self._refs = frozenset(ref for ref in refs if ref.startswith(("group:", "user:")))
        self._groups: dict[str, list[str]] = {}
        for ref in sorted(self._refs):
            if ref.startswith("group:"):
                self._groups.setdefault(ref.rpartition("/")[2], []).append(ref)

    def find(self, name: str) -> str | None:
        """The reference that a name means: a group before a user, `default` before all others.

        In another namespace, only a group that is the only one of its name; else None.
        """
        wanted = name.lower()
        for kind in ("group", "user"):
            ref = f"{kind}:{DEFAULT_NAMESPACE}/{wanted}"
            if ref in self._refs:
                return ref
        groups = self._groups.get(wanted, [])
        return groups[0] if len(groups) == 1 else None


def _owners_of_all(rules: list[OwnerRule]) -> tuple[str, ...]:
    readme = owners_of(rules, "README.md")
    sets = {rule.owners for rule in rules}
    return readme or (sets.pop() if len(sets) == 1 else ())
