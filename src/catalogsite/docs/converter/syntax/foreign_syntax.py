"""What pages have that only another generator than MkDocs runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.syntax.hugo import first_shortcode
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.execution.progress import counted
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

_FENCE = re.compile(r"\s*(?:>\s?)*(`{3,}|~{3,})")
# `::: package.module` of mkdocstrings has a space.
_ADMONITION = re.compile(r" {0,3}:{3,}(?:note|tip|info|caution|warning|danger|important)\b")
# Names of Sphinx and its extensions: other tools write the language of a code block in braces.
_DIRECTIVES = (
    *("admonition", "attention", "autoclass", "autofunction", "automodule", "bibliography", "card"),
    *(
        "card-carousel",
        "caution",
        "code-block",
        "code-cell",
        "contents",
        "csv-table",
        "currentmodule",
    ),
    *("danger", "deprecated", "dropdown", "epigraph", "error", "eval-rst", "figure", "glossary"),
    *("grid", "grid-item", "grid-item-card", "hint", "image", "important", "include", "list-table"),
    *(
        "literalinclude",
        "math",
        "note",
        "seealso",
        "tab-item",
        "tab-set",
        "table",
        "tableofcontents",
    ),
    *("tip", "toctree", "topic", "versionadded", "versionchanged", "warning"),
)
_DIRECTIVE = re.compile(rf" {{0,3}}(?:`{{3,}}|~{{3,}}|:{{3,}}) ?\{{(?:{'|'.join(_DIRECTIVES)})\}}")


class _Pages(NamedTuple):
    at: SourceLocation
    pages: str


def generator_problems(conversion: Conversion, engine: Engine) -> Iterator[Problem]:
    """A problem for each generator that the pages of a documentation were written for.

    Shortcodes of Hugo are text where there is a configuration of MkDocs.
    """
    if not conversion.documentation.config and (
        found := _pages(conversion, engine, first_shortcode)
    ):
        yield problem("docs-generator", at=found.at, pages=found.pages)
    if found := _pages(conversion, engine, partial(_first_line, _DIRECTIVE)):
        yield problem("docs-generator", "myst", at=found.at, pages=found.pages)
    if found := _pages(conversion, engine, partial(_first_line, _ADMONITION)):
        yield problem("docs-generator", "docusaurus", at=found.at, pages=found.pages)


def _pages(
    conversion: Conversion, engine: Engine, first: Callable[[str], int | None]
) -> _Pages | None:
    """The pages in which `first` finds a line, and where it is in the first of them."""
    files = sorted(source.file for source in engine.sources if not source.is_readme)
    found = [(file, line) for file in files if (line := first(conversion.text(file)))]
    if not found:
        return None
    return _Pages(conversion.location(*found[0]), counted(len(found), "page"))


def _first_line(pattern: re.Pattern[str], markdown: str) -> int | None:
    """The number of the first line outside of code blocks that begins with a pattern."""
    if ":::" not in markdown and "{" not in markdown:
        return None
    fence = ""
    for number, line in enumerate(markdown.splitlines(), 1):
        mark = _FENCE.match(line)
        if not fence and pattern.match(line):
            return number
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
    return None
