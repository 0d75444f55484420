"""The title and the description of a README: the first sentence that says what the thing is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from catalogsite.inference.readme_blocks import Block, BlockKind, readme_blocks
from catalogsite.inference.sentences import describing_sentence, is_aside

_NAME = re.compile(r"readme(?:\.(?:md|markdown|mdown|rst|txt|adoc|asciidoc|org))?", re.IGNORECASE)
_ORDER = ("md", "markdown", "mdown", "rst", "adoc", "asciidoc", "txt", "org", "")
_INTRODUCTION = re.compile(
    r"(?i)(?:\d+[.)] *)?(?:about(?: (?:the |this )?(?:project|repo\w*|us|it))?|overview|(?:project )?overview|"
    r"introduction|intro|(?:short |project )?description|summary|purpose|abstract|synopsis|tl;?dr|"
    r"what(?:'s|’s| is| are| does)? .*|what\?|über\b.*|übersicht|beschreibung|einleitung|einführung|was ist .*|"
    r"à propos|a propos|présentation|qu'est-ce .*|descripci[oó]n|acerca de.*|introducci[oó]n|resumen|"
    r"visão geral|sobre.*|descrição|introdução|introduzione|descrizione|introductie|beschrijving|"
    r"описание|о проекте|введение|概要|简介|簡介|介绍|介紹|概述|はじめに|소개|개요)\s*[?:.!]*"
)
_SECTION = re.compile(
    r"(?i)(?:getting started(?: with .*)?|install(?:ation|ing)?|usage|quick ?start|table of contents|contents|"
    r"requirements|prerequisites|contribut(?:ing|ors|e)|licen[sc]e|development|setup|features|changelog|todo|"
    r"news|documentation|docs|links|examples?|configuration|build(?: status)?|readme(?:\.md)?|demo|support)"
    r"[:.!]?"
)
_NOTICE = re.compile(
    r"(?i)\W*(?:(?:important|attention|warning|caution|notice|note|please note|deprecat(?:ed|ion)|archived|moved|"
    r"unmaintained)(?: (?:notice|note|warning))?|"
    r"(?:(?:this|the) )?(?:repo(?:sitory)?|project|package|library|plugin|module|content)s?"
    r"(?: (?:has|have|is|was))?(?: (?:now|been|no longer))*"
    r" (?:moved|migrated|archived|deprecated|maintained|unmaintained|discontinued|retired)(?: (?:to|into) .*)?)\W*"
)
_TEMPLATED = re.compile(r"\{\{-?\s*(?:values|cookiecutter|parameters)\.|\{%|<%|\$\{")
_VERB = r"(?:is|are|provides?|contains?|offers?|helps?|lets|allows?|enables?|implements?|makes?|brings?)"
_ARTICLE = r"(?:a|an|the|one|our|your|some|several|all)"
_THIS = (
    r"(?:repo(?:sitory)?|project|package|library|plugin|service|app(?:lication)?|module|tool|action|"
    r"component|folder|directory|website|site|sample|demo|framework|extension|image|chart|operator)"
)
_FEWEST_WORDS_OF_A_HINT = 3
_HOLDS = r"(?:holds|hosts|houses|defines|demonstrates|shows|serves|includes|acts)"


class ReadmeText(NamedTuple):
    """The title and the description of a README, as plain text."""

    title: str | None
    description: str | None


def find_readme(paths: Iterable[str]) -> str | None:
    """The README at the top of a repository; Markdown before other forms."""
    found = [path for path in paths if "/" not in path and _NAME.fullmatch(path)]
    return min(found, key=lambda path: (_ORDER.index(_extension(path)), path), default=None)


def read_readme(text: str, name: str = "README.md") -> ReadmeText:
    """Title and description; `name` is that of the file.

    The description is a sentence of the paragraphs between the title and the first section, else of
    a section that is an introduction by its heading, else one that defines the title anywhere.
    None if there is no such sentence.
    """
    blocks = list(readme_blocks(text, _extension(name)))
    title, start = _title(blocks)
    above = _before_sections(blocks[start:])
    described = (
        _first_describing(above, BlockKind.PARAGRAPH, title)
        or _first_describing(above, BlockKind.QUOTE, title)
        or _first_describing(_introductions(blocks[start:], title), BlockKind.PARAGRAPH, title)
        or _definition(blocks[start:], title)
    )
    return ReadmeText(title, described)


def _title(blocks: list[Block]) -> tuple[str | None, int]:
    """The title, and the index of the first block that may describe the thing.

    The title is the first heading of level 1 that is neither the name of a section nor a notice,
    else the first heading that is neither, unless text above it says what the thing is.
    """
    headings = [
        (index, block)
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and _may_be_title(block.text)
    ]
    if not headings:
        return None, 0
    index, found = next((one for one in headings if one[1].level == 1), headings[0])
    above = blocks[:index]
    if found.level > 1 and _describes(above):
        # The text above says what it is, so this is the heading of a section.
        return None, 0
    if all(block.kind is not BlockKind.HEADING for block in above) and _describes(above):
        return _untemplated(found.text), 0
    return _untemplated(found.text), index + 1


def _may_be_title(text: str) -> bool:
    announces = _INTRODUCTION.fullmatch(text) and not text.lower().startswith("what")
    other = _SECTION.fullmatch(text) or _NOTICE.fullmatch(text)
    return bool(text) and not announces and not other


def _untemplated(title: str) -> str | None:
    """The title; None if a template's skeleton leaves it to be filled in."""
    return None if _TEMPLATED.search(title) else title


