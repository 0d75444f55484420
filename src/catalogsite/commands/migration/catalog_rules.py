"""Carries over `catalog.rules`: which kinds are allowed, and from which repositories."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS, VERSIONS
from catalogsite.catalog.kinds.policy import BACKSTAGE_DEFAULT
from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft
from catalogsite.repositories.file_links import split_file_url

_ANYWHERE = ["*"]
_KNOWN = {kind.lower(): kind for kind in AI_MODEL_VERSIONS}


def read_rules(root: Node, draft: Draft) -> None:
    """Read the rules for all locations; without any, the defaults of Backstage."""
    section = root.child("catalog", "rules")
    if section is None:
        add_rule(draft, list(BACKSTAGE_DEFAULT), _ANYWHERE)
        return
    for number, rule in enumerate(section.items):
        place = f"catalog.rules[{number}]"
        kinds = allowed(rule, place, draft)
        if not kinds:
            draft.note(rule, place, "it allows no kind: name them in `allow`")
        locations = rule.child("locations")
        if locations is None:
            add_rule(draft, kinds, _ANYWHERE)
            continue
        globs = [_repositories(one, place, draft) for one in locations.items]
        add_rule(draft, kinds, [glob for glob in globs if glob])


def allowed(rule: Node, place: str, draft: Draft) -> list[Any]:
    """The kinds of one rule, in the case of their definition."""
    kinds: list[Any] = []
    listed = rule.child("allow")
    for node in listed.items if listed else []:
        if not isinstance(node.value, dict):
            text = draft.text(node, f"{place}.allow")
            kinds += [_spelt(text)] if text else []
            continue
        kind = draft.text(node.child("kind"), f"{place}.allow")
        of_type = draft.text(node.child("spec.type"), f"{place}.allow")
        if kind:
            kinds.append({"kind": _spelt(kind), **({"spec.type": of_type} if of_type else {})})
    return kinds


def add_rule(draft: Draft, kinds: list[Any], repositories: list[str]) -> None:
    """Add a rule; rules for the same repositories are merged."""
    if not kinds or not repositories:
        return
    same = next((rule for rule in draft.rules if rule["repositories"] == repositories), None)
    if same is None:
        same = {"allow": [], "repositories": repositories}
        draft.rules.append(same)
    same["allow"] += [kind for kind in kinds if kind not in same["allow"]]


def unknown_kinds(draft: Draft) -> list[str]:
    """Allowed kinds that catalogsite has no schema for, because plugins define them."""
    return [kind for kind in _kinds(draft) if kind.lower() not in _KNOWN]


def takes_newer_kinds(draft: Draft) -> bool:
    """Whether a rule lets in a kind that only Backstage's module `ai-model` brings."""
    return any(kind in AI_MODEL_VERSIONS.keys() - VERSIONS for kind in _kinds(draft))


def _kinds(draft: Draft) -> list[str]:
    kinds = [
        kind if isinstance(kind, str) else kind["kind"]
        for rule in draft.rules
        for kind in rule["allow"]
    ]
    return list(dict.fromkeys(kinds))


def _spelt(kind: str) -> str:
    return _KNOWN.get(kind.lower(), kind)


def _repositories(location: Node, place: str, draft: Draft) -> str | None:
    exact = draft.text(location.child("exact"), f"{place}.locations")
    pattern = draft.text(location.child("pattern"), f"{place}.locations")
    address = exact or pattern or ""
    parts = urlsplit(address)
    if not parts.netloc:
        message = "a rule for files names no repository: write the rule with `repositories`"
        draft.note(location, f"{place}.locations", message)
        return None
    link = split_file_url(address)
    if link is not None:
        return link.web_url.partition("://")[2]
    steps = [step for step in parts.path.split("/") if step]
    if "**" in steps:
        steps = [*steps[: steps.index("**")], "*"]
    return "/".join([parts.netloc, *steps[:2]])
