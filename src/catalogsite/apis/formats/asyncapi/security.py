"""How an application authenticates to servers: schemes, and which of them are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node
from catalogsite.model.api.api import SecurityScheme
from catalogsite.model.api.operations import Requirement

_KINDS = {
    "userPassword": "User name and password",
    "apiKey": "API key",
    "X509": "Certificate (X.509)",
    "symmetricEncryption": "Symmetric encryption",
    "asymmetricEncryption": "Asymmetric encryption",
    "httpApiKey": "API key",
    "http": "HTTP authentication",
    "oauth2": "OAuth 2",
    "openIdConnect": "OpenID Connect",
    "plain": "SASL PLAIN",
    "scramSha256": "SASL SCRAM-SHA-256",
    "scramSha512": "SASL SCRAM-SHA-512",
    "gssapi": "SASL GSSAPI (Kerberos)",
}


class Schemes:
    """The security schemes of a definition, by their place and by name."""

    def __init__(self, documents: Documents, anchors: Anchors) -> None:
        self._documents, self._anchors = documents, anchors
        self._ids: dict[object, str] = {}
        self.by_name: dict[str, str] = {}
        self.found: list[SecurityScheme] = []
        components = documents.root.get("components")
        for name, one in components.members("securitySchemes") if components is not None else ():
            self.by_name[name] = self._id(name, documents.resolved(one))

    def requirements(self, node: Node) -> tuple[Requirement, ...] | None:
        """The alternatives that a server or operation names; None where it names none."""
        if node.get("security") is None:
            return None
        found: list[Requirement] = []
        schemes: tuple[tuple[str, tuple[str, ...]], ...]
        for one in node.items("security"):
            target = self._documents.resolved(one)
            kind = target.text("type")
            if kind in _KINDS:
                name = one.text("$ref").rpartition("/")[2] or kind
                schemes = ((self._id(name, target), tuple(_texts(target, "scopes"))),)
            else:
                named = one.value.items() if one.is_object else ()
                schemes = tuple(
                    (
                        self.by_name[name],
                        tuple(map(str, scopes if isinstance(scopes, list) else ())),
                    )
                    for name, scopes in named
                    if name in self.by_name
                )
            if schemes:
                found.append(Requirement(schemes=schemes))
        return tuple(found)

    def written(self, node: Node) -> str:
        """The alternatives in words, such as `User name and password or API key`."""
        needed = self.requirements(node) or ()
        titles = {one.id: one.name for one in self.found}
        ways = [" and ".join(titles[anchor] for anchor, _ in one.schemes) for one in needed]
        return " or ".join(dict.fromkeys(ways))

    def _id(self, name: str, node: Node) -> str:
        known = self._ids.get(node.place)
        if known is None:
            known = self._ids[node.place] = self._anchors.of("security", name)
            self.found.append(_scheme(known, name, node))
        return known


def _scheme(anchor: str, name: str, node: Node) -> SecurityScheme:
    kind = node.text("type")
    flows = dict(node.members("flows"))
    return SecurityScheme(
        id=anchor,
        name=name,
        kind=kind,
        summary=_summary(kind, node),
        description=node.text("description"),
        scopes=tuple(_scopes(flows)),
        links=tuple(_links(flows, node)),
    )


def _summary(kind: str, node: Node) -> str:
    words = _KINDS.get(kind, kind)
    name, where = node.text("name"), node.text("in")
    if kind == "httpApiKey":
        return f"{words} in the {where} {name}"
    if kind == "apiKey" and where:
        return f"{words} as {where}"
    if kind == "http" and node.text("scheme"):
        return f"{words}, scheme {node.text('scheme')}"
    return words


def _scopes(flows: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    found: dict[str, str] = {}
    for flow in flows.values():
        for key in ("scopes", "availableScopes"):
            for name, one in flow.members(key):
                found[name] = one.value if isinstance(one.value, str) else ""
    yield from found.items()


def _links(flows: Mapping[str, Node], node: Node) -> Iterator[tuple[str, str]]:
    for name, flow in flows.items():
        for key, label in (("authorizationUrl", "authorization"), ("tokenUrl", "token")):
            if flow.text(key):
                yield f"{name}: {label}", flow.text(key)
    if node.text("openIdConnectUrl"):
        yield "configuration", node.text("openIdConnectUrl")


def _texts(node: Node, key: str) -> Iterator[str]:
    for one in node.items(key):
        if isinstance(one.value, str):
            yield one.value