def _describes(blocks: list[Block]) -> bool:
    return any(describing_sentence(block.lines) for block in blocks)


def _before_sections(blocks: list[Block]) -> list[Block]:
    """The blocks before the first heading that begins a section."""
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            return blocks[:index]
    return blocks


def _introductions(blocks: list[Block], title: str | None) -> list[Block]:
    """The blocks of the sections whose headings announce an introduction, or repeat the title."""
    found: list[Block] = []
    inside = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            inside = bool(_INTRODUCTION.fullmatch(block.text)) or _repeats(block.text, title or "")
        elif inside:
            found.append(block)
    return found


def _repeats(heading: str, title: str) -> bool:
    """Whether a heading has only words of the title, or welcomes the reader."""
    if re.match(r"(?i)welcome\b", heading):
        return True
    words = set(re.findall(r"\w+", heading.casefold()))
    return bool(words) and words <= set(re.findall(r"\w+", title.casefold()))


def _first_describing(blocks: list[Block], kind: BlockKind, title: str | None) -> str | None:
    """The first sentence of the blocks of a kind that describes the thing.

    After a paragraph of something else, only one that begins with the title, `this` or an article
    counts.
    """
    strict = _beginning(title)
    other = False
    for block in blocks:
        if block.kind is not kind or _TEMPLATED.search(block.text):
            continue
        sentence = describing_sentence(block.lines)
        if sentence and (not other or strict.match(sentence)):
            return sentence
        words = len(block.text.split())
        other = other or (words >= _FEWEST_WORDS_OF_A_HINT and not is_aside(block.text))
    return None


def _beginning(title: str | None) -> re.Pattern[str]:
    """How a sentence begins that is about the thing with more certainty than others."""
    name = (title or "").partition(" - ")[0].partition(":")[0].strip()
    named = rf"(?:the )?{re.escape(name)}\b|" if name else ""
    return re.compile(
        rf"(?i)(?:{named}this\b|these\b|an?\b|it (?:is|provides|contains)\b|contains\b|provides\b|"
        r"[\w.@/-]+(?: [\w.-]+){0,3} (?:is|are) (?:an?|the)\b)"
    )


def _definition(blocks: list[Block], title: str | None) -> str | None:
    """The first sentence that says what the title, or this repository, is."""
    name = (title or "").partition(" - ")[0].partition(":")[0].strip()
    subject = rf"(?:the )?{re.escape(name)}\b[^.]{{0,60}}?|" if name else ""
    pattern = re.compile(
        rf"(?i)(?:{subject}this (?:[\w.-]+ )?{_THIS})\s(?:{_VERB}|{_HOLDS}) (?:{_ARTICLE} )?"
    )
    for block in blocks:
        defines = block.kind is BlockKind.PARAGRAPH and pattern.match(block.text)
        if defines and (sentence := describing_sentence(block.lines)):
            return sentence
    return None


def _extension(path: str) -> str:
    return path.lower().partition(".")[2]
