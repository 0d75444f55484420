"""APIs for programs: what a definition says as JSON and as Markdown, and the list of all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from catalogsite.model.api.operations import Content, Message, Operation
from catalogsite.model.api.types import Field, NamedType, TypeText
from catalogsite.model.page import Asset
from catalogsite.model.urls import api_json_path, api_reference_path
from catalogsite.render.filters import markdown_line
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.apis.anchors import fragment
from catalogsite.render.views.apis.api import ApiPages
from catalogsite.render.views.apis.words import (
    badge,
    counted_operations,
    operation_counts,
    operation_title,
    written_in,
)
from catalogsite.render.views.entity_link import EntityLink

APIS_JSON = "api/definitions.json"
_DEEPEST = 4


def apis_json(portal: Portal) -> bytes:
    """Every API whose definition is known, one a line: its format, version, numbers and address."""
    rows = []
    for link in portal.by_kind().get("api", ()):
        kept = portal.api_definition(link.ref)
        if kept is None:
            continue
        row: dict[str, Any] = {
            "ref": link.ref,
            "title": link.title,
            "owner": link.owner,
            "format": kept.format,
            "formatVersion": kept.format_version,
            "version": kept.version,
            "operations": kept.operations,
            "channels": kept.channels,
            "messages": kept.messages,
            "types": kept.types,
            "page": api_reference_path(link.ref) if kept.model else link.path,
        }
        if kept.model:
            row["definition"] = api_json_path(link.ref)
        rows.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def api_json(link: EntityLink, api: ApiPages) -> Asset:
    """What the definition of an API says, with the address of each operation."""
    whole = json.loads(api.content)
    for name in ("operations", "channels", "messages", "types"):
        for item in whole.get(name, ()):
            item["page"] = address(link, api, item["id"])
    value = {"ref": link.ref, **whole}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Asset(api_json_path(link.ref), f"{text}\n".encode("utf-8", "replace"))


def address(link: EntityLink, api: ApiPages, anchor: str) -> str:
    """The address of an operation, channel, message or type, from the root of the site."""
    return api_reference_path(link.ref, api.division.pages_of.get(anchor, "")) + fragment(anchor)


def operation_lines(api: ApiPages, most: int, prefix: str) -> Iterator[str]:
    """Markdown: a line for each operation and channel with its address below `prefix`."""
    model = api.model
    rows = [(one.id, f"{badge(one)} {operation_title(one)}", one.name, one.summary, one.deprecated)
            for one in model.operations]  # fmt: skip
    rows += [(one.id, f"channel {one.address or one.name}", one.name, one.summary, False)
             for one in model.channels]  # fmt: skip
    for anchor, title, name, summary, deprecated in rows[:most]:
        href = f"{prefix}{api.division.pages_of.get(anchor, '')}{fragment(anchor)}"
        code = f" `{name.replace('`', ' ')}`" if name and name not in title else ""
        old = " (deprecated)" if deprecated else ""
        said = f": {markdown_line(summary)}" if summary else ""
        yield f"- [{markdown_line(title)}]({href}){code}{old}{said}"
    if len(rows) > most:
        yield f"- and {len(rows) - most} more"


def api_markdown(link: EntityLink, api: ApiPages) -> str:
    """The reference of an API as Markdown: every operation, channel, message and type."""
    model = api.model
    parts = [f"# {markdown_line(model.title or link.title)}", "", f"`{link.ref}`", ""]
    parts.append(f"- Format: {markdown_line(written_in(model.format, model.format_version))}")
    if model.version:
        parts.append(f"- Version: {markdown_line(model.version)}")
    parts += [f"- Contents: {', '.join(operation_counts(model))}"]
    parts += [f"- Server: {markdown_line(one.url)}" for one in model.servers]
    parts += [
        f"- Authentication: {markdown_line(one.summary or one.name)}" for one in model.schemes
    ]
    for title, lines in (
        ("Operations", _operations(api)),
        ("Channels", _channels(api)),
        ("Messages", _messages(model.messages)),
        ("Types", _types(model.types)),
    ):
        found = list(lines)
        if found:
            parts += ["", f"## {title}", *found]
    return "\n".join(parts) + "\n"


def _operations(api: ApiPages) -> Iterator[str]:
    for one in api.model.operations:
        yield from ("", f"### {markdown_line(f'{badge(one)} {operation_title(one)}')}", "")
        yield from _facts(one)
        for parameter in one.parameters:
            yield from _fields((parameter.field,), 0, f" ({parameter.where})")
        for content in one.body:
            yield from _content("Request", content)
        if one.result:
            yield f"- Returns: {_typed(one.result)}"
        for response in one.responses:
            yield f"- {response.status}: {markdown_line(response.description)}"
            for content in response.contents:
                yield from _content("  Content", content)
        for anchor in one.messages:
            yield f"- Message: {markdown_line(api.names.get(anchor, anchor))}"


def _facts(one: Operation) -> Iterator[str]:
    if one.name:
        yield f"- Name: {markdown_line(one.name)}"
    if one.deprecated:
        yield "- Deprecated" + (f": {markdown_line(one.deprecation)}" if one.deprecation else "")
    if said := one.summary or one.description:
        yield f"- Does: {markdown_line(said)[:1000]}"


def _content(word: str, content: Content) -> Iterator[str]:
    yield f"{word.replace(word.strip(), '- ' + word.strip())}: {markdown_line(content.media_type)} {_typed(content.type)}".rstrip()
    yield from _fields(content.fields, 1)


def _channels(api: ApiPages) -> Iterator[str]:
    for one in api.model.channels:
        yield from ("", f"### {markdown_line(one.address or one.name)}", "")
        if said := one.summary or one.description:
            yield f"- Does: {markdown_line(said)[:1000]}"
        for anchor in one.messages:
            yield f"- Message: {markdown_line(api.names.get(anchor, anchor))}"


def _messages(found: Iterable[Message]) -> Iterator[str]:
    for one in found:
        yield from ("", f"### {markdown_line(one.name)}", "")
        if said := one.summary or one.description:
            yield f"- Says: {markdown_line(said)[:1000]}"
        if one.payload:
            yield from _content("Payload", one.payload)


def _types(found: Iterable[NamedType]) -> Iterator[str]:
    for one in found:
        yield from ("", f"### {markdown_line(one.name)}", "", f"- Kind: {markdown_line(one.kind)}")
        if one.description:
            yield f"- Is: {markdown_line(one.description)[:1000]}"
        if one.values:
            yield f"- Values: {', '.join(markdown_line(value.name) for value in one.values)}"
        if one.variants:
            yield f"- {one.choice or 'one of'}: {', '.join(map(_typed, one.variants))}"
        yield from _fields(one.fields, 0)


def _fields(found: Iterable[Field], depth: int, where: str = "") -> Iterator[str]:
    for one in found:
        marks = [_typed(one.type), "required" * one.required, "deprecated" * one.deprecated]
        said = f": {markdown_line(one.description)[:500]}" if one.description else ""
        name = one.name.replace("`", " ").replace("\n", " ")
        yield f"{'  ' * depth}- `{name}`{where} {', '.join(filter(None, marks))}".rstrip() + said
        if depth < _DEEPEST:
            yield from _fields((*one.arguments, *one.fields), depth + 1)


def _typed(text: TypeText) -> str:
    return markdown_line("".join(written for written, _ in text))


def api_facts(portal: Portal, ref: str) -> Iterator[tuple[str, str]]:
    """What the Markdown twin of an entity says of its definition, as (name, text)."""
    kept = portal.api_definition(ref)
    if kept is not None and kept.model:
        yield "Format", markdown_line(written_in(kept.format, kept.format_version))
        yield "Contents", counted_operations(kept)
