"""The mistakes in the templates of a catalog, at the lines where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from catalogsite.catalog.findings import Finding
from catalogsite.catalog.yaml12 import Document, parse_documents
from catalogsite.entity import ref_of
from catalogsite.model import EntityData, Origin, Problem
from catalogsite.scaffold.lint import Exists, lint_template


def template_problems(
    entities: Iterable[EntityData], origins: Mapping[str, Origin], roots: Mapping[str, Path]
) -> Iterator[Problem]:
    """What is doubtful in templates; `roots` are the folders of repositories on this machine."""
    documents = cache(_documents)
    for entity in entities:
        if entity["kind"] != "Template":
            continue
        ref = ref_of(entity)
        origin = origins.get(ref, Origin())
        root = roots.get(origin.repository or "")
        file = root / origin.file if root is not None and origin.file else None
        found = lint_template(entity, _exists(file) if file else None)
        document = documents(file).get(origin.line) if file and found else None
        for finding in found:
            yield _problem(finding, document, origin, ref)


def _exists(file: Path) -> Exists:
    return lambda path: (file.parent / path).exists()


def _documents(file: Path) -> dict[int | None, Document]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {document.line: document for document in parse_documents(text)}


def _problem(finding: Finding, document: Document | None, origin: Origin, ref: str) -> Problem:
    place = document.position(finding.path) if document else None
    return Problem(
        rule=finding.rule,
        level=finding.level,
        message=finding.message,
        fix=finding.fix,
        file=origin.file,
        line=place.line if place else origin.line,
        column=place.column if place else None,
        entity_ref=ref,
        repository=origin.repository,
    )
