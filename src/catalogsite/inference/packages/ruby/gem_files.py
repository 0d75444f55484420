"""A Gemfile or gemspec: the gems that it names, with group, platform and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.inference.inferred import Scope
from catalogsite.inference.manifest import ManifestError
from catalogsite.inference.packages.ruby.statements import (
    Opened,
    RubyStatement,
    ruby_statements,
)
from catalogsite.inference.packages.ruby.values import (
    Arguments,
    Values,
    arguments,
    assigned,
    line_of_name,
    texts,
    turns,
)
from catalogsite.inference.packages.scripts.statements import Node, is_mark, word

MOST_REFERENCES = 5_000
_ADDS: Mapping[str, Scope] = {
    "add_dependency": "runtime",
    "add_runtime_dependency": "runtime",
    "add_development_dependency": "build",
}
_ABOUT = frozenset({"version", "summary", "license", "homepage", "executables"})
_LONGEST_CONDITION = 200


class GemReference(NamedTuple):
    """A gem that is named, and how."""

    name: str
    requirement: str | None
    line: int
    scope: Scope = "runtime"
    optional: bool = False
    condition: str | None = None


@dataclass(slots=True)
class GemFile:
    """What one file says; `gemspecs` are the folders, with the line, whose gemspec a Gemfile takes."""

    path: str
    name: str | None = None
    line: int | None = None
    about: dict[str, str] = field(default_factory=dict)
    references: list[GemReference] = field(default_factory=list)
    gemspecs: list[tuple[str, int]] = field(default_factory=list)

    def add(self, reference: GemReference) -> None:
        """Raises ManifestError where there are too many."""
        if len(self.references) >= MOST_REFERENCES:
            reason = f"it names more than {MOST_REFERENCES:,} gems"
            raise ManifestError(reference.line, "a file that can be read", reason)
        self.references.append(reference)


def read_gemspec(text: str, file: str) -> GemFile:
    """The gem of a gemspec and what it depends on. Raises ManifestError."""
    found = GemFile(file)
    values: dict[str, tuple[str, ...]] = {}
    for statement in ruby_statements(text):
        nodes = statement.nodes
        if pair := assigned(statement, values):
            values[pair[0]] = pair[1]
        if word(nodes, 0) is None or not is_mark(nodes, 1, "."):
            continue
        name = word(nodes, 2) or ""
        if name in _ADDS:
            for held in turns(statement.around, values):
                given = arguments(nodes[3:], held)
                if given.placed and len(given.placed[0]) == 1:
                    wanted = ", ".join(one for part in given.placed[1:] for one in part) or None
                    line = nodes[0].line
                    found.add(GemReference(given.placed[0][0], wanted, line, _ADDS[name]))
        else:
            _describe(found, name, nodes, values)
    return found


def _describe(found: GemFile, name: str, nodes: Sequence[Node], values: Values) -> None:
    if name == "metadata" and is_mark(nodes, 4, "="):
        _describe_link(found, nodes, values)
    elif is_mark(nodes, 3, "=") and (stated := texts(nodes[4:], values)):
        if name == "name" and found.name is None:
            found.name, found.line = stated[0], nodes[0].line
        elif name in _ABOUT:
            found.about.setdefault(name, stated[0])


def _describe_link(found: GemFile, nodes: Sequence[Node], values: Values) -> None:
    key, stated = texts(nodes[3:4], values), texts(nodes[5:], values)
    if key and stated:
        found.about.setdefault(key[0], stated[0])


def read_gemfile(text: str, file: str) -> GemFile:
    """The gems that a Gemfile names. Raises ManifestError."""
    found = GemFile(file)
    values: dict[str, tuple[str, ...]] = {}
    lines = text.splitlines()
    for statement in ruby_statements(text):
        if pair := assigned(statement, values):
            values[pair[0]] = pair[1]
        head = word(statement.nodes, 0)
        if head == "gemspec":
            given = arguments(statement.nodes[1:], values)
            folder = given.named.get("path", (".",))
            found.gemspecs.append((folder[0] if folder else ".", statement.nodes[0].line))
        elif head == "gem":
            for held in turns(statement.around, values):
                for one in _referenced(statement, held, lines):
                    found.add(one)
    return found


def _referenced(
    statement: RubyStatement, values: Values, lines: Sequence[str]
) -> Iterator[GemReference]:
    given = arguments(statement.nodes[1:], values)
    if not given.placed or len(given.placed[0]) != 1:
        return
    around = [(word(one.nodes, 0), arguments(one.nodes[1:], values)) for one in statement.around]
    groups = _listed(given, "group", "groups")
    platforms = _listed(given, "platform", "platforms")
    optional = False
    for name, opened in around:
        words = [one for part in opened.placed for one in part]
        if name == "group":
            groups += words
            optional = optional or opened.named.get("optional") == ("true",)
        elif name in {"platform", "platforms"}:
            platforms += words
    line = statement.nodes[0].line
    yield GemReference(
        given.placed[0][0],
        _requirement(given),
        line_of_name(statement.nodes, statement.around),
        _scope(groups),
        optional,
        _condition(
            platforms, statement.around, lines[line - 1] if given.conditional else None, lines
        ),
    )


def _listed(given: Arguments, *names: str) -> list[str]:
    return [one for name in names for one in given.named.get(name, ())]


def _requirement(given: Arguments) -> str | None:
    """The versions, else the branch, tag or commit of a git source."""
    stated = [one for part in given.placed[1:] for one in part]
    sources = [one for key in ("tag", "branch", "ref") for one in given.named.get(key, ())]
    return ", ".join(stated) or next(iter(sources), None)


def _scope(groups: Sequence[str]) -> Scope:
    named = set(groups)
    if named == {"test"}:
        return "test"
    return "build" if named and named <= {"development", "test"} else "runtime"


def _condition(
    platforms: Sequence[str], around: Sequence[Opened], modifier: str | None, lines: Sequence[str]
) -> str | None:
    found = [f"platforms {', '.join(platforms)}"] if platforms else []
    found += (
        lines[opened.nodes[0].line - 1].strip()
        for opened in around
        if word(opened.nodes, 0) in {"if", "unless"}
    )
    if modifier:
        keyword = max(modifier.rfind(" if "), modifier.rfind(" unless "))
        found.append(modifier[keyword:].strip() if keyword >= 0 else modifier.strip())
    return " and ".join(found)[:_LONGEST_CONDITION] or None
