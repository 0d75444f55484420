"""The Markdown extensions of crawled documentation: TechDocs' own list, and what Material adds.

A repository may ask for extensions and options by name; which are obeyed is in the tables of
`docs/configuration/`. No option that could read files, fetch addresses or name code is passed on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import markdown
import markdown.extensions.toc
import material.extensions.emoji
import pymdownx.emoji
from pymdownx.arithmatex import arithmatex_inline_format
from pymdownx.slugs import slugify

from catalogsite.docs.configuration.option_tables import extension_tables
from catalogsite.docs.configuration.python_names import EmojiIndex, SlugStyle
from catalogsite.docs.converter.syntax.fences import custom_fences
from catalogsite.docs.converter.syntax.github.emoji import in_color
from catalogsite.docs.converter.syntax.snippets import SnippetFolders
from catalogsite.docs.mkdocs_config import ForeignConfig

Options = dict[str, Any]

_BLOCKS_TAB = "pymdownx.blocks.tab"
_BLOCKS = frozenset(("pymdownx.blocks.admonition", "pymdownx.blocks.details", _BLOCKS_TAB))
"""What TechDocs loads with `use_pymdownx_blocks`; GitHub's alerts need the others all the same."""

_ELSEWHERE = {
    "pymdownx.snippets": frozenset(("base_path", "auto_append")),
    "pymdownx.superfences": frozenset(("custom_fences",)),
    "mdx_truly_sane_lists": frozenset(("nested_indent",)),
}
"""Options that are obeyed by other modules: `snippets`, `fences` and the engine."""


def extensions(config: ForeignConfig, snippets: SnippetFolders | None) -> list[dict[str, Options]]:
    """The list for MkDocs: ours, with the options and the extra extensions of a configuration.

    Without folders that snippets may be read from there are no snippets.
    """
    chosen = _chosen(config, snippets)
    for name, options in config.extensions.items():
        if name in chosen:
            chosen[name] |= _values(name, options)
    chosen["pymdownx.superfences"]["custom_fences"] = custom_fences(config)
    return [{name: options} for name, options in chosen.items()]


def without_options(listed: list[dict[str, Options]]) -> tuple[list[dict[str, Options]], list[str]]:
    """The same list with the defaults of the extensions that refuse their options, and why they do."""
    accepted: list[dict[str, Options]] = []
    refused: list[str] = []
    for entry in listed:
        ((name, options),) = entry.items()
        try:
            markdown.Markdown(extensions=[name], extension_configs={name: options})
        except Exception as error:
            # Extensions may raise anything on options that they did not expect.
            refused.append(f"{name}: {error}")
            entry = {name: _base().get(name, {})}  # noqa: PLW2901  (the entry is replaced)
        accepted.append(entry)
    return accepted, refused


def _chosen(config: ForeignConfig, snippets: SnippetFolders | None) -> dict[str, Options]:
    """Every extension that is loaded, with the options that the portal needs."""
    chosen, asked = _base(), list(config.extensions)
    if config.techdocs:
        chosen["pymdownx.smartsymbols"] = {}
        chosen["mdx_truly_sane_lists"] = {}
        if config.plugins.get("techdocs-core", {}).get("use_pymdownx_blocks") is True:
            asked += sorted(_BLOCKS)
    if "pymdownx.blocks.tab" in asked and "pymdownx.tabbed" not in asked:
        # Each of the two counts its tabs from 1, so together they would give one id twice.
        del chosen["pymdownx.tabbed"]
    if snippets:
        chosen["pymdownx.snippets"] = {
            "base_path": snippets.folders,
            "restrict_base_path": True,
            "check_paths": True,
            "url_download": False,
            "auto_append": list(snippets.appended),
        }
    tables = extension_tables()
    # In the order of the configuration: of two that read the same syntax, the last one does.
    for name in asked:
        if tables[name].loaded == "asked":
            chosen.setdefault(name, {"alternate_style": True} if name == _BLOCKS_TAB else {})
    return chosen


def _values(name: str, options: Options) -> Options:
    """The options as the extension takes them."""
    found: Options = {}
    for option, value in options.items():
        if isinstance(value, SlugStyle):
            found[option] = _slug_function(value)
        elif option == "emoji_index":
            found[option] = _EMOJI_INDEXES[value]
        elif option == "custom_inline":
            found[option] = [
                {
                    "name": one.name,
                    "class": one.css_class,
                    "format": arithmatex_inline_format(mode="generic"),
                }
                for one in value
            ]
        elif option not in _ELSEWHERE.get(name, frozenset()):
            found[option] = value
    return found


def _slug_function(style: SlugStyle) -> Callable[[str, str], str]:
    if style.markdown is not None:
        function: Callable[[str, str], str] = getattr(markdown.extensions.toc, style.markdown)
        return function
    made: Callable[[str, str], str] = slugify(
        case=style.case, percent_encode=style.percent_encode, normalize=style.normalize
    )
    return made


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
        "pymdownx.emoji": {"emoji_index": _twemoji, "emoji_generator": _emoji},
        "pymdownx.inlinehilite": {},
        "pymdownx.keys": {},
        "pymdownx.magiclink": {},
        "pymdownx.mark": {},
        "pymdownx.highlight": {"pygments_lang_class": True},
        "pymdownx.superfences": {"relaxed_headers": True},
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.tasklist": {"custom_checkbox": True},
        "pymdownx.tilde": {},
    }


@cache
def _index(name: EmojiIndex) -> Options:
    if name == "twemoji":
        index: Options = material.extensions.emoji._load_twemoji_index(())  # noqa: SLF001  (made once: see `_twemoji`)
    else:
        index = getattr(pymdownx.emoji, name)({}, None)
    return index


def _twemoji(_options: Options, _md: markdown.Markdown) -> Options:
    # Made once a process: the default deep-copies it for every page (8 ms each).
    return _index("twemoji")


def _gemoji(_options: Options, _md: markdown.Markdown) -> Options:
    return _index("gemoji")


def _emojione(_options: Options, _md: markdown.Markdown) -> Options:
    return _index("emojione")


_EMOJI_INDEXES: dict[EmojiIndex, Callable[[Options, markdown.Markdown], Options]] = {
    "twemoji": _twemoji,
    "gemoji": _gemoji,
    "emojione": _emojione,
}


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
        return md.htmlStash.store(in_color(shortname, alt))
    path = _index("twemoji")["emoji"].get(shortname, {}).get("path")
    if path is None:
        # A picture of a host that is no character, such as `:octocat:`.
        return shortname
    element = ET.Element("span", {"class": "twemoji"})
    element.text = md.htmlStash.store(_drawing(path))
    return element


@lru_cache(maxsize=512)
def _drawing(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")
