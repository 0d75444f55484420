"""HTML of GitHub Flavored Markdown, in the elements and classes that Material has styles for."""

from __future__ import annotations

import re

import comrak

from catalogsite.docs.converter.syntax.github.code_blocks import with_code_blocks

_EXTENSIONS = comrak.ExtensionOptions(
    strikethrough=True,
    table=True,
    autolink=True,
    tasklist=True,
    footnotes=True,
    alerts=True,
    math_dollars=True,
    math_code=True,
)
_RENDERING = comrak.RenderOptions(unsafe_=True, gfm_quirks=True, tasklist_classes=True)
_PARSING = comrak.ParseOptions()

_ALERT = re.compile(
    r'<div class="markdown-alert markdown-alert-(\w+)">\n<p class="markdown-alert-title">'
)
# Material has no classes of these names.
_ADMONITIONS = {"important": "info", "caution": "danger"}

_TASK = re.compile(
    r'<input type="checkbox" class="task-list-item-checkbox"( checked="")? disabled="" />'
)
_MATH = re.compile(
    r'(\w)?<(span|code) data-math-style="(inline|display)">([^<]*)</\2>(?=(\w)?)',
)


def to_html(markdown: str) -> str:
    """The HTML of a README, not sanitised; front matter must have been removed."""
    html = comrak.markdown_to_html(markdown, _EXTENSIONS, _PARSING, _RENDERING)
    html = with_code_blocks(html)
    if "markdown-alert" in html:
        html = _ALERT.sub(_admonition, html)
    if "task-list-item-checkbox" in html:
        html = _with_task_lists(html)
    if "data-math-style" in html:
        html = _MATH.sub(_formula, html)
    return html.replace('<section class="footnotes"', '<section class="footnote"')


def _admonition(alert: re.Match[str]) -> str:
    kind = _ADMONITIONS.get(alert[1], alert[1])
    return f'<div class="admonition {kind}">\n<p class="admonition-title">'


def _with_task_lists(html: str) -> str:
    html = html.replace('class="contains-task-list"', 'class="task-list"')
    return _TASK.sub(
        r'<label class="task-list-control"><input type="checkbox" disabled=""\1 />'
        r'<span class="task-list-indicator"></span></label>',
        html,
    )


def _formula(match: re.Match[str]) -> str:
    before, tag, style, formula, after = match.groups()
    # The host takes a dollar sign beside a letter for text, as in `$HOME/$USER`.
    if tag == "span" and style == "inline" and (before or after):
        return f"{before or ''}${formula}$"
    opening, closing = (r"\[", r"\]") if style == "display" else (r"\(", r"\)")
    return f'{before or ""}<span class="arithmatex">{opening}{formula}{closing}</span>'
