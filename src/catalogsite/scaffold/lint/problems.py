"""The mistakes in the templates of a repository, at the lines where they stand."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.problems.create import Finding, SourceLocation
from catalogsite.repositories.tree import Tree
from catalogsite.repositories.visible_paths import is_visible_folder
from catalogsite.scaffold.lint.template import lint_template
from catalogsite.yaml12.documents import Document, parse_documents


def template_problems(tree: Tree, entities: Iterable[ReadEntity]) -> Iterator[Problem]:
    """What is doubtful in the templates among the entities that were read from a tree."""
    templates = [entity for entity in entities if entity.data["kind"] == "Template"]
    there = _with_folders(tree.paths()) if templates else frozenset()
    documents = cache(partial(_documents, tree))
    for template in templates:
        file = template.origin.file or ""
        exists = partial(_exists, there, posixpath.dirname(file))
        found = lint_template(template.data, exists)
        document = documents(file).get(template.origin.line) if found else None
        for finding in found:
            yield _problem(finding, document, template)


def _with_folders(paths: Iterable[str]) -> frozenset[str]:
    found = {"."}
    for path in paths:
        while path and path not in found:
            found.add(path)
            path = posixpath.dirname(path)  # noqa: PLW2901 - upwards, to the first that is known
    return frozenset(found)


def _exists(there: Collection[str], folder: str, path: str) -> bool:
    """Whether a file or folder exists; True for paths that a tree does not list."""
    target = posixpath.normpath(posixpath.join(folder, path))
    return target in there or not all(map(is_visible_folder, target.split("/")))


def _documents(tree: Tree, file: str) -> Mapping[int | None, Document]:
    data = tree.read_many([file]).get(file, b"")
    text = data.decode("utf-8", errors="replace")
    return {document.line: document for document in parse_documents(text)}


def _problem(found: Finding, document: Document | None, template: ReadEntity) -> Problem:
    origin, ref = template.origin, ref_of(template.data)
    line, column = document.position(found.path) if document else (origin.line, None)
    return found.at(SourceLocation(origin.file, line, column, ref, origin.repository))
