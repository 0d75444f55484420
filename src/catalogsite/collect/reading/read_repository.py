"""Reads one repository: its descriptors, what its files imply, and its documentation."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import Field

from catalogsite.catalog.descriptors.content import NotRead, TargetContent, Unreachable
from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.crawl.checkout import Content
from catalogsite.collect.reading.api_definitions import DefinitionReadings, read_definitions
from catalogsite.collect.reading.copier_templates import CopierReading, copier_templates
from catalogsite.collect.reading.inferred_entities import inferred_entities
from catalogsite.collect.reading.reading_steps import ReadingSteps
from catalogsite.collect.reading.template_files import stored_templates
from catalogsite.collect.templates.use.records import TemplateRecord, template_records
from catalogsite.docs.stored.discover import find_documentation
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.memory_limit import memory_limit
from catalogsite.inference import InferredRepository, infer_repository, template_files
from catalogsite.inference.apis.contracts import contracts_of
from catalogsite.inference.apis.found import ApiContract
from catalogsite.inference.services.inferred import InferredServices
from catalogsite.inference.services.read_services import read_services
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import ref_of
from catalogsite.model.limits import DEFAULT_LIMITS, MEMORY, Limits
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository, RepositoryRequest, Scope
from catalogsite.model.templates.template_files import StoredTemplate
from catalogsite.model.value import Value
from catalogsite.paths.inner_path import printable, refusal
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold.lint.problems import template_problems
from catalogsite.state.store import Store

_PARTS = 9
"""Descriptors, what files imply, services, contracts, definitions, documentation, templates and records of them share the limit."""

_MAX_UNSAFE_PATHS = 100
"""The most unsafe paths of one repository that are reported; nobody renames more by hand."""


class RepositoryReading(Value):
    """All that was read from one repository.

    `inferred_entities` are those of a repository without descriptors, with the `services` that they
    stand for; the catalog has them only if it has no other entity of the repository. `skeletons` are the files that each Template would write, by
    reference, `template_files` those that its steps fetch. `contracts` are those of its APIs, `templates` the records of what it was made from, `copier` the Template of a Copier template, `definitions` what was read of them, by reference. `inferred` is None where only named files of the repository were requested. `limit` are
    the CPU seconds within which it could not be read.
    """

    repository: Repository
    catalog: CatalogReading = CatalogReading()
    inferred: InferredRepository | None = None
    inferred_entities: tuple[ReadEntity, ...] = ()
    services: InferredServices = InferredServices()
    contracts: tuple[ApiContract, ...] = ()
    template_files: dict[str, StoredTemplate] = Field(default_factory=dict)
    definitions: dict[str, ApiDefinition] = Field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    skeletons: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    templates: tuple[TemplateRecord, ...] = ()
    copier: tuple[ReadEntity, ...] = ()
    problems: tuple[Problem, ...] = ()
    limit: float | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # Between processes JSON, which costs a tenth of pickling thousands of values.
        return RepositoryReading.model_validate_json, (self.model_dump_json(exclude_defaults=True),)

    @classmethod
    def empty(cls, repository: Repository, reason: Problem) -> Self:
        """The reading of a repository that could not be read."""
        return cls(repository=repository, problems=(reason,))


def read_repository(
    tree: Tree,
    repository: Repository,
    request: RepositoryRequest,
    policy: Policy,
    store: Store,
    contents: Mapping[str, Content] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    definitions: Path | None = None,
) -> RepositoryReading:
    """The reading of a repository; files that the site needs are put into the store.

    The folder `definitions` keeps what was read from each definition of an API.
    `tree` has the files of the repository's commit, `contents` those of addresses outside it.
    """
    catalog = _catalog(tree, repository, request, policy, store, contents or {}, limits)
    share = limits.repository / _PARTS
    steps = ReadingSteps(repository, share)
    is_whole = request.scope is Scope.REPOSITORY
    implied = _implied(steps, tree, repository, catalog) if is_whole else _Implied()
    apis = partial(contracts_of, [one.data for one in catalog.entities])
    contracts: tuple[ApiContract, ...] = steps.run("the contracts of its APIs", apis, ())
    read = partial(read_definitions, tree, repository, catalog.entities, store, share, definitions)
    defined = steps.run("its API definitions", read, DefinitionReadings())
    find = partial(
        find_documentation, tree, repository, (*catalog.entities, *implied.entities), store
    )
    no_documentation: tuple[list[Documentation], list[Problem]] = ([], [])
    documentation, problems = steps.run("its documentation", find, no_documentation)
    templates = partial(_templates, tree, catalog.entities, store)
    found = steps.run("its templates", templates, _Templates({}, {}, ()))
    made_from: tuple[TemplateRecord, ...] = ()
    if is_whole:
        made_from = steps.run("what it was made from", partial(template_records, tree), made_from)
    copier = _copier(steps, tree, repository, implied.inferred)
    unsafe = _problems_of_paths(tree, repository) if implied.inferred else ()
    inferred_problems = implied.inferred.problems if implied.inferred else ()
    return RepositoryReading(
        repository=repository,
        catalog=catalog,
        inferred=implied.inferred,
        inferred_entities=implied.entities,
        services=implied.services,
        contracts=contracts,
        definitions=defined.definitions,
        documentation=tuple(documentation),
        skeletons=found.skeletons,
        template_files=found.files,
        templates=made_from,
        copier=copier.entities,
        problems=(
            *found.problems,
            *copier.problems,
            *defined.problems,
            *inferred_problems,
            *problems,
            *unsafe,
            *steps.problems,
        ),
    )


def _catalog(
    tree: Tree,
    repository: Repository,
    request: RepositoryRequest,
    policy: Policy,
    store: Store,
    contents: Mapping[str, Content],
    limits: Limits,
) -> CatalogReading:
    """The entities of the descriptors. Raises CpuLimitError and MemoryError."""
    with cpu_limit(limits.repository / _PARTS), memory_limit(MEMORY):
        return read_catalog(
            tree,
            repository,
            request.descriptors,
            request.also,
            # Rules guard against what others write into repositories; these a source was asked for.
            policy=policy.without_rules() if request.files else policy,
            fetched=request.url is not None,
            fetch=partial(_content, contents, store),
            whole=request.scope is Scope.REPOSITORY,
        )


class _Implied(NamedTuple):
    inferred: InferredRepository | None = None
    services: InferredServices = InferredServices()
    entities: tuple[ReadEntity, ...] = ()


def _implied(
    steps: ReadingSteps, tree: Tree, repository: Repository, catalog: CatalogReading
) -> _Implied:
    """What the files of a whole repository imply, and its entities where no descriptor has any."""
    nothing = InferredRepository(name=repository.name)
    infer = partial(infer_repository, tree, repository)
    inferred = steps.run("what its files imply", infer, nothing)
    if catalog.entities:
        return _Implied(inferred)
    services = steps.run("what it runs", partial(read_services, tree), InferredServices())
    return _Implied(inferred, services, inferred_entities(repository, inferred, services))


def _copier(
    steps: ReadingSteps, tree: Tree, repository: Repository, inferred: InferredRepository | None
) -> CopierReading:
    if inferred is None:
        return CopierReading()
    as_template = partial(copier_templates, tree, repository, inferred)
    return steps.run("its Copier template", as_template, CopierReading())


class _Templates(NamedTuple):
    skeletons: dict[str, tuple[str, ...]]
    files: dict[str, StoredTemplate]
    problems: tuple[Problem, ...]


def _templates(tree: Tree, entities: Sequence[ReadEntity], store: Store) -> _Templates:
    files = stored_templates(tree, entities, store)
    problems = tuple(template_problems(tree, entities))
    return _Templates(_skeletons(tree, entities), files, problems)


def _content(contents: Mapping[str, Content], store: Store, address: str) -> TargetContent:
    found = contents.get(address)
    if found is None:
        return NotRead()
    return Unreachable(found.reason) if found.blob is None else store.get(found.blob)


def _skeletons(tree: Tree, entities: Sequence[ReadEntity]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        if entity.data["kind"] == "Template" and entity.origin.file:
            folder = posixpath.dirname(entity.origin.file)
            if files := template_files(entity.data, folder, tree.paths()):
                found[ref_of(entity.data)] = files
    return found


def _problems_of_paths(tree: Tree, repository: Repository) -> Iterator[Problem]:
    for path in tree.outside_links():
        yield problem("link-outside", at=SourceLocation(path, repository=repository.id))
    for path in tree.unsafe_paths()[:_MAX_UNSAFE_PATHS]:
        at = SourceLocation(printable(path), repository=repository.id)
        yield problem("unsafe-path", at=at, reason=refusal(path))
