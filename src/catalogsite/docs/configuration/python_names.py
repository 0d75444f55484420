"""The well-known functions that a mkdocs.yml may name, each as a value: none is ever imported by name."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from catalogsite.docs.configuration.foreign_yaml import PythonObject

FenceFormat = Literal["code", "div", "math"]
EmojiIndex = Literal["twemoji", "emojione", "gemoji"]


class SlugStyle(NamedTuple):
    """How the id of a heading is made; the fields are the arguments of `pymdownx.slugs.slugify`.

    `markdown` is the name of a function of `markdown.extensions.toc` to be called instead.
    """

    case: str = "none"
    percent_encode: bool = False
    normalize: str = "NFC"
    markdown: Literal["slugify", "slugify_unicode"] | None = None


_SLUGS = {
    "pymdownx.slugs.slugify": SlugStyle(),
    "pymdownx.slugs.uslugify": SlugStyle("lower"),
    "pymdownx.slugs.uslugify_encoded": SlugStyle("lower", percent_encode=True),
    "pymdownx.slugs.uslugify_cased": SlugStyle(),
    "pymdownx.slugs.uslugify_cased_encoded": SlugStyle(percent_encode=True),
    "pymdownx.slugs.gfm": SlugStyle("lower-ascii"),
    "pymdownx.slugs.gfm_encoded": SlugStyle("lower-ascii", percent_encode=True),
    "markdown.extensions.toc.slugify": SlugStyle(markdown="slugify"),
    "markdown.extensions.headerid.slugify": SlugStyle(markdown="slugify"),
    "markdown.extensions.toc.slugify_unicode": SlugStyle(markdown="slugify_unicode"),
}
_CASES = frozenset(("none", "lower", "lower-ascii", "fold"))
_FORMS = frozenset(("NFC", "NFD", "NFKC", "NFKD"))
_FENCES: dict[str, FenceFormat] = {
    "pymdownx.superfences.fence_code_format": "code",
    "pymdownx.superfences.fence_div_format": "div",
    "mermaid2.fence_mermaid": "code",
    "mermaid2.fence_mermaid_custom": "code",
    "pymdownx.arithmatex.fence_mathjax_format": "math",
    "pymdownx.arithmatex.fence_mathjax_preview_format": "math",
    "pymdownx.arithmatex.fence_generic_format": "math",
    "pymdownx.arithmatex.arithmatex_fenced_format": "math",
}
_INLINE = frozenset(
    f"pymdownx.arithmatex.{name}"
    for name in (
        "inline_mathjax_format",
        "inline_mathjax_preview_format",
        "inline_generic_format",
        "arithmatex_inline_format",
    )
)
_EMOJI_MODULES = ("material.extensions.emoji", "materialx.emoji", "pymdownx.emoji")
_INDEXES: dict[str, EmojiIndex] = {
    **{f"{module}.twemoji": "twemoji" for module in _EMOJI_MODULES},
    "pymdownx.emoji.emojione": "emojione",
    "pymdownx.emoji.gemoji": "gemoji",
}
_GENERATORS = frozenset(
    f"{module}.{name}"
    for module in _EMOJI_MODULES
    for name in ("to_svg", "to_png", "to_alt", "to_png_sprite", "to_svg_sprite", "to_awesome")
)

KNOWN_SLUGS = tuple(_SLUGS)
KNOWN_FENCES = tuple(sorted(_FENCES))
KNOWN_INLINE_FORMATS = tuple(sorted(_INLINE))
KNOWN_INDEXES = tuple(sorted(_INDEXES))
KNOWN_GENERATORS = tuple(sorted(_GENERATORS))


def slug_style(value: PythonObject) -> SlugStyle | None:
    """The style of a slug function with its keywords; None for a function that is not known."""
    style = _SLUGS.get(value.name)
    if style is None:
        return None
    words = value.keywords
    if words.keys() - {"case", "percent_encode", "normalize"}:
        return None
    case, form = words.get("case", style.case), words.get("normalize", style.normalize)
    percent_encode = words.get("percent_encode", style.percent_encode)
    if not (_is_one_of(case, _CASES) and _is_one_of(form, _FORMS)):
        return None
    return SlugStyle(case, bool(percent_encode), form, style.markdown)


def _is_one_of(value: Any, names: frozenset[str]) -> bool:
    return isinstance(value, str) and value in names


def fence_format(value: PythonObject) -> FenceFormat | None:
    """The kind of element that a formatter of fences makes; None for one that is not known."""
    return _FENCES.get(value.name)


def is_inline_format(value: PythonObject) -> bool:
    """Whether the function formats inline math."""
    return value.name in _INLINE


def emoji_index(value: PythonObject) -> EmojiIndex | None:
    """The list of emoji that an index function gives; None for one that is not known."""
    return _INDEXES.get(value.name)


def is_emoji_generator(value: PythonObject) -> bool:
    """Whether the function draws emoji; here each is its character."""
    return value.name in _GENERATORS
