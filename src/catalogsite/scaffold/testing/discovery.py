"""Finds the templates to test: one by name, or all below a folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.scaffold.templates.template import Template, find_template, read_template
from catalogsite.scaffold.testing.case import CASE_FOLDER, PlacedCase, read_cases

_FILE_NAMES = ("template.yaml", "template.yml")
_FIX = f"add {CASE_FOLDER}/cases.yaml beside template.yaml; see `catalogsite schema scaffold-test`"


class TemplateCases(NamedTuple):
    """A template and its cases."""

    template: Template
    cases: list[PlacedCase]


def templates_to_test(named: str) -> list[TemplateCases]:
    """The templates below a folder that have cases, or the one of that name.

    Raises TemplateError where there are no cases, a template cannot be read or cases are wrong.
    """
    folder = Path(named)
    if folder.is_dir() and not any((folder / name).is_file() for name in _FILE_NAMES):
        found = [TemplateCases(read_template(one), read_cases(one)) for one in _folders(folder)]
    else:
        template = find_template(named)
        found = [TemplateCases(template, read_cases(template.file.parent))]
    tested = [one for one in found if one.cases]
    if not tested:
        raise TemplateError("no template has test cases", where=named, fix=_FIX)
    return tested


def _folders(top: Path) -> list[Path]:
    """The folders below a folder with a template and cases; hidden ones are left out."""
    found = {path.parent.parent for path in top.rglob(f"{CASE_FOLDER}/*.y*ml")}
    return sorted(
        folder
        for folder in found
        if any((folder / name).is_file() for name in _FILE_NAMES)
        and not any(part.startswith(".") for part in folder.relative_to(top).parts)
    )
