"""Folders of Markdown that nobody called documentation: what is wrong in them is worth an info."""

from __future__ import annotations

from catalogsite.docs.mount import is_page
from catalogsite.model.entity import annotations_of, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot

_ANNOTATION = "backstage.io/techdocs-ref"


def undeclared_documentation(snapshot: Snapshot) -> frozenset[str]:
    """The references of entities whose documentation has neither a mkdocs.yml nor an annotation.

    It may be written for another generator. A README is not among them: its host shows it.
    """
    declared = {ref_of(one) for one in snapshot.entities if _ANNOTATION in annotations_of(one)}
    trees = {one.tree for one in snapshot.documentation if one.entity_ref in declared}
    return frozenset(
        one.entity_ref
        for one in snapshot.documentation
        if one.config is None and one.tree not in trees and not is_page(one.docs_dir)
    )


def as_info(problem: Problem) -> Problem:
    """The problem as an info where it is a warning."""
    if problem.level is not Level.WARNING:
        return problem
    return problem.model_copy(update={"level": Level.INFO})
