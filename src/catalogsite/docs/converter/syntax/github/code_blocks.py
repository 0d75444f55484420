"""Code blocks of GitHub Flavored Markdown: highlighted, or the elements of diagrams and formulas."""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache

import markdown
from pymdownx.highlight import Highlight

from catalogsite.docs.converter.syntax.fences import UNDRAWN, undrawn_diagram

_BLOCK = re.compile(
    r'<pre><code(?: class="language-([^"]*)")?( data-math-style="display")?>([^<]*)</code></pre>'
)
# The host reads the first word of the line, up to a comma: `rust,no_run`.
_LANGUAGE = re.compile(r"[\w+#.-]+")
_LARGEST = 200_000


def with_code_blocks(html: str) -> str:
    """The HTML with every code block as Material shows it."""
    return _BLOCK.sub(_block, html)


def _block(match: re.Match[str]) -> str:
    found = _LANGUAGE.search(entities.unescape(match[1] or ""))
    language = found[0].lstrip(".").lower() if found else ""
    code = entities.unescape(match[3])
    if match[2]:
        return f'<div class="arithmatex">\\[\n{match[3]}\\]</div>'
    if language == "mermaid":
        return f'<pre class="mermaid"><code>{match[3].rstrip()}</code></pre>'
    if language in UNDRAWN:
        return undrawn_diagram(code, language)
    shown: str = _highlighter().highlight(code, language if len(code) <= _LARGEST else "text")
    return shown


@lru_cache(maxsize=1)
def _highlighter() -> Highlight:
    # It wants a converter for titles in HTML, which no block of a README has.
    return Highlight(markdown.Markdown(), guess_lang=False, pygments_lang_class=True)
