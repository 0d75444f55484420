"""The Content-Security-Policy of the pages: what a browser may load, run and submit there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from catalogsite.render.inline_code import NO_CODE, InlineCode, inline_code

Directives = Mapping[str, tuple[str, ...]]
"""Source expressions by directive."""

_SELF, _NONE, _INLINE = "'self'", "'none'", "'unsafe-inline'"
# Style attributes align the cells of tables and set formulas; `style-src-elem` is for elements.
_PAGE: Directives = {
    "default-src": (_SELF,),
    "script-src": (_SELF, "'wasm-unsafe-eval'"),
    "style-src": (_SELF, _INLINE),
    "style-src-elem": (_SELF,),
    "img-src": (_SELF, "data:"),
    "object-src": (_NONE,),
    "base-uri": (_NONE,),
    "form-action": (_NONE,),
}
# The directives of a header that holds for every file: hashes differ from page to page.
_HEADER: Directives = {
    "connect-src": (_SELF,),
    "font-src": (_SELF,),
    "frame-src": (_SELF,),
    "img-src": (_SELF, "data:"),
    "manifest-src": (_SELF,),
    "media-src": (_SELF,),
    "object-src": (_NONE,),
    "script-src-attr": (_NONE,),
    "style-src": (_SELF, _INLINE),
    "worker-src": (_SELF,),
    "base-uri": (_NONE,),
    "form-action": (_NONE,),
    "frame-ancestors": (_SELF,),
}
_HEADER_ONLY = frozenset({"frame-ancestors"})
_FALLBACK = {"style-src-elem": "style-src"}

DIAGRAM = 'class="mermaid"'
"""What a page with a diagram holds; Mermaid draws it with style elements made in the browser."""

INSTANT = '"navigation.instant'
"""What the page of a theme holds that replaces pages by script, and keeps the first one's policy."""

REFERRER = "same-origin"
_META = (
    '<meta name="referrer" content="{}"><meta http-equiv="Content-Security-Policy" content="{}">'
)
_OWN_META = re.compile(re.escape(_META.format(REFERRER, "\0")).replace("\0", '[^"]*'))
_CHARSET = re.compile(r"<meta\s[^>]*charset[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(?:script|style|link)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """The policy of a site.

    `sources` are the further sources of the configuration by directive; `code` is the inline code
    of the user's templates, which every generated page may hold. `try_it` are the hosts to which the
    interactive view of an API may send requests; no page may.
    """

    sources: tuple[tuple[str, tuple[str, ...]], ...] = ()
    code: InlineCode = NO_CODE
    try_it: tuple[str, ...] = ()

    def of_frame(self, frame: str, body: str) -> str:
        """The `<meta>` elements of a page: `frame` is trusted HTML, `body` may be a stranger's."""
        code, instant = _frame_code(frame)
        return _meta(self, code | self.code, runtime_styles=instant or DIAGRAM in body)

    def header(self) -> str:
        """The value of the header for every file of the site.

        It has no directive for script elements, whose hashes are in each page.
        """
        tried = {"connect-src": self.try_it}
        return _policy_text(
            (name, (*own, *_further(self, name), *tried.get(name, ())))
            for name, own in _HEADER.items()
        )


NO_FURTHER_SOURCES = ContentPolicy()
"""The policy of a site that loads nothing from other hosts."""


def secure_page(html: str, policy: ContentPolicy) -> str:
    """A complete HTML document, which must be trusted, with the policy in its head.

    A policy that this function added before is replaced.
    """
    html = _OWN_META.sub("", html, count=1)
    styles = DIAGRAM in html or INSTANT in html
    meta = _meta(policy, inline_code(html), runtime_styles=styles)
    at = policy_position(html)
    return html[:at] + meta + html[at:]


# The frames of a site are few; each page takes one of them.
@lru_cache(maxsize=256)
def _frame_code(frame: str) -> tuple[InlineCode, bool]:
    return inline_code(frame), INSTANT in frame


@lru_cache(maxsize=256)
def _meta(policy: ContentPolicy, code: InlineCode, *, runtime_styles: bool) -> str:
    styles = (_INLINE,) if runtime_styles else code.styles
    hashes = {"script-src": code.scripts, "style-src-elem": styles}
    others = {name: (_SELF,) for name, _ in policy.sources if name not in _HEADER_ONLY | set(_PAGE)}
    text = _policy_text(
        (name, (*own, *hashes.get(name, ()), *_further(policy, name)))
        for name, own in {**_PAGE, **others}.items()
    )
    return _META.format(REFERRER, escape(text, quote=False).replace('"', "&quot;"))


def _further(policy: ContentPolicy, directive: str) -> tuple[str, ...]:
    return dict(policy.sources).get(_FALLBACK.get(directive, directive), ())


def policy_position(html: str) -> int:
    """The offset at which a document takes its policy: before all scripts, after its encoding."""
    found = _CHARSET.search(html)
    script = _SCRIPT.search(html)
    if found is None or (script is not None and script.start() < found.start()):
        found = _HEAD.search(html) or _DOCTYPE.match(html)
    return found.end() if found else 0


def _policy_text(directives: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    return "; ".join(f"{name} {' '.join(_without_none(given))}" for name, given in directives)


def _without_none(sources: tuple[str, ...]) -> Iterator[str]:
    # `'none'` holds only where it is the single source.
    return (source for source in sources if source != _NONE or len(sources) == 1)
