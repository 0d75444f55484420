"""Writes docs/reference/annotations.md from the tables of annotations and tools: `make reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.catalog.tools.table import (
    Tool,
    ToolAnnotation,
    addressed_tools,
    tools,
    used_elsewhere,
)

PAGE = Path(__file__).parents[2] / "docs/reference/annotations.md"

_HEAD = """\
# Annotations

The well-known annotations of Backstage and of its plugins, and what a portal makes of each. Where a value names a page
of a tool, the entity's page has a link to it under *Tools*, with the name of the tool; a page that is linked already,
by `metadata.links`, a button or the card of a provider, is not repeated. Values of another form than the tool expects
are [problems](problems.md#annotation-value) with file, line and fix. The descriptor, with all annotations, is at the end
of the page and in the JSON.

## Addresses

The address of a tool is, in this order,

1. that of the server which the entity names, by an annotation or before a `:` or `/` of the value;
2. for a git host, that of the entity's own repository;
3. that of `catalog.tools` in [`catalogsite.yaml`](config.md#catalog);
4. that of the settings of a collector;
5. that of the public service.

```yaml
catalog:
  tools:
    argocd: https://argocd.acme.example
    jira: https://acme.atlassian.net
    grafana: {default: https://grafana.acme.example, edge: https://grafana.edge.acme.example}
```

Without an address the annotation is shown as text, and the page says which key is missing. With several servers, an
entity says which one is its own, and means `default` or the only one if it does not; a name that has no address makes no link, because
another server would be wrong.

| tool | key | public address | address of a collector | which of several |
|---|---|---|---|---|
"""
_TOOLS = """
## Tools

In an address, `{base}` is that of the tool and `{given}` one of the configuration; `{name}` is a part of the value, or of
the annotation beside it, and `{path/}` a path. All of them are escaped. Of several addresses the first one is taken
whose parts the value has.
"""
_ELSEWHERE = """
## Used elsewhere

| annotation | it is | used for |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = "".join(map(_tool_row, addressed_tools().values()))
    sections = "".join(map(_section, tools().values()))
    elsewhere = "".join(
        f"| `{key}` | {_title(key)} | {place} |\n" for key, place in used_elsewhere().items()
    )
    return f"{_HEAD}{rows}{_TOOLS}{sections}{_ELSEWHERE}{elsewhere}"


def _tool_row(tool: Tool) -> str:
    public = f"`{tool.address}`" if tool.address else "none"
    kinds = ", ".join(f"`{kind}`" for kind in tool.settings) or "none"
    named = "before `:` or `/` in the value" if _named_in_value(tool) else ""
    instance = f"`{tool.instance}`" if tool.instance else named
    return f"| {tool.title} | `{tool.id}` | {public} | {kinds} | {instance or 'one'} |\n"


def _named_in_value(tool: Tool) -> bool:
    pages = (page for one in tool.annotations.values() for page in one.pages)
    return any("instance" in page.pattern.groupindex for page in pages)


def _section(tool: Tool) -> str:
    rows = "".join(_annotation_rows(tool))
    return f"\n### {tool.title}\n\n| annotation | it is | page |\n|---|---|---|\n{rows}"


def _annotation_rows(tool: Tool) -> Iterator[str]:
    for key, annotation in tool.annotations.items():
        yield f"| `{key}` | {_title(key)} | {_pages(annotation)} |\n"


def _title(key: str) -> str:
    known = ANNOTATIONS.get(key)
    if known is None:
        return "Any annotation of this prefix."
    if known.replacement:
        return f"Replaced: {known.replacement}."
    return known.title.replace("|", "\\|")


def _pages(annotation: ToolAnnotation) -> str:
    addresses = dict.fromkeys(page.page for page in annotation.pages)
    shown = "<br>".join("the address itself" if one == "{url}" else f"`{one}`" for one in addresses)
    hidden = "; the value is never shown" if annotation.secret else ""
    return (shown or "none") + hidden


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
