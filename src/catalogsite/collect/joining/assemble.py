"""Joins the readings of all repositories to one catalog. Pure: nothing is read here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.joining.stitching import stitch
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.joining.catalog_builder import CatalogBuilder
from catalogsite.collect.joining.defined_outside import defined_outside
from catalogsite.collect.joining.duplicates import duplicates_elsewhere
from catalogsite.collect.joining.holders import holders_of, inferred_in_order
from catalogsite.collect.joining.stored_definitions import with_stored_definition
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.problem import Problem, by_place
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure
from catalogsite.model.templates.template_files import StoredTemplate


@dataclass(frozen=True, slots=True)
class AssembledCatalog:
    """Stitched entities and documentation sorted by reference, and problems sorted by place.

    `origins`, `skeletons`, `template_files` and `definitions` are by reference. `needs` are those between inferred parts of one
    repository, by reference, with the line that says so.
    """

    entities: tuple[EntityData, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    documentation: tuple[Documentation, ...] = ()
    repositories: tuple[Repository, ...] = ()
    skeletons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    template_files: dict[str, StoredTemplate] = field(default_factory=dict)
    definitions: dict[str, ApiDefinition] = field(default_factory=dict)
    needs: tuple[InferredNeed, ...] = ()


def assemble(
    readings: Sequence[RepositoryReading],
    *,
    policy: Policy | None = None,
    infer: bool = True,
    previous: Snapshot | None = None,
    failures: Sequence[Failure] = (),
    problems: Sequence[Problem] = (),
    put: Callable[[bytes], str] | None = None,
    others: KnownEntities = NO_OTHER_ENTITIES,
) -> AssembledCatalog:
    """One catalog of all readings, with relations in both directions and what is wrong in it.

    With `infer`, a repository without entities is represented by its inferred ones. Entities
    of the `previous` snapshot keep their names where others claim them, and stay where `failures` or errors hide them now. `problems` are those
    found before, `put` writes a blob to the store and returns its digest, and `others` are the
    entities of repositories that are not among the readings.
    """
    policy = policy or Policy()
    holders = holders_of(readings, previous) if previous is not None else {}
    builder = CatalogBuilder(policy, holders)
    for reading in readings:
        builder.add(reading)
    if previous is not None:
        builder.add_last_good(previous, readings, failures)
    if infer:
        owners = KnownOwners(builder.entities)
        in_order = readings if previous is None else inferred_in_order(readings, previous)
        for reading in in_order:
            builder.add_inferred(reading, owners)
            builder.add_copier(reading, owners)
    duplicates = duplicates_elsewhere(builder.entities, others.entities)
    outside = defined_outside(readings, builder.problems)
    stitched, found = stitch(builder.entities, policy.fields, others, outside)
    every = (*builder.problems, *duplicates, *found, *problems)
    return AssembledCatalog(
        entities=tuple(with_stored_definition(entity, put) for entity in stitched),
        origins={ref: builder.entities[ref].origin for ref in sorted(builder.entities)},
        problems=tuple(sorted(every, key=by_place)),
        documentation=tuple(builder.documentation[ref] for ref in sorted(builder.documentation)),
        repositories=tuple(builder.repositories.values()),
        skeletons=dict(sorted(builder.skeletons.items())),
        template_files=dict(sorted(builder.template_files.items())),
        definitions=dict(sorted(builder.definitions.items())),
        needs=tuple(builder.needs),
    )
