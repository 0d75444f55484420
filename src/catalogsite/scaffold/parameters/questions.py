"""The questions of a form one after the other: which is next, what an answer means, and how to go back.

A page and a terminal ask the same: what the schema holds for the answers so far. An answer that an
earlier one makes needless is kept, but is no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalogsite.scaffold.parameters import ui
from catalogsite.scaffold.parameters.active import active, alternatives_of
from catalogsite.scaffold.parameters.branches import properties_of, required_of
from catalogsite.scaffold.parameters.defaults import with_defaults
from catalogsite.scaffold.parameters.form import field_of
from catalogsite.scaffold.parameters.form_state import Ask, FormState, Path, Question
from catalogsite.scaffold.parameters.references import resolved

_MOST_ITEMS = 1000
_MOST_LEVELS = 12
_PICK = "oneOf"


def questions(state: FormState) -> Iterator[Question]:
    """All questions that the answers so far lead to, answered or not, in their order."""
    values = values_of(state)
    for number, page in enumerate(state.pages):
        yield from _object(state, number, page, values, ())


def next_question(state: FormState) -> Question | None:
    """The first question without an answer."""
    return next((one for one in questions(state) if not is_answered(state, one)), None)


def is_answered(state: FormState, question: Question) -> bool:
    """Whether a question has an answer, or its value was given from the start."""
    if _key(question) in state.answers:
        return True
    given = value_at(state.given, question.path)
    if question.ask is Ask.PICK:
        parts = alternatives_of(question.schema, state.pages[question.page])
        known = given if isinstance(given, Mapping) else {}
        return any(properties_of(part).keys() & known.keys() for part in parts)
    return given is not None


def is_answered_here(state: FormState, question: Question) -> bool:
    """Whether somebody answered the question, so that the answer can be changed."""
    return _key(question) in state.answers


def answered(state: FormState, question: Question, answer: Any) -> FormState:
    """The state with one more answer."""
    picks = dict(state.picks)
    if question.ask is Ask.PICK:
        picks[id(question.schema.get("oneOf") or question.schema.get("anyOf"))] = answer
    return replace(state, answers={**state.answers, _key(question): answer}, picks=picks)


def without_answer(state: FormState, question: Question) -> FormState:
    """The state in which a question is open again."""
    kept = {key: value for key, value in state.answers.items() if key != _key(question)}
    return replace(state, answers=kept)


def last_answered(state: FormState, before: Question | None) -> Question | None:
    """The question that was answered before another one, or before the end; None where none was."""
    found: Question | None = None
    for one in questions(state):
        if before is not None and _key(one) == _key(before):
            break
        if _key(one) in state.answers:
            found = one
    return found


def earlier_answer(state: FormState, question: Question) -> Any:
    """The answer that a question has, else the default of its value."""
    if _key(question) in state.answers:
        return state.answers[_key(question)]
    if question.ask is Ask.VALUE:
        return value_at(values_of(state), question.path)
    return None


def values_of(state: FormState) -> dict[str, Any]:
    """The values that the answers so far give, with the defaults that hold for them."""
    return with_defaults(state.pages, answers_of(state), state.picks)


def answers_of(state: FormState) -> dict[str, Any]:
    """The values that were given and answered, without those of questions that do not come up."""
    known = _all_answers(state)
    for _ in range(_MOST_LEVELS):
        filled = with_defaults(state.pages, known, state.picks)
        wanted = {
            _key(one)
            for number, page in enumerate(state.pages)
            for one in _object(state, number, page, filled, ())
        }
        kept = {key: answer for key, answer in state.answers.items() if key in wanted}
        before, known = known, _all_answers(replace(state, answers=kept))
        if known == before:
            break
    return known


def missing_fields(pages: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> list[Question]:
    """The questions whose values are required and neither given nor a default."""
    filled = with_defaults(pages, values)
    state = FormState(tuple(pages), filled)
    return [
        one
        for number, page in enumerate(pages)
        for one in _object(state, number, page, filled, ())
        if one.ask is Ask.VALUE and one.field.required and value_at(filled, one.path) is None
    ]


def value_at(values: Any, path: Path) -> Any:
    """The value at a place; None where there is none."""
    for step in path:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def _all_answers(state: FormState) -> dict[str, Any]:
    values: dict[str, Any] = dict(state.given)
    for (_, path, ask), answer in state.answers.items():
        if ask is Ask.VALUE and answer is not None:
            values = _put(values, path, answer)
        elif ask is Ask.MORE and answer:
            values = _put(values, path, {})
    return values


def _object(
    state: FormState,
    number: int,
    schema: Mapping[str, Any],
    value: Any,
    path: Path,
    *,
    optional: bool = False,
) -> Iterator[Question]:
    """The questions of an object; in an optional one each may stay open."""
    page = state.pages[number]
    if len(path) > _MOST_LEVELS:
        return
    stated = resolved(schema, page)
    pick = _pick(state, number, stated, path)
    if pick is not None:
        yield pick
    known = active(stated, value, page, state.picks)
    needed = required_of(known)
    properties = properties_of(known)
    for name in ui.in_order(list(properties), known):
        property_ = resolved(properties[name], page)
        if ui.is_asked(property_):
            inner = value.get(name) if isinstance(value, Mapping) else None
            field = field_of(name, property_, page, required=name in needed and not optional)
            question = Question(number, (*path, name), field, property_)
            yield from _property(state, question, inner)


def _property(state: FormState, question: Question, value: Any) -> Iterator[Question]:
    schema, page = question.schema, state.pages[question.page]
    if question.field.type == "object" and (properties_of(schema) or alternatives_of(schema, page)):
        optional = not question.field.required
        yield from _object(state, question.page, schema, value, question.path, optional=optional)
        return
    items = resolved(schema.get("items"), page)
    if question.field.type == "array" and properties_of(items):
        yield from _items(state, question, items, value)
        return
    yield question


def _items(
    state: FormState, question: Question, items: Mapping[str, Any], value: Any
) -> Iterator[Question]:
    there = value if isinstance(value, list) else []
    if value_at(state.given, question.path) is not None:
        return
    for index in range(_MOST_ITEMS):
        path = (*question.path, index)
        more = replace(question, path=path, ask=Ask.MORE)
        yield more
        if not state.answers.get(_key(more)):
            return
        one = there[index] if index < len(there) else {}
        yield from _object(state, question.page, items, one, path)


def _pick(state: FormState, number: int, schema: Mapping[str, Any], path: Path) -> Question | None:
    page = state.pages[number]
    parts = alternatives_of(schema, page)
    if len(parts) < 2 or not any(map(properties_of, parts)):
        return None
    titles = tuple(str(part.get("title") or f"alternative {i}") for i, part in enumerate(parts, 1))
    name = str(path[-1]) if path else _PICK
    asked = field_of(name, {**schema, "type": "string"}, page, required=True)
    return Question(number, path, asked, schema, Ask.PICK, titles)


def _key(question: Question) -> tuple[int, Path, Ask]:
    return question.page, question.path, question.ask


def _put(values: Any, path: Path, value: Any) -> Any:
    if not path:
        return {**value, **values} if isinstance(values, Mapping) and value == {} else value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        known = list(values) if isinstance(values, list) else []
        known += [{}] * (step + 1 - len(known))
        known[step] = _put(known[step], rest, value)
        return known
    known_map = dict(values) if isinstance(values, Mapping) else {}
    known_map[step] = _put(known_map.get(step), rest, value)
    return known_map
