"""Runs the checks of the scorecards over the catalog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import entry_points
from typing import Any, NamedTuple

from catalogsite.errors import ConfigError
from catalogsite.model.entity import EntityData
from catalogsite.model.entity_filter import Matches, entity_filter
from catalogsite.model.fact import Fact, value_json
from catalogsite.model.facts.joined import joined_facts
from catalogsite.model.scorecard import CheckResult, Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.scorecards.condition import VARIABLES, Condition, ConditionError, Variables
from catalogsite.scorecards.definition import CheckDefinition, ScorecardDefinition
from catalogsite.scorecards.earlier_scores import EarlierScores

PythonCheck = Callable[[EntityData, Mapping[str, Any]], "bool | str | None"]
"""A check in Python: gets the entity and the values of its facts by key.

Returns True, None where it does not apply, or the reason why it failed.
"""


class _Check(NamedTuple):
    definition: CheckDefinition
    fits: Matches
    when: Condition | None
    passes: Condition | None
    python: PythonCheck | None
    message: Condition | None


class _Card(NamedTuple):
    definition: ScorecardDefinition
    fits: Matches
    when: Condition | None
    checks: tuple[_Check, ...]


def with_scores(
    snapshot: Snapshot,
    scorecards: Sequence[ScorecardDefinition],
    checks: Mapping[str, PythonCheck],
    earlier: Snapshot | None = None,
) -> Snapshot:
    """The snapshot with the scorecards and the scores of its entities, as of its own time.

    The scores of `earlier`, a snapshot that the same scorecards gave scores, are used again for
    entities that have not changed.
    """
    index = SnapshotIndex(snapshot)
    scores = score_all(index, scorecards, checks=checks, now=snapshot.created, earlier=earlier)
    cards = tuple(card.info() for card in scorecards)
    return snapshot.model_copy(update={"scorecards": cards, "scores": scores})


def score_all(
    index: SnapshotIndex,
    scorecards: Iterable[ScorecardDefinition],
    *,
    checks: Mapping[str, PythonCheck] | None = None,
    now: datetime | None = None,
    earlier: Snapshot | None = None,
) -> dict[str, Score]:
    """The score of every entity that a scorecard and one of its checks are for.

    The first scorecard that applies counts. An entity that has not changed since the `earlier`
    snapshot keeps its score of that one.

    `checks` are the Python checks by name; `python_checks` loads those that are installed.
    """
    cards = tuple(_compile(card, checks or {}) for card in scorecards)
    scores: dict[str, Score] = {}
    names = _names(cards)
    known = EarlierScores(earlier, index, names) if earlier and not checks else None
    for ref, entity in index.entities.items():
        if known is not None and known.has(ref):
            if (kept := known.score(ref)) is not None:
                scores[ref] = kept
            continue
        fitting = [card for card in cards if card.fits(entity)]
        if not fitting:
            continue
        about = _variables(index, ref, entity, now, names)
        card = next((card for card in fitting if _applies(card.when, about)), None)
        score = _score(card, about, entity) if card else None
        if score is not None:
            scores[ref] = score
    return scores


def _names(cards: Iterable[_Card]) -> frozenset[str]:
    """The variables that conditions of scorecards name, and those that a Python check is given."""
    found: set[str] = set()
    for card in cards:
        for one in (card.when, *(each for check in card.checks for each in _conditions(check))):
            found |= one.names if one else set()
        if any(check.python for check in card.checks):
            found |= {"entity", "facts"}
    return frozenset(found)


def _conditions(check: _Check) -> tuple[Condition | None, ...]:
    return check.when, check.passes, check.message


def python_checks(scorecards: Iterable[ScorecardDefinition]) -> dict[str, PythonCheck]:
    """The Python checks that scorecards name, from entry points `catalogsite.checks`.

    Raises ConfigError where one is not installed, or cannot be loaded.
    """
    installed = {point.name: point for point in entry_points(group="catalogsite.checks")}
    found: dict[str, PythonCheck] = {}
    for check in (check for card in scorecards for check in card.checks):
        if check.python is None:
            continue
        if check.python not in installed:
            raise _unknown(check, installed)
        point = installed[check.python]
        try:
            found[check.python] = point.load()
        except Exception as error:
            raise ConfigError(
                f"the Python check {check.python!r} (`{point.value}`) cannot be loaded: "
                f"{type(error).__name__}: {error}",
                fix="repair or reinstall the package that it comes from",
            ) from error
    return found


def _unknown(check: CheckDefinition, known: Iterable[str]) -> ConfigError:
    return ConfigError(
        f"the check {check.id!r} names the Python check {check.python!r}, which is not installed",
        fix=f"install it; known: {', '.join(sorted(known)) or 'none'}",
    )


def is_repeatable(scorecards: Iterable[ScorecardDefinition]) -> bool:
    """Whether the same entities and facts get the same scores in every run.

    A check may ask for the time of the run, and a Python check for anything.
    """
    return not any(map(_asks_for_more, scorecards))


def _asks_for_more(card: ScorecardDefinition) -> bool:
    texts = [card.when]
    for check in card.checks:
        if check.python is not None:
            return True
        texts += [check.when, check.pass_, check.message]
    return any("now" in Condition(text).names for text in texts if text)


def level_of(points: int, levels: Mapping[str, int]) -> str:
    """The highest level whose points are reached, else `none`."""
    reached = [(needed, level) for level, needed in levels.items() if points >= needed]
    return max(reached)[1] if reached else "none"


def _variables(
    index: SnapshotIndex,
    ref: str,
    entity: EntityData,
    now: datetime | None,
    names: Collection[str] = VARIABLES,
) -> Variables:
    """The variables of these names for one entity: each costs time, although few are named."""
    relations: dict[str, list[str]] = {}
    for relation in index.relations(ref):
        relations.setdefault(relation.type, []).append(relation.ref)
    owner = next(iter(relations.get("ownedBy", ())), "")
    every: dict[str, Callable[[], Any]] = {
        "entity": lambda: {key: value for key, value in entity.items() if key != "relations"},
        "relations": lambda: relations,
        "facts": lambda: _values(index.facts(ref)),
        "known": lambda: list(index.fact_keys),
        "documented": lambda: index.documentation_link(ref) is not None,
        "owner": lambda: {"ref": owner, "known": owner in index},
        "now": lambda: now,
    }
    return Variables({name: value() for name, value in every.items() if name in names})


def _values(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The values of facts by key as JSON, and the joined ones of kinds that several providers tell of."""
    values = {key: value_json(fact) for key, fact in facts.items()}
    return values | {
        one.key: one.value.model_dump(mode="json")
        for one in joined_facts(facts.values())
        if one.kind.join
    }


