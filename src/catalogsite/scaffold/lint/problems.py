"""The mistakes in the templates of a repository, at the lines where they stand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.problems.create import Finding, SourceLocation
from catalogsite.repositories.trees.tree import Tree
from catalogsite.repositories.trees.visible_paths import is_visible_folder
from catalogsite.scaffold.lint.paths import Kind
from catalogsite.scaffold.lint.skeletons import skeleton_problems
from catalogsite.scaffold.lint.template import lint_template
from catalogsite.yaml12.documents import Document, parse_documents


def template_problems(tree: Tree, entities: Iterable[ReadEntity]) -> Iterator[Problem]:
    """What is doubtful in the templates among the entities that were read from a tree."""
    templates = [entity for entity in entities if entity.data["kind"] == "Template"]
    there = _kinds(tree.paths()) if templates else {}
    documents = cache(partial(_documents, tree))
    reported: set[str | None] = set()
    for template in templates:
        file = template.origin.file or ""
        found = lint_template(template.data, partial(_kind, there, posixpath.dirname(file)))
        document = documents(file).get(template.origin.line) if found else None
        for finding in found:
            yield _problem(finding, document, template)
        ref, repository = ref_of(template.data), template.origin.repository
        for one in skeleton_problems(tree, template.data["spec"], file, ref, repository):
            # Several templates may render one file.
            if one.file not in reported:
                reported.add(one.file)
                yield one


def _kinds(paths: Iterable[str]) -> dict[str, Kind]:
    """What each path of a tree is, with the folders and the top."""
    found = {".": Kind.FOLDER} | dict.fromkeys(paths, Kind.FILE)
    for path in list(found):
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found[folder] = Kind.FOLDER
            folder = posixpath.dirname(folder)
    return found


def _kind(there: Mapping[str, Kind], folder: str, path: str) -> Kind:
    """What a path relative to a folder is; UNKNOWN for one that a tree does not list."""
    target = posixpath.normpath(posixpath.join(folder, path))
    if target == ".." or target.startswith(("../", "/")):
        return Kind.OUTSIDE
    listed = all(map(is_visible_folder, target.split("/")))
    return there.get(target, Kind.NOTHING if listed else Kind.UNKNOWN)


def _documents(tree: Tree, file: str) -> Mapping[int | None, Document]:
    data = tree.read_many([file]).get(file, b"")
    text = data.decode("utf-8", errors="replace")
    return {document.line: document for document in parse_documents(text)}


def _problem(found: Finding, document: Document | None, template: ReadEntity) -> Problem:
    origin, ref = template.origin, ref_of(template.data)
    line, column = document.position(found.path) if document else (origin.line, None)
    return found.at(SourceLocation(origin.file, line, column, ref, origin.repository))
