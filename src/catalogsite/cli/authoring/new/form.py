"""Asks the questions of a template in the terminal: validated as typed, with a way back and a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogsite.cli.authoring.new.answer_text import answer_of, noun, written
from catalogsite.cli.authoring.new.prompts import BACK, Option, Prompts
from catalogsite.errors import TemplateError
from catalogsite.model.entity import EntityData
from catalogsite.scaffold.parameters import questions as q
from catalogsite.scaffold.parameters.checks import answer_complaints, checked_values
from catalogsite.scaffold.parameters.form import Choice
from catalogsite.scaffold.parameters.form_state import Ask, FormState, Path, Question
from catalogsite.scaffold.parameters.pickers import picker_choices
from catalogsite.scaffold.parameters.repository_address import (
    address,
    allowed_for,
    allowed_hosts,
    parts_asked,
    parts_of,
)
from catalogsite.scaffold.parameters.secrets import shown_values
from catalogsite.scaffold.parameters.ui import ui_options, widget
from catalogsite.scaffold.templates.template import Template

_HINT = "Enter takes an answer, Shift-Tab goes back, Ctrl-C ends without writing anything."
_WRITE, _CHANGE, _STOP = "write", "change", "stop"


class TemplateForm:
    """The form of one template, whose pickers choose from the entities of the catalog."""

    def __init__(
        self, template: Template, entities: Sequence[EntityData], prompts: Prompts, *, dry_run: bool
    ) -> None:
        self._template, self._entities = template, tuple(entities)
        self._prompts, self._dry_run = prompts, dry_run
        self._earlier: dict[tuple[int, Path, Ask], Any] = {}
        self._page = -1

    def fill(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the form: those given, and the answers to all other questions.

        Raises KeyboardInterrupt where the user ends it.
        """
        self._prompts.say(_HINT)
        state = FormState(self._template.pages, given)
        while True:
            question = q.next_question(state)
            if question is None:
                state, done = self._review(state)
                if done:
                    return q.values_of(state)
                continue
            answer = self._asked(question, state)
            if answer is BACK:
                state = self._without_last(state, question)
            else:
                self._earlier[question.page, question.path, question.ask] = answer
                state = q.answered(state, question, answer)

    def _without_last(self, state: FormState, before: Question | None) -> FormState:
        last = q.last_answered(state, before)
        return state if last is None else q.without_answer(state, last)

    def _asked(self, question: Question, state: FormState) -> Any:
        self._heading(question)
        suggested = self._earlier.get(
            (question.page, question.path, question.ask), q.earlier_answer(state, question)
        )
        if question.ask is Ask.PICK:
            options = [Option(title, index) for index, title in enumerate(question.titles)]
            return self._prompts.choose(question.field.title, options, suggested)
        if question.ask is Ask.MORE:
            noun = "another item" if question.path[-1] else "an item"
            text = f"Add {noun} to {question.field.title}?"
            return self._prompts.confirm(text, default=bool(suggested))
        return self._value(question, suggested)

    def _heading(self, question: Question) -> None:
        if question.page == self._page:
            return
        self._page = question.page
        page, pages = self._template.pages[question.page], self._template.pages
        number = f"{question.page + 1} of {len(pages)}: " if len(pages) > 1 else ""
        self._prompts.heading(f"{number}{page.get('title') or self._template.ref}")
        if page.get("description"):
            self._prompts.say(str(page["description"]))

    def _value(self, question: Question, suggested: Any) -> Any:
        field = question.field
        named = field.title.lower() == field.name.lower()
        title = field.title if named else f"{field.title} ({field.name})"
        about = field.description or str(ui_options(question.schema).get("help") or "")
        if about:
            self._prompts.say(about)
        choices = field.choices
        open_ = not choices
        if open_:
            choices = picker_choices(question.schema, self._entities)
            open_ = ui_options(question.schema).get("allowArbitraryValues") is not False
        if field.secret:
            return self._prompts.secret(title, lambda text: self._complaint(question, text))
        if field.picker == "RepoUrlPicker":
            return self._repository(question, title, suggested)
        if field.type == "boolean" and not field.choices:
            return self._prompts.confirm(title, default=suggested is True)
        if choices and (not open_ or field.type == "array"):
            return self._chosen(question, title, choices, suggested)
        return self._typed(question, title, choices, suggested)

    def _chosen(
        self, question: Question, title: str, choices: Sequence[Choice], suggested: Any
    ) -> Any:
        options = [Option(choice.label, choice.value) for choice in choices]
        if question.field.type == "array":
            return self._prompts.choose_several(
                title, options, suggested or [], lambda value: self._wrong(question, value)
            )
        if not question.field.required:
            options.append(Option("(none)", None))
        return self._prompts.choose(title, options, suggested)

    def _typed(
        self, question: Question, title: str, choices: Sequence[Choice], suggested: Any
    ) -> Any:
        if question.field.type == "array":
            title += ", separated by commas"
        text = self._prompts.text(
            title,
            written(suggested),
            lambda text: self._complaint(question, text),
            [str(choice.value) for choice in choices],
            multiline=widget(question.schema) == "textarea",
        )
        return text if text is BACK else answer_of(question, text)

    def _repository(self, question: Question, title: str, suggested: Any) -> Any:
        options = ui_options(question.schema)
        host, parts = parts_of(suggested) if isinstance(suggested, str) else ("", {})
        self._prompts.say(f"{title}:")
        given = self._part("host", allowed_hosts(options), host or "github.com")
        if given is BACK:
            return BACK
        answers: dict[str, str] = {}
        for name in parts_asked(str(given)):
            answer = self._part(name, allowed_for(name, options), parts.get(name, ""))
            if answer is BACK:
                return BACK
            answers[name] = str(answer)
        value = address(str(given), answers)
        wrong = self._wrong(question, value)
        if wrong is None:
            return value
        self._prompts.say(wrong)
        return self._repository(question, title, value)

    def _part(self, name: str, allowed: Sequence[str], suggested: str) -> Any:
        if len(allowed) == 1:
            return allowed[0]
        if allowed:
            return self._prompts.choose(name, [Option(one, one) for one in allowed], suggested)
        return self._prompts.text(name, suggested, lambda text: None if text else "is required")

    def _complaint(self, question: Question, text: str) -> str | None:
        """What is wrong with a text as the answer; None where nothing is."""
        try:
            value = answer_of(question, text)
        except ValueError:
            return f"this is not {noun(question.field)}"
        if value is None:
            return "an answer is required" if question.field.required else None
        return self._wrong(question, value)

    def _wrong(self, question: Question, value: Any) -> str | None:
        if value == [] and not question.field.required:
            return None
        page = self._template.pages[question.page]
        reasons = answer_complaints(question.schema, value, page, self._entities)
        return "; ".join(reasons) or None

    def _review(self, state: FormState) -> tuple[FormState, bool]:
        """Shows all answers; then the state to go on with, and whether the form is finished."""
        values = q.values_of(state)
        wrong = self._wrong_together(values)
        self._prompts.heading("Review")
        shown = shown_values(self._template, values)
        for question in _values_asked(state):
            value = q.value_at(shown, question.path)
            self._prompts.say(f"  {question.field.title}: {written(value) or '-'}")
        for line in wrong:
            self._prompts.say(f"  wrong: {line}")
        self._page = -1
        options = [Option("Change an answer", _CHANGE), Option("End without writing", _STOP)]
        if not wrong:
            options.insert(0, Option(self._finish(), _WRITE))
        chosen = self._prompts.choose("What next?", options, None)
        if chosen == _STOP:
            raise KeyboardInterrupt
        if chosen == _WRITE:
            return state, True
        if chosen is BACK:
            return self._without_last(state, None), False
        return self._changed(state), False

    def _finish(self) -> str:
        presentation = self._template.spec.get("presentation")
        labels = presentation.get("buttonLabels") if isinstance(presentation, Mapping) else None
        stated = labels.get("createButtonText") if isinstance(labels, Mapping) else None
        if self._dry_run:
            return "Show the files"
        return stated if isinstance(stated, str) and stated else "Write the files"

    def _changed(self, state: FormState) -> FormState:
        asked = [one for one in q.questions(state) if q.is_answered_here(state, one)]
        if not asked:
            return state
        options = [
            Option(f"{one.field.title} ({one.name})", index) for index, one in enumerate(asked)
        ]
        chosen = self._prompts.choose("Which one?", options, None)
        return state if chosen is BACK else q.without_answer(state, asked[chosen])

    def _wrong_together(self, values: Mapping[str, Any]) -> list[str]:
        try:
            checked_values(self._template, values, self._entities)
        except TemplateError as error:
            return error.what.splitlines()
        return []


def _values_asked(state: FormState) -> list[Question]:
    return [one for one in q.questions(state) if one.ask is Ask.VALUE]
