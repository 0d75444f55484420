"""Infers the Template of a repository that is a Copier template."""

from __future__ import annotations

from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.reading.inferred_component import repository_metadata
from catalogsite.errors import TemplateError
from catalogsite.inference import InferredRepository
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository
from catalogsite.repositories.tree import Tree
from catalogsite.scaffold.copier.entity import copier_entity
from catalogsite.scaffold.copier.questions import FILES, copier_template


def copier_templates(
    tree: Tree, repository: Repository, found: InferredRepository
) -> tuple[ReadEntity, ...]:
    """The Template that a `copier.yml` at the top stands for; none where it cannot be read.

    Nothing of it is evaluated or run.
    """
    file = next((name for name in FILES if name in tree.paths()), None)
    if file is None:
        return ()
    try:
        template = copier_template(tree.read(file), file)
    except TemplateError:
        return ()
    entity = copier_entity(repository_metadata(repository, found), template)
    if found.owner:
        entity["spec"]["owner"] = found.owner
    origin = Origin(repository=repository.id, file=file, line=1, inferred=True, folder="")
    return (ReadEntity(data=entity, origin=origin),)
