"""The values that `new` runs a template with: of the command line, of a file, and of a form."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalogsite.cli.terminal import Terminal
from catalogsite.errors import TemplateError

if TYPE_CHECKING:
    from catalogsite.model.entity import EntityData
    from catalogsite.scaffold import Template
    from catalogsite.scaffold.parameters.form_state import Question


@dataclass(slots=True)
class TemplateAnswers:
    """Where the values of a run come from; `hidden` are the texts of secrets, once they are known.

    `flags` are the other options of the command, which a message repeats.
    """

    terminal: Terminal
    name: str
    assignments: Sequence[str]
    file: Path | None
    dest: Path
    flags: Sequence[str] = ()
    hidden: tuple[str, ...] = ()

    def values(self, template: Template, entities: Sequence[EntityData]) -> dict[str, Any]:
        """The values for a template; asks for what is missing where somebody can answer."""
        from catalogsite.scaffold.parameters.answers import parse_values, read_values
        from catalogsite.scaffold.parameters.checks import checked_values, refuse_wrong_pages
        from catalogsite.scaffold.parameters.questions import missing_fields
        from catalogsite.scaffold.parameters.secrets import secret_texts

        refuse_wrong_pages(template)
        stated = read_values(self.file) if self.file is not None else {}
        given = parse_values(template, self.assignments, stated, os.environ)
        missing = missing_fields(template.pages, given)
        if missing and _can_ask():
            given = self._asked(template, entities, given)
            missing = []
        self.hidden = secret_texts(template, given)
        try:
            return checked_values(template, given, entities)
        except TemplateError as error:
            if not missing:
                raise
            raise TemplateError(error.what, where=error.where, fix=self._command(missing)) from None

    def _asked(
        self, template: Template, entities: Sequence[EntityData], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        from catalogsite.cli.authoring.new.form import TemplateForm
        from catalogsite.cli.authoring.new.prompts import Prompts

        form = TemplateForm(
            template, entities, Prompts(self.terminal), dry_run="--dry-run" in self.flags
        )
        return form.fill(given)

    def _command(self, missing: Sequence[Question]) -> str:
        """The command with all that is missing."""
        parts = ["catalogsite", "new", self.name]
        for assignment in [*self.assignments, *map(_assignment, missing)]:
            parts += ["--set", assignment]
        if self.file is not None:
            parts += ["--values", str(self.file)]
        if self.dest != Path():
            parts += ["--dest", str(self.dest)]
        return shlex.join([*parts, *self.flags])


def _assignment(question: Question) -> str:
    from catalogsite.scaffold.parameters.answers import variable_of

    if question.field.secret:
        return f"{question.name}={{env: {variable_of(question.name)}}}"
    return f"{question.name}=<{question.name}>"


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
