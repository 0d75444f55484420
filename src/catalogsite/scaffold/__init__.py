"""Scaffolds: reads a Backstage Template, shows its form, and runs it on this machine."""

from __future__ import annotations

from catalogsite.scaffold.form import Field, FormPage, form, parse_values
from catalogsite.scaffold.run import Outcome, run
from catalogsite.scaffold.template import Template, builtin_templates, find_template, read_template

__all__ = [
    "Field",
    "FormPage",
    "Outcome",
    "Template",
    "builtin_templates",
    "find_template",
    "form",
    "parse_values",
    "read_template",
    "run",
]
