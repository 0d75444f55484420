"""Infers the Template of a repository that is a Copier template."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.reading.inferred_component import repository_metadata
from catalogsite.errors import TemplateError
from catalogsite.inference import InferredRepository
from catalogsite.model.entity import Origin
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold.copier.entity import copier_entity
from catalogsite.scaffold.copier.questions import FILES, copier_template


class CopierReading(NamedTuple):
    """The Template that a `copier.yml` stands for, if there is one, or why it cannot be read."""

    entities: tuple[ReadEntity, ...] = ()
    problems: tuple[Problem, ...] = ()


def copier_templates(
    tree: Tree, repository: Repository, found: InferredRepository
) -> CopierReading:
    """The Template of the `copier.yml` at the top. Nothing of it is evaluated or run."""
    file = next((name for name in FILES if name in tree.paths()), None)
    if file is None:
        return CopierReading()
    try:
        template = copier_template(tree.read(file), file)
    except TemplateError as error:
        return CopierReading(
            (), (problem("copier-template", at=SourceLocation(file), reason=error.what),)
        )
    entity = copier_entity(repository_metadata(repository, found), template)
    if found.owner:
        entity["spec"]["owner"] = found.owner
    origin = Origin(repository=repository.id, file=file, line=1, inferred=True, folder="")
    return CopierReading((ReadEntity(data=entity, origin=origin),))
