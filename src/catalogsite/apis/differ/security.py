"""Compares how callers authenticate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from catalogsite.apis.differ.differences import code, short
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

Way = frozenset[tuple[str, frozenset[str]]]
"""Schemes that are needed together, each with its scopes."""

Note = Callable[[str, str, str], None]
"""Takes the rule, and what was and is now."""

NoteScheme = Callable[[str, str, Node, Node, str, str], None]
"""Takes the rule, the name of the scheme, both, and what was and is now."""

_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


class Scheme(NamedTuple):
    """A way to authenticate: what it is in words, and its addresses by flow."""

    node: Node
    text: str
    addresses: Mapping[str, str]


def schemes_of(documents: Documents) -> dict[str, Scheme]:
    """The security schemes of a definition by name."""
    components = documents.root.get("components")
    found = components.get("securitySchemes") if components is not None else None
    found = found or documents.root.get("securityDefinitions")
    if found is None:
        return {}
    return {name: _scheme(documents.resolved(one)) for name, one in found.members()}


def _scheme(node: Node) -> Scheme:
    kind = node.text("type")
    if kind in {"apiKey", "httpApiKey"}:
        return Scheme(node, f"a key in the {node.text('in')} `{short(node.text('name'))}`", {})
    if kind in {"http", "basic"}:
        scheme = "basic" if kind == "basic" else node.text("scheme").lower()
        return Scheme(node, f"HTTP {short(scheme)}", {})
    if kind == "oauth2":
        flows = dict(node.members("flows")) or {node.text("flow"): node}
        names = sorted(_FLOWS.get(name, name) for name in flows)
        return Scheme(node, f"OAuth 2 ({', '.join(names)})", dict(_addresses(flows)))
    if kind == "openIdConnect":
        return Scheme(node, "OpenID Connect", {"": node.text("openIdConnectUrl")})
    return Scheme(node, short(kind), {})


def _addresses(flows: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    for name, flow in flows.items():
        for key in ("authorizationUrl", "tokenUrl"):
            yield f"{_FLOWS.get(name, name)} {key}", flow.text(key)


def ways_of(
    stated: Node | None, own: Mapping[str, Scheme], other: Mapping[str, Scheme]
) -> list[Way]:
    """The alternatives that a `security` names.

    A scheme that only one version has is known by what it is: it may have got another name.
    """
    if stated is None or not stated.is_list:
        return []
    return [
        frozenset(
            (known_scheme(str(name), own, other), frozenset(map(str, scopes)))
            for name, scopes in one.items()
            if isinstance(scopes, list)
        )
        for one in stated.value
        if isinstance(one, dict)
    ]


def known_scheme(name: str, own: Mapping[str, Scheme], other: Mapping[str, Scheme]) -> str:
    """What a scheme is called: its name, or what it is where only this version has the name."""
    if name in own and name not in other:
        return own[name].text
    return f"`{short(name)}`"


def compare_schemes(old: Mapping[str, Scheme], new: Mapping[str, Scheme], note: NoteScheme) -> None:
    """Note the ways to authenticate that are other ones now, under the same name."""
    for name in [name for name in old if name in new]:
        before, after = old[name], new[name]
        nodes = before.node, after.node
        if before.text != after.text:
            note("scheme-changed", name, *nodes, before.text, after.text)
            continue
        for flow in before.addresses:
            urls = before.addresses[flow], after.addresses.get(flow, "")
            if urls[0] != urls[1]:
                note("scheme-address-changed", name, *nodes, *map(code, urls))


def compare_ways(old: list[Way], new: list[Way], note: Note) -> None:
    """Note whether those who could call can still do so, and who can now."""
    is_free = [not ways or frozenset() in ways for ways in (old, new)]
    if all(is_free):
        return
    if any(is_free):
        rule = "security-not-needed" if is_free[1] else "security-added"
        note(rule, _listed(old), _listed(new))
        return
    _one_sided(old, new, lambda text: note("security-way-removed", text, ""), note, "scope-added")
    _one_sided(
        new, old, lambda text: note("security-way-added", "", text), note, "scope-not-needed"
    )


def _one_sided(
    ways: list[Way],
    others: list[Way],
    unmatched: Callable[[str], None],
    note: Note,
    scope_rule: str,
) -> None:
    """Call `unmatched` with each way that none of the others lets through."""
    for way in ways:
        if any(_is_enough(way, one) for one in others):
            continue
        same = next((one for one in others if _schemes(one) == _schemes(way)), None)
        if same is None:
            unmatched(_text(way))
            continue
        scopes = sorted(_scopes(same) - _scopes(way))
        text = ", ".join(f"`{short(one)}`" for one in scopes)
        note(scope_rule, text, text)


def _is_enough(way: Way, needed: Way) -> bool:
    """Whether who has all of `way` has what is needed."""
    had = dict(way)
    return all(name in had and scopes <= had[name] for name, scopes in needed)


def _schemes(way: Way) -> frozenset[str]:
    return frozenset(name for name, _ in way)


def _scopes(way: Way) -> frozenset[str]:
    return frozenset(scope for _, scopes in way for scope in scopes)


def _text(way: Way) -> str:
    return " with ".join(sorted(_schemes(way)))


def _listed(ways: list[Way]) -> str:
    return " or ".join(sorted({_text(way) for way in ways if way}))
