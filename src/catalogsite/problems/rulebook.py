"""The rules that problems name: read once from `rules.yaml`, used by reports and by our own docs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from catalogsite.model.problem import Level
from catalogsite.model.value import Value

_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "md": "markdown", "svg": "xml", "json": "json"}
_HEAD = """\
# Problems

Each problem has a rule with a stable name, a level, a place and a fix. An **error** means that something is missing
from the portal; a **warning** that something is not as its author meant it; an **info** needs no haste.

They stand on the page *Problems* of the portal, in `/api/problems.json`, and in what `catalogsite check` prints. The
configuration can [silence a rule](config.md#problems) for some files.

Examples without a file name are part of a component's `catalog-info.yaml`.
"""


class Example(Value):
    """The text of a file; without a name, a part of a component's `catalog-info.yaml`."""

    file: str | None = None
    text: str

    @property
    def language(self) -> str:
        """What the text is written in."""
        suffix = (self.file or "catalog-info.yaml").rpartition(".")[2]
        return _LANGUAGES.get(suffix, "text")


class Rule(Value):
    """What a problem breaks: how bad it is, why the rule is there, and examples."""

    id: str
    level: Level
    title: str
    why: str
    wrong: Example | None = None
    right: Example | None = None

    def examples(self) -> Mapping[str, Example]:
        """The examples by `wrong` and `right`."""
        sides = {"wrong": self.wrong, "right": self.right}
        return {name: example for name, example in sides.items() if example is not None}


class Chapter(Value):
    """Rules about one matter, in the order in which the page shows them."""

    chapter: str
    rules: tuple[Rule, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every rule, by chapter."""
    text = files("catalogsite.problems").joinpath("rules.yaml").read_text("utf-8")
    return tuple(Chapter.model_validate(chapter) for chapter in yaml.safe_load(text))


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for chapter in chapters() for rule in chapter.rules}


def reference() -> str:
    """The page of our documentation that lists all rules."""
    parts = [_HEAD]
    for chapter in chapters():
        parts += [f"## {chapter.chapter}\n", *map(explained, chapter.rules)]
    return "\n".join(parts)


def explained(rule: Rule) -> str:
    """A rule as a section of Markdown."""
    parts = [f"### `{rule.id}`\n", f"**{rule.level}** · {rule.why}\n"]
    for side, example in rule.examples().items():
        title = f"{side}: {example.file}" if example.file else side
        parts.append(f'```{example.language} title="{title}"\n{example.text.rstrip()}\n```\n')
    return "\n".join(parts)
