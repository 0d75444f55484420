"""Scorecard files: YAML with checks, read and validated before any check runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from catalogsite.config.yaml_file import YamlFile, describe_validation_error, parse_yaml
from catalogsite.errors import ConfigError
from catalogsite.model.entity_filter import Filters
from catalogsite.model.scorecard import CheckInfo, Scorecard
from catalogsite.model.value import Value
from catalogsite.problems.suggest import nearest
from catalogsite.scorecards.condition import Condition, ConditionError


def _compiles(text: str) -> str:
    try:
        Condition(text)
    except ConditionError as error:
        raise ValueError(str(error)) from error
    return text


Expression = Annotated[str, AfterValidator(_compiles)]
"""A CEL expression that compiles and names nothing but the known variables."""


class CheckDefinition(Value):
    """One check: a CEL condition (`pass`) or the name of a Python check (`python`).

    `filter` and `when` say to which entities it applies; `message` is a CEL expression for what is
    shown where it fails.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")
    title: str
    why: str = ""
    fix: str = ""
    weight: int = Field(default=1, ge=1)
    filter: Filters = ()
    when: Expression | None = None
    pass_: Expression | None = Field(default=None, alias="pass")
    python: str | None = None
    message: Expression | None = None

    def info(self) -> CheckInfo:
        """The check as pages show it."""
        return CheckInfo(
            id=self.id, title=self.title, why=self.why, fix=self.fix, weight=self.weight
        )


class ScorecardDefinition(Value):
    """One scorecard: the entities that it is for, its checks, and the points that each level needs."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")
    title: str
    description: str = ""
    filter: Filters = ()
    when: Expression | None = None
    levels: dict[str, int] = Field(
        default_factory=lambda: {"bronze": 40, "silver": 70, "gold": 100}
    )
    checks: tuple[CheckDefinition, ...] = Field(min_length=1)

    def info(self) -> Scorecard:
        """The scorecard as pages show it; its levels from the lowest to the highest."""
        levels = dict(sorted(self.levels.items(), key=lambda item: item[1]))
        checks = tuple(check.info() for check in self.checks)
        return Scorecard(id=self.id, title=self.title, checks=checks, levels=levels)


def load_scorecards(paths: Iterable[Path] = ()) -> tuple[ScorecardDefinition, ...]:
    """The scorecards of the files, in order, then the built-in one unless one has its id.

    Raises ConfigError with every problem of every file.
    """
    found: dict[str, ScorecardDefinition] = {}
    problems: list[str] = []
    for path in paths:
        try:
            card = _parse(path.read_text("utf-8"), str(path))
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            problems.append(f"{path}: cannot be read: it is not UTF-8")
        except ConfigError as error:
            problems.append(str(error))
        else:
            if card.id in found:
                problems.append(f"{path}: the id {card.id!r} is used twice")
            found.setdefault(card.id, card)
    if problems:
        raise ConfigError(
            "\n".join(problems),
            fix="correct these lines; the built-in basics.yaml is an example",
        )
    basics = _builtin()
    found.setdefault(basics.id, basics)
    return tuple(found.values())


def _builtin() -> ScorecardDefinition:
    text = resources.files(__package__).joinpath("basics.yaml").read_text("utf-8")
    return _parse(text, "basics.yaml")


def _parse(text: str, name: str) -> ScorecardDefinition:
    file = parse_yaml(text, name)
    try:
        card = ScorecardDefinition.model_validate(file.data)
    except ValidationError as error:
        found = error.errors()
        own = [one for one in found if not _follows(one, found)]
        raise ConfigError(
            "\n".join(_line(name, file, one["loc"], _message(one)) for one in own)
        ) from error
    faults = [_line(name, file, ("checks", n, "id"), fault) for n, fault in _faults(card)]
    if faults:
        raise ConfigError("\n".join(faults))
    return card


def _faults(card: ScorecardDefinition) -> Iterator[tuple[int, str]]:
    """The invalid checks: position, and what is wrong."""
    seen: set[str] = set()
    for number, check in enumerate(card.checks):
        if check.id in seen:
            yield number, f"the id {check.id!r} is used by two checks"
        seen.add(check.id)
        if (check.pass_ is None) == (check.python is None):
            yield number, f"the check {check.id!r} needs either `pass` or `python`"


def _follows(problem: ErrorDetails, found: Iterable[ErrorDetails]) -> bool:
    """Whether a list is reported as too short only because its items are invalid."""
    loc = problem["loc"]
    within = (one for one in found if one["loc"][: len(loc)] == loc and one["loc"] != loc)
    return problem["type"] == "too_short" and any(within)


def _message(problem: ErrorDetails) -> str:
    loc = problem["loc"]
    if problem["type"] == "extra_forbidden":
        model = CheckDefinition if loc[0] == "checks" else ScorecardDefinition
        known = [field.alias or name for name, field in model.model_fields.items()]
        close = nearest(str(loc[-1]), known)
        return f"unknown key; did you mean `{close}`?" if close else "unknown key"
    if problem["type"] == "model_type":
        return "expected keys such as `id`, `title` and `checks`"
    return describe_validation_error(problem["type"], problem["msg"])


def _line(name: str, file: YamlFile, loc: Sequence[int | str], message: str) -> str:
    path = ".".join(map(str, loc))
    return ": ".join(filter(None, (f"{name}:{file.line(loc)}", path, message)))
