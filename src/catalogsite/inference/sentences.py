"""Sentences of a README: which of them says what the thing is, and which says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 300
_SHORTEST_CUT = 60
_FEWEST_WORDS = 2
_FEWEST_IDEOGRAPHS = 4
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|ca|no|nr|bzw|usw|z\.\s?B|d\.\s?h|u\.\s?a|p\.\s?ex|"
    r"Inc|Ltd|Corp|Co|Dr|Mr|Mrs|Ms|St|Jr|Sr|Fig|Vol)|(?:^|\s|\()[A-Z])\.$",
    re.IGNORECASE,
)
_NAMED_LINE = re.compile(
    r"(?i)^(?:short |project )?(?:description|about|summary|overview|tl;?dr|purpose|beschreibung|"
    r"descripci[oó]n|descrição)\s*[:：-]\s+(?=\S)"
)
_FIELD = re.compile(r"^[A-Z][\w /&-]{0,28}(?<!http)(?<!https):(?:\s|$)(?!//)")
_GREETING = re.compile(
    r"(?i)^(?:welcome|hello|hi|hey|thanks?|congratulations|willkommen|bienvenue|bienvenid[oa]s?|olá|hola|"
    r"bonjour|salut|hallo)\b.*$"
)
# Words with which an instruction or a hint begins, and none with which a thing is described.
_INSTRUCTION = re.compile(
    r"(?i)^(?:"
    r"in case\b|tested (?:with|on)\b|each\b|by default\b|currently\b|inspired by\b|(?:we|i|i'm|i’m)\b|as an? \w+(?: \w+)? (?:you|we)\b|"
    r"the (?:default|main (?:class|file|script)|following|latest)\b|in this (?:project|repo\w*|example)\b|"
    r"(?:\$ |cd [~./\w]|npm (?:i|install|run|start|ci)\b|yarn (?:add|install|start|dev)\b|"
    r"docker[ -](?:run|build|compose)\b|git clone\b|pip3? install\b|go (?:get|install|run)\b|mvn\b|"
    r"kubectl\b|curl\b|sudo\b|brew install\b|make \w+$)|pre-?requisites?\b|this (?:page|document|guide|read ?me|section|article|tutorial|file)\b|"
    r"see\b|look at\b|take a look\b|delete (?:this|the)\b|please\b|click\b|visit\b|follow\b|clone\b|refer\b|check (?:out|the|our|that)\b|go to\b|"
    r"navigate\b|make sure\b|ensure\b|before\b|after\b|first\b|firstly\b|then\b|next\b|finally\b|once\b|"
    r"note\b|warning\b|caution\b|attention\b|important\b|tip\b|hint\b|info\b|disclaimer\b|"
    r"deprecat\w*\b|archived?\b|unmaintained\b|moved\b|obsolete\b|"
    r"if (?:you|your|the|this|it|there|not)\b|when (?:you|the|this)\b|in order to\b|"
    r"for (?:more|further|full|a (?:full|complete|list|quick)|details?|documentation|instructions|"
    r"information|help|support|questions|the (?:full|latest|documentation))\b|"
    r"you(?:'ll|’ll|'re|’re)?\b|we(?:'re|’re| are) (?:excited|happy|pleased|proud|thrilled|hiring|looking)\b|"
    r"to (?:install|run|start|build|use|get|see|view|deploy|test|contribute|create|add|set|learn|try|"
    r"enable|configure|access|find|make|update|do|generate|begin|launch|know|read|report|develop|work)\b|"
    r"(?:it )?requires?\b|requirements?\b|dependenc\w+\b|"
    r"copyright\b|©|licen[sc]ed?\b|authors?\b|maintain(?:er|ed by)\b|contribut(?:ors?|ions?|ing)\b|"
    r"table of contents\b|contents\b|toc\b|index\b|quick ?links?\b|"
    r"todo\b|wip\b|tbd\b|work in progress\b|coming soon\b|under construction\b|in progress\b|"
    r"(?:live )?demo\b|build status\b|status\b|version\b|latest\b|last updated\b|updated?\b|"
    r"published\b|released?\b|changelog\b|news\b|join\b|sponsor\b|donat\w+\b|buy me\b|star\b|"
    r"looking for\b|have a\b|need help\b|questions?\b|here\b|below\b|above\b|"
    r"read (?:the|more|this|our|about|on)\b|install(?:ation|ing)?\b|usage\b|getting started\b|"
    r"documentation\b|docs\b|examples?\b|screenshots?\b|features?\b|roadmap\b|"
    r"translations?\b|languages?\b|english\b|other languages\b|"
    r"run (?:the|this|`|npm|yarn|pnpm|docker|make|go|it)|download (?:the|it|from)\b|copy (?:the|this)\b|"
    r"open (?:the|your|a|an|up|http)\b|"
    r"add (?:the|this|a|an|your|it|following)\b|use (?:the|this|it|`)\b|create (?:a|an|the|your) (?:new )?(?:file|"
    r"branch|folder|directory|issue|virtual|\.env|project|account)\b|"
    r"by\b|made (?:with|by)\b|built (?:with|by)\b|powered by\b|created by\b|read ?me\b|v?\d+\.\d+|"
    r"um\b.* zu\b|zu[mr] \w+ (?:des|der|von|bitte)\b|führe?n?\b|installier\w*\b|klone\w*\b|"
    r"pour (?:installer|lancer|utiliser|démarrer|commencer)\b|(?:install|clon|lanc|exécut)ez\b|"
    r"para (?:instalar|ejecutar|executar|rodar|usar|iniciar|empezar|começar)\b|(?:instala|clona|ejecuta|execute)\b|"
    r"для (?:установки|запуска|сборки)\b|(?:установите|запустите|склонируйте|см)\b|"
    r"首先|如果|运行|インストール|まず|설치|먼저|"
    r"bitte\b|siehe\b|hinweis\b|achtung\b|voir\b|remarque\b|veuillez\b|nota\b|ver\b|consulte\b|"
    r"注意|请|参见|注:|安装|使用方法"
    r")"
)
_ELSEWHERE = re.compile(
    r"(?i)\b(?:is now available|(?:is|are) (?:now |finally )?(?:out|here|live)(?: now)?(?=\s*(?:[!.]|$))|"
    r"has been (?:released|moved|deprecated|archived|superseded)|have been moved|"
    r"has moved|was moved|we moved|no longer (?:maintained|supported|in use|active)|not maintained|"
    r"(?:is|are) (?:deprecated|archived|unmaintained|out of date|outdated)|"
    r"see (?:the|our|here|below|also|this|\[)|read more|click here|more information|"
    r"as follows|the following|found (?:here|at|below|in)|documented (?:here|at|in)|"
    r"check (?:it )?out|pull requests? (?:are|is)|contributions? (?:are|is)|"
    r"(?:send|open|create|submit|make|raise|file) (?:a|an|us|your)\b.{0,20}(?:pull request|issue|pr)\b|"
    r"please|(?:is|are|still) in (?:alpha|beta|preview)|do(?:es)? not (?:yet )?recommend|have been tested|"
    r"originally|ported from|one of the (?:\w+ )?forks|newly scaffolded|good luck|you(?: will|'ll|’ll)|"
    r"needs? to (?:have|be)|feel free|under the \w+ licen[sc]e|"
    r"all rights reserved|(?:is|are) [\w. -]*licensed|licensed under|warrant(?:y|ies)|support agreement|"
    r"not (?:officially|directly|recommended|intended)|"
    r"(?:is|was|were|are) (?:initially |originally )?(?:contributed|maintained|sponsored|derived|forked|"
    r"written|authored|created) (?:by|from)|"
    r"code of conduct|semantic versioning|conventional commits|adheres to|welcomes? contributions?|"
    r"(?:some|a|the) read ?me|(?:work|still) in progress|under (?:heavy |active )?development|"
    r"not (?:yet )?(?:ready|complete|finished)|is required|are required|must be installed|"
    r"looking for (?:help|maintainers|contributors))\b"
)
_BOILERPLATE = re.compile(
    r"(?i)lorem ipsum|bootstrapped (?:with|using|by)|generated (?:with|using|by|from)|"
    r"(?:was )?created (?:through|with|using|by) (?:the )?(?:backstage cli|create-|`|yarn|npx|\[)|"
    r"should help get you started|a minimal setup to get \w+ working|would normally document whatever|"
    r"outlines the details of collaborating|introduction of this (?:app|addon) could|website is built using|"
    r"framework typescript starter|this project uses quarkus|seasoned astronaut|a new flutter project|for a flutter application|started with gitlab|give a short introduction|"
    r"(?:add|insert|write|enter|put|provide) (?:your |a |an |the |some )?(?:short |brief |project |one-line )*"
    r"(?:description|introduction|readme)|your (?:project )?description|project description goes|"
    r"description (?:goes )?here|no readme|readme (?:goes|file) here|this is the readme|"
    r"this is (?:just )?(?:a|an|the|my) (?:readme|placeholder|stub|(?:test|sample|empty) repo\w*)\b|"
    r"\[insert|<your|<insert|\{\{-?\s*(?:values|cookiecutter|parameters)\.|\{%|\$\{\{|my[- ]awesome[- ]project|foo ?bar|^untitled"
)
_WELCOME = re.compile(
    r"(?i)^welcome to (?:the )?[^,:–—]{1,160}?(?:,| [-–—]|:) (?=(?:an?|the|our|your) )(?P<what>.+)$"
)
_ASIDE = re.compile(
    r"(?i)^(?:[^\w\"'`(\[]|notes?\b|warning\b|caution\b|attention\b|important\b|tip\b|hint\b|info\b|disclaimer\b|"
    r"news\b|updated?\b|status\b|build status\b|version\b|contents\b|table of contents\b|toc\b|"
    r"(?:https?://|www\.)\S+$|hinweis\b|achtung\b|remarque\b|nota\b|注意)"
)
_TRAILING_ADDRESS = re.compile(r"\s+\(?(?:https?://|www\.)\S+$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def describing_sentence(lines: tuple[str, ...]) -> str | None:
    """The first sentence of a paragraph that says what something is; None if there is none.

    `lines` are the parts between hard line breaks. A paragraph that begins with an instruction or a
    hint is none, whatever follows.
    """
    for sentence in sentences(lines):
        named = _TRAILING_ADDRESS.sub("", _NAMED_LINE.sub("", sentence))
        if welcome := _WELCOME.match(named):
            named = welcome["what"][0].upper() + welcome["what"][1:]
        if (
            _GREETING.match(named)
            or named.endswith(("?", "？"))
            or _ADDRESS.fullmatch(named.rstrip("."))
        ):
            continue
        return shortened(named) if is_describing(named) else None
    return None


def is_boilerplate(text: str) -> bool:
    """Whether a text was left by a generator, or asks to be filled in."""
    return _BOILERPLATE.search(text) is not None


def is_aside(text: str) -> bool:
    """Whether a paragraph is a note, a menu or news: the next one may be about the thing."""
    return bool(_ASIDE.match(text)) or _is_menu(text) or "now available" in text.lower()


def sentences(lines: tuple[str, ...]) -> Iterator[str]:
    """The sentences of a paragraph in order."""
    for line in lines:
        start = 0
        for end in _END.finditer(line):
            if (
                _ABBREVIATION.search(line[start : end.end()])
                or line[end.end() :].lstrip()[:1].islower()
            ):
                continue
            yield line[start : end.end()].strip()
            start = end.end()
        if line[start:].strip():
            yield line[start:].strip()


def is_describing(sentence: str) -> bool:
    """Whether a sentence can describe a thing: no instruction, news, list, boilerplate or fragment."""
    words = re.findall(r"\w+", sentence)
    ideographs = sum(
        "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in sentence
    )
    if len(words) < _FEWEST_WORDS and ideographs < _FEWEST_IDEOGRAPHS:
        return False
    begins = sentence[0].isalnum() or sentence[0] in "\"'“«@.¿¡`"
    if not begins or sentence.rstrip().endswith((":", "：", "...", "…")):
        return False
    if _FIELD.match(sentence) or _is_menu(sentence):
        return False
    patterns = (_INSTRUCTION, _ELSEWHERE, _BOILERPLATE)
    return not any(pattern.search(sentence) for pattern in patterns)


def shortened(text: str) -> str:
    """The text, cut at a word after at most 300 characters."""
    if len(text) <= _LONGEST:
        return text
    head = text[:_LONGEST]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    return head[: end + 1] if end > _SHORTEST_CUT else head[: head.rfind(" ")].rstrip(",;:") + "…"


def _is_menu(sentence: str) -> bool:
    """Whether a line is a row of links or languages, such as `English | 中文版`."""
    bars = sum(sentence.count(bar) for bar in (" | ", " • ", " · ", " — ", "|"))
    return bars > 1 or bool(re.search(r"^\S+ [|•·] \S+$|\\\|", sentence))
