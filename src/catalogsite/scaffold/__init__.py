"""Scaffolds: reads a Backstage Template, shows its form, and runs it on this machine."""

from __future__ import annotations

from catalogsite.scaffold.parameters.answers import parse_values
from catalogsite.scaffold.parameters.form import Field, FormPage, form
from catalogsite.scaffold.run.outcome import Outcome
from catalogsite.scaffold.run.steps import run
from catalogsite.scaffold.templates.template import (
    ListedTemplate,
    Template,
    builtin_templates,
    find_template,
    list_templates,
    read_template,
)

__all__ = [
    "Field",
    "FormPage",
    "ListedTemplate",
    "Outcome",
    "Template",
    "builtin_templates",
    "find_template",
    "form",
    "list_templates",
    "parse_values",
    "read_template",
    "run",
]
