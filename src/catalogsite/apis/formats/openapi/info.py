"""What an OpenAPI document says of the API as a whole: its title, servers, groups and schemes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.openapi.layout import Layout
from catalogsite.apis.node import Node
from catalogsite.model.api.api import Group, SecurityScheme, Server
from catalogsite.model.api.operations import Operation, Requirement


def licence_of(info: Node) -> str:
    """The name of the licence, or its identifier."""
    found = info.get("license")
    return (found.text("name") or found.text("identifier")) if found is not None else ""


def links_of(root: Node, info: Node) -> tuple[tuple[str, str], ...]:
    """Documentation, contact, terms and licence as (label, address)."""
    return tuple(_links(root, info))


def _links(root: Node, info: Node) -> Iterator[tuple[str, str]]:
    docs, contact, licence = (
        root.get("externalDocs"),
        info.get("contact"),
        info.get("license"),
    )
    if docs is not None and docs.text("url"):
        yield docs.text("description") or "Documentation", docs.text("url")
    if contact is not None:
        name = contact.text("name") or "Contact"
        if contact.text("url"):
            yield name, contact.text("url")
        if contact.text("email"):
            yield contact.text("email"), f"mailto:{contact.text('email')}"
    if info.text("termsOfService"):
        yield "Terms of service", info.text("termsOfService")
    if licence is not None and licence.text("url"):
        yield licence.text("name") or "Licence", licence.text("url")


def servers_of(node: Node, layout: Layout) -> tuple[Server, ...]:
    """The servers that an object lists; those of Swagger 2 are made of host, path and schemes."""
    if layout.is_swagger:
        return tuple(_swagger_servers(node))
    return tuple(_server(one) for one in node.items("servers") if one.text("url"))


def _swagger_servers(root: Node) -> Iterator[Server]:
    host, base = root.text("host"), root.text("basePath")
    if not host:
        if base:
            yield Server(url=base)
        return
    for scheme in root.texts("schemes") or ("https",):
        yield Server(url=f"{scheme}://{host}{base}", protocol=scheme)


def _server(node: Node) -> Server:
    variables = [
        (name, one.text("default"), one.texts("enum"), one.text("description"))
        for name, one in node.entries("variables")
    ]
    url = node.text("url")
    try:
        protocol = urlsplit(url).scheme
    except ValueError:
        protocol = ""
    return Server(
        url=url,
        name=node.text("name"),
        protocol=protocol,
        description=node.text("description"),
        variables=tuple(variables),
    )


def groups_of(root: Node, operations: Iterable[Operation]) -> tuple[Group, ...]:
    """The tags that the document describes, in its order, and those that only operations name."""
    found = {}
    for one in root.items("tags"):
        name = one.text("name")
        if name and name not in found:
            found[name] = Group(
                name=name,
                title=one.text("x-displayName") or one.text("summary"),
                description=one.text("description"),
                parent=one.text("parent"),
            )
    for operation in operations:
        for name in operation.groups:
            found.setdefault(name, Group(name=name))
    return tuple(found.values())


_FLOW_LINKS = (
    ("authorizationUrl", "Authorization"),
    ("deviceAuthorizationUrl", "Device authorization"),
    ("tokenUrl", "Token"),
    ("refreshUrl", "Refresh"),
)


def schemes_of(
    root: Node, layout: Layout, documents: Documents, anchors: Anchors
) -> tuple[SecurityScheme, ...]:
    """The ways to authenticate."""
    holder: Node | None = root
    for key in layout.security:
        holder = holder.get(key) if holder is not None else None
    if holder is None:
        return ()
    return tuple(_scheme(name, documents.resolved(one), anchors) for name, one in holder.entries())


def _scheme(name: str, node: Node, anchors: Anchors) -> SecurityScheme:
    kind = node.text("type")
    flows = [*node.members("flows")] or ([(node.text("flow"), node)] if kind == "oauth2" else [])
    scopes = {
        scope: str(one.value)[:500] for _, flow in flows for scope, one in flow.members("scopes")
    }
    links = [
        (label, flow.text(key)) for _, flow in flows for key, label in _FLOW_LINKS if flow.text(key)
    ]
    if node.text("openIdConnectUrl"):
        links.append(("OpenID Connect", node.text("openIdConnectUrl")))
    return SecurityScheme(
        id=anchors.of("security", name),
        name=name,
        kind=kind,
        summary=_summary(kind, node, [flow for flow, _ in flows if flow]),
        description=node.text("description"),
        scopes=tuple(scopes.items()),
        links=tuple(dict.fromkeys(links)),
    )


def _summary(kind: str, node: Node, flows: list[str]) -> str:
    match kind:
        case "apiKey":
            return f"API key `{node.text('name')}` in the {node.text('in')}"
        case "http":
            form = node.text("bearerFormat")
            scheme = node.text("scheme").capitalize()
            return f"{scheme} authentication{f' with {form}' if form else ''}"
        case "basic":
            return "Basic authentication"
        case "oauth2":
            return f"OAuth 2.0 ({', '.join(flows)})" if flows else "OAuth 2.0"
        case "openIdConnect":
            return "OpenID Connect"
        case "mutualTLS":
            return "Client certificate (mutual TLS)"
    return kind


def requirements_of(node: Node, ids: dict[str, str]) -> tuple[Requirement, ...] | None:
    """The alternatives of `security`, by the ids of their schemes; None where nothing is said."""
    if node.get("security") is None:
        return None
    return tuple(
        Requirement(
            schemes=tuple(
                (ids.get(name, name), tuple(str(s) for s in scopes.value) if scopes.is_list else ())
                for name, scopes in one.entries()
            )
        )
        for one in node.items("security")
    )
