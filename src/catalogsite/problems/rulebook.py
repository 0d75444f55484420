"""The rulebook `rules.yaml`: every rule with its level, texts and examples, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml
from pydantic import Field

from catalogsite.model.problem import Level
from catalogsite.model.value import Value

_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "md": "markdown", "svg": "xml", "json": "json"}
_HEAD = """\
# Problems

Each problem has a rule with a stable id, a level, a place and a fix. An **error** means that something is missing
from the portal, and that Backstage rejects it too; a **warning**, that something does not work as its author intended,
or is left out by a rule of this portal; an **info** is not urgent.

Problems are listed on the page *Problems* of the portal, in `/api/problems.json`, and in the output of
`catalogsite check`. The configuration can [turn off a rule](config.md#problems) for some files.

Examples without a file name are part of a component's `catalog-info.yaml`.
"""


class Example(Value):
    """The text of a file; without a name, a part of a component's `catalog-info.yaml`."""

    file: str | None = None
    text: str

    @property
    def language(self) -> str:
        """The name of the language for a Markdown code block."""
        suffix = (self.file or "catalog-info.yaml").rpartition(".")[2]
        return _LANGUAGES.get(suffix, "text")


class Variant(Value):
    """Another wording of a rule; what it does not give is that of the rule, and null means none."""

    level: Level | None = None
    message: str | None = None
    fix: str | None = None
    suggest: str | None = None


class RuleTexts(NamedTuple):
    """The level and the text templates of one variant of a rule."""

    level: Level
    message: str | None
    fix: str | None
    suggest: str | None


class Rule(Value):
    """One rule: level, reason, the templates of its texts, and examples.

    `suggest` is the template of the fix if the code knows a better value. A rule without `message`
    is only used through its variants.
    """

    id: str
    level: Level
    title: str
    why: str
    message: str | None = None
    fix: str | None = None
    suggest: str | None = None
    variants: Mapping[str, Variant] = Field(default_factory=dict)
    wrong: Example | None = None
    right: Example | None = None

    def texts(self, variant: str | None = None) -> RuleTexts | None:
        """The texts of a variant, or of the rule itself for None; None for an unknown variant."""
        if variant is None:
            return RuleTexts(self.level, self.message, self.fix, self.suggest)
        own = self.variants.get(variant)
        if own is None:
            return None
        given = own.model_fields_set
        return RuleTexts(
            own.level or self.level,
            own.message if "message" in given else self.message,
            own.fix if "fix" in given else self.fix,
            own.suggest if "suggest" in given else self.suggest,
        )

    def wordings(self) -> tuple[str | None, ...]:
        """The names of all variants, after None if the rule has a message of its own."""
        return (*((None,) if self.message else ()), *self.variants)

    def examples(self) -> Mapping[str, Example]:
        """The examples by `wrong` and `right`."""
        sides = {"wrong": self.wrong, "right": self.right}
        return {name: example for name, example in sides.items() if example is not None}


class Chapter(Value):
    """Rules about one subject, in the order of the reference page."""

    chapter: str
    rules: tuple[Rule, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter with its rules, in the order of `rules.yaml`."""
    text = files("catalogsite.problems").joinpath("rules.yaml").read_text("utf-8")
    return tuple(Chapter.model_validate(chapter) for chapter in yaml.load(text, yaml.CSafeLoader))


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for chapter in chapters() for rule in chapter.rules}


def reference() -> str:
    """The Markdown text of `docs/reference/problems.md`."""
    parts = [_HEAD]
    for chapter in chapters():
        parts += [f"## {chapter.chapter}\n", *map(explained, chapter.rules)]
    return "\n".join(parts)


def explained(rule: Rule) -> str:
    """A rule as a Markdown section: level, reason and examples."""
    parts = [f"### `{rule.id}`\n", f"**{rule.level}** · {rule.why}\n"]
    for side, example in rule.examples().items():
        title = f"{side}: {example.file}" if example.file else side
        parts.append(f'```{example.language} title="{title}"\n{example.text.rstrip()}\n```\n')
    return "\n".join(parts)