def _compile(card: ScorecardDefinition, python: Mapping[str, PythonCheck]) -> _Card:
    checks = tuple(_bind(one, python) for one in card.checks)
    return _Card(card, entity_filter(card.filter), _condition(card.when), checks)


def _bind(check: CheckDefinition, python: Mapping[str, PythonCheck]) -> _Check:
    if check.python and check.python not in python:
        raise _unknown(check, python)
    return _Check(
        definition=check,
        fits=entity_filter(check.filter),
        when=_condition(check.when),
        passes=_condition(check.pass_),
        python=python.get(check.python) if check.python else None,
        message=_condition(check.message),
    )


def _condition(text: str | None) -> Condition | None:
    return Condition(text) if text else None


def _applies(when: Condition | None, about: Variables) -> bool:
    if when is None:
        return True
    try:
        return when.holds(about)
    except ConditionError:
        return False


def _score(card: _Card, about: Variables, entity: EntityData) -> Score | None:
    """The score of an entity; None where no check applies, which is no full score."""
    results = tuple(_run(check, about, entity) for check in card.checks)
    weights = {check.definition.id: check.definition.weight for check in card.checks}
    asked = sum(weights[one.check] for one in results if one.passed is not None)
    earned = sum(weights[one.check] for one in results if one.passed)
    if not asked:
        return None
    points = earned * 100 // asked
    return Score(
        scorecard=card.definition.id,
        points=points,
        level=level_of(points, card.definition.levels),
        results=results,
    )


def _run(check: _Check, about: Variables, entity: EntityData) -> CheckResult:
    name = check.definition.id
    if not check.fits(entity) or not _applies(check.when, about):
        return CheckResult(check=name, passed=None)
    if check.python:
        return _run_python(name, check.python, about)
    try:
        passed = check.passes is not None and check.passes.holds(about)
        message = check.message.value(about) if check.message and not passed else ""
    except ConditionError as error:
        return CheckResult(check=name, passed=False, message=str(error))
    return CheckResult(check=name, passed=passed, message=str(message or ""))


def _run_python(name: str, check: PythonCheck, about: Variables) -> CheckResult:
    try:
        # A check of someone else's may raise anything; the other checks must go on.
        answer = check(about.variables["entity"], about.variables["facts"])
        if isinstance(answer, str):
            return CheckResult(check=name, passed=False, message=answer)
        return CheckResult(check=name, passed=answer)
    except Exception as error:
        return CheckResult(check=name, passed=None, message=f"the check itself failed: {error}")
