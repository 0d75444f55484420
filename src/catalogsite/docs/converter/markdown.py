"""The Markdown extensions of crawled documentation: TechDocs' own list, and what Material adds.

A repository may ask for extensions and plain options by name; only those listed here are
loaded, and an option that could read files, fetch addresses or name code is never passed on.
"""

from __future__ import annotations

import html
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import markdown
import material.extensions.emoji
from pymdownx.slugs import slugify
from pymdownx.superfences import fence_code_format

from catalogsite.docs.mkdocs_config import SlugTag
from catalogsite.problems.value_text import with_article

Options = dict[str, Any]

_UNDRAWN = ("plantuml", "puml", "uml", "graphviz", "dot", "kroki", "structurizr", "d2")

# What a repository may ask for beside the list below.
_ASKABLE = frozenset(
    (
        *("meta", "nl2br", "sane_lists", "smarty", "wikilinks", "legacy_attrs", "legacy_em"),
        *("pymdownx.escapeall", "pymdownx.saneheaders", "pymdownx.progressbar"),
        *("pymdownx.striphtml", "pymdownx.fancylists"),
        *("pymdownx.blocks.admonition", "pymdownx.blocks.details", "pymdownx.blocks.tab"),
        *("pymdownx.blocks.caption", "pymdownx.blocks.definition"),
    )
)
# The same work is done by what is always loaded.
_COVERED = frozenset(
    (
        *("extra", "pymdownx.extra", "codehilite", "fenced_code", "plantuml_markdown"),
        *("markdown.extensions.extra", "mdx_gh_links", "github-callouts", "callouts"),
        *("markdown_inline_graphviz", "material.extensions.emoji", "techdocs_core"),
    )
)
_PLAIN: dict[str, frozenset[str]] = {
    "toc": frozenset(("permalink", "toc_depth", "baselevel", "separator")),
    "pymdownx.highlight": frozenset(
        (
            "linenums",
            "linenums_style",
            "anchor_linenums",
            "auto_title",
            "guess_lang",
            "use_pygments",
        )
    ),
    "pymdownx.betterem": frozenset(("smart_enable",)),
    "pymdownx.smartsymbols": frozenset(
        ("trademark", "copyright", "care_of", "plusminus", "arrows", "notequal", "fractions")
    ),
    "pymdownx.tasklist": frozenset(("clickable_checkbox",)),
    "pymdownx.magiclink": frozenset(
        (
            *("hide_protocol", "repo_url_shortener", "repo_url_shorthand", "provider", "user"),
            *("repo", "social_url_shorthand", "normalize_issue_symbols"),
        )
    ),
    "pymdownx.tabbed": frozenset(("combine_header_slug",)),
    "pymdownx.critic": frozenset(("mode",)),
    "pymdownx.tilde": frozenset(("smart_delete", "delete", "subscript")),
    "pymdownx.caret": frozenset(("smart_insert", "insert", "superscript")),
    "pymdownx.mark": frozenset(("smart_mark",)),
    "footnotes": frozenset(("BACKLINK_TEXT", "BACKLINK_TITLE", "SEPARATOR", "UNIQUE_IDS")),
}


def extensions(
    asked: dict[str, Options], snippets: list[str] | None, *, techdocs: bool
) -> list[dict[str, Options]]:
    """The list for MkDocs: ours, with the plain options and the extra extensions asked for.

    `snippets` are the folders that snippets may be read from; without them there are none.
    """
    chosen = _base()
    if techdocs:
        chosen["pymdownx.smartsymbols"] = {}
        chosen["mdx_truly_sane_lists"] = {}
    if snippets:
        chosen["pymdownx.snippets"] = {
            "base_path": snippets,
            "restrict_base_path": True,
            "check_paths": True,
            "url_download": False,
        }
    for raw, options in asked.items():
        name = raw.removeprefix("markdown.extensions.")
        if name in _ASKABLE or (name in _PLAIN and name not in chosen):
            chosen.setdefault(name, {})
        if name in chosen:
            chosen[name] |= _plain(name, options)
    return [{name: options} for name, options in chosen.items()]


def unknown_extensions(asked: dict[str, Options]) -> list[str]:
    """The names of the extensions that a repository configures and that are not available here."""
    known = _base().keys() | _ASKABLE | _PLAIN.keys() | _COVERED
    known |= {"mdx_truly_sane_lists", "pymdownx.snippets", "pymdownx.smartsymbols"}
    return [name for name in asked if name.removeprefix("markdown.extensions.") not in known]


def _plain(name: str, options: Options) -> Options:
    allowed = _PLAIN.get(name, frozenset())
    kept = {
        key: value
        for key, value in options.items()
        if key in allowed and isinstance(value, str | int | bool) and not isinstance(value, SlugTag)
    }
    style = options.get("slugify")
    if isinstance(style, SlugTag) and name in {"toc", "pymdownx.tabbed"}:
        kept["slugify"] = slugify(case="lower") if style == "lower" else slugify()
    return kept


def _base() -> dict[str, Options]:
    return {
        "toc": {"permalink": True},
        "tables": {},
        "admonition": {},
        "abbr": {},
        "attr_list": {},
        "def_list": {},
        "footnotes": {},
        "md_in_html": {},
        "pymdownx.details": {},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.betterem": {"smart_enable": "all"},
        "pymdownx.caret": {},
        "pymdownx.critic": {},
        "pymdownx.emoji": {"emoji_index": _emoji_index, "emoji_generator": _emoji},
        "pymdownx.inlinehilite": {},
        "pymdownx.keys": {},
        "pymdownx.magiclink": {},
        "pymdownx.mark": {},
        "pymdownx.highlight": {"pygments_lang_class": True},
        "pymdownx.superfences": {"custom_fences": _fences(), "relaxed_headers": True},
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.tasklist": {"custom_checkbox": True},
        "pymdownx.tilde": {},
    }


def _fences() -> list[Options]:
    fences: list[Options] = [
        {"name": "mermaid", "class": "mermaid", "format": fence_code_format},
    ]
    fences += [{"name": name, "class": name, "format": _undrawn} for name in _UNDRAWN]
    return fences


def _undrawn(source: str, language: str, *_: Any, **__: Any) -> str:
    """A diagram whose drawing would mean running a program on foreign text: its source."""
    code = html.escape(source, quote=False)
    return (
        f'<figure class="cs-diagram-source"><pre><code class="language-{language}">{code}</code>'
        f"</pre><figcaption>Source of {with_article(language)} diagram, which is not drawn here</figcaption>"
        "</figure>"
    )


@lru_cache(maxsize=1)
def _index() -> Options:
    index: Options = material.extensions.emoji._load_twemoji_index(())  # noqa: SLF001  (made once: see `_emoji_index`)
    return index


def _emoji_index(_options: Options, _md: markdown.Markdown) -> Options:
    # Made once a process: the default deep-copies it for every page (8 ms each).
    return _index()


def _emoji(
    _index_name: str,
    shortname: str,
    _alias: str | None,
    uc: str | None,
    alt: str,
    *rest: Any,
) -> ET.Element | str:
    """The character itself; for an icon of the theme its drawing, inlined, never an address."""
    md: markdown.Markdown = rest[-1]
    if uc:
        return md.htmlStash.store(alt)
    element = ET.Element("span", {"class": "twemoji"})
    element.text = md.htmlStash.store(_drawing(_index()["emoji"][shortname]["path"]))
    return element


@lru_cache(maxsize=512)
def _drawing(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")
