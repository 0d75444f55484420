"""The fences with a name of their own: diagrams, and what a configuration adds."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from pymdownx.arithmatex import arithmatex_fenced_format
from pymdownx.superfences import fence_code_format, fence_div_format

from catalogsite.docs.configuration.option_values import Fence
from catalogsite.docs.mkdocs_config import ForeignConfig
from catalogsite.problems.value_text import with_article

UNDRAWN = ("plantuml", "puml", "uml", "graphviz", "dot", "kroki", "structurizr", "d2")
_KROKI_KINDS = (
    *("actdiag", "blockdiag", "bpmn", "bytefield", "c4plantuml", "d2", "dbml", "diagramsnet"),
    *("ditaa", "dot", "erd", "excalidraw", "graphviz", "nomnoml", "nwdiag", "packetdiag"),
    *("pikchr", "plantuml", "puml", "rackdiag", "seqdiag", "structurizr", "svgbob", "symbolator"),
    *("tikz", "umlet", "vega", "vegalite", "wavedrom", "wireviz"),
)
_KROKI_PREFIX = "kroki-"
_FORMATS = {
    "code": fence_code_format,
    "div": fence_div_format,
    "math": arithmatex_fenced_format(mode="generic", tag="div"),
}


def custom_fences(config: ForeignConfig) -> list[dict[str, Any]]:
    """The list for superfences: Mermaid is drawn by the portal, other diagrams show their source."""
    diagrams = list(_diagrams(config))
    names = {fence["name"] for fence in diagrams}
    asked: list[Fence] = config.extensions.get("pymdownx.superfences", {}).get("custom_fences", [])
    return diagrams + [
        _fence(fence.name, fence.css_class, _FORMATS[fence.format])
        for fence in asked
        if fence.name not in names
    ]


def _diagrams(config: ForeignConfig) -> Iterator[dict[str, Any]]:
    yield _fence("mermaid", "mermaid", fence_code_format)
    yield from (_fence(name, name, _undrawn) for name in UNDRAWN)
    options = config.plugins.get("kroki", {})
    chosen = options.get("fence_prefix", options.get("FencePrefix", _KROKI_PREFIX))
    for prefix in dict.fromkeys((_KROKI_PREFIX, str(chosen))):
        if prefix:
            yield _fence(f"{prefix}mermaid", "mermaid", fence_code_format)
        for kind in _KROKI_KINDS:
            if prefix or kind not in UNDRAWN:
                yield _fence(f"{prefix}{kind}", kind, _undrawn)


def _fence(name: str, css_class: str, form: Any) -> dict[str, Any]:
    return {"name": name, "class": css_class, "format": form, "validator": _any_option}


def _any_option(*_: Any, **__: Any) -> bool:
    """Options of a diagram are for the program that would draw it, and no reason to refuse it."""
    return True


def _undrawn(source: str, _name: str, kind: str, *_: Any, **__: Any) -> str:
    return undrawn_diagram(source, kind)


def undrawn_diagram(source: str, kind: str) -> str:
    """A diagram whose drawing would mean running a program on foreign text: its source."""
    code = html.escape(source, quote=False)
    return (
        f'<figure class="cs-diagram-source"><pre><code class="language-{kind}">{code}</code>'
        f"</pre><figcaption>Source of {with_article(kind)} diagram, which is not drawn here</figcaption>"
        "</figure>"
    )
