"""Reads the API definitions of one repository, with the files that they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    ReadDefinition,
)
from catalogsite.catalog.reading import DefinitionOrigin, ReadEntity
from catalogsite.collect.reading.kept_definitions import DefinitionReading, KeptDefinitions
from catalogsite.collect.reading.reading_steps import ReadingSteps
from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.tree import Tree
from catalogsite.state.store import Store

_MOST_FILES = 300
_MOST_BYTES = 20_000_000
"""Of all files of one definition: more than any that a person wrote."""
_SECONDS = 30.0
"""CPU time for one definition, so that a hostile one leaves time for the others."""


@dataclass(slots=True)
class DefinitionReadings:
    """What a snapshot keeps of each definition, by reference, and what is wrong in them."""

    definitions: dict[str, ApiDefinition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_definitions(
    tree: Tree,
    repository: Repository,
    entities: Iterable[ReadEntity],
    store: Store,
    seconds: float,
    folder: Path | None = None,
) -> DefinitionReadings:
    """The definitions of all API entities; each is read by itself, in at most so many CPU seconds.

    `folder` keeps what was read from each.
    """
    found = DefinitionReadings()
    kept = KeptDefinitions(folder, store)
    for entity in entities:
        if entity.data["kind"] == "API":
            _read(tree, repository, entity, store, min(seconds, _SECONDS), found, kept)
    return found


def _read(
    tree: Tree,
    repository: Repository,
    entity: ReadEntity,
    store: Store,
    seconds: float,
    found: DefinitionReadings,
    kept: KeptDefinitions,
) -> None:
    # The parsers of all formats are slow to import, and most commands read no definition.
    from catalogsite.apis.formats.registry import format_of

    spec = entity.data.get("spec")
    spec = spec if isinstance(spec, dict) else {}
    text = spec.get("definition", "")
    if not isinstance(text, str):
        return  # a placeholder that was not replaced, which is reported where it stands
    ref, place = ref_of(entity.data), entity.definition or DefinitionOrigin()
    root = place.file or entity.origin.file or "definition"
    kind = str(spec.get("type", ""))
    written_as = format_of(kind, text)
    steps = ReadingSteps(repository, seconds)
    read_files = partial(definition_files, tree, root, _own_text(tree, place, text), written_as)
    files = steps.run(f"the files of {ref}", read_files, {root: text})
    texts = _stored(files, store)
    definition = Definition(kind, root, files, spec)
    reading = kept.find(definition, texts)
    if reading is None:
        read = ReadDefinition(None)
        if written_as is not None:
            make = partial(written_as.read, definition)
            read = steps.run(f"the API definition of {ref}", make, read)
        reading = DefinitionReading(_kept(read.model, written_as, texts, store), read.findings)
        if not steps.problems:
            kept.keep(definition, texts, reading)
    if not text.strip() and not reading.definition.model and not reading.findings:
        return
    found.definitions[ref] = reading.definition.model_copy(update={"line": place.line})
    located = partial(_problem, ref=ref, root=root, first=place.line)
    found.problems += [*steps.problems, *map(located, reading.findings)]


def _own_text(tree: Tree, place: DefinitionOrigin, text: str) -> str:
    """The text of the file that the definition is; a bundled one differs from its file."""
    if place.file is None:
        return text
    return tree.read(place.file).decode("utf-8", errors="replace")


def definition_files(
    tree: Tree, root: str, text: str, written_as: DefinitionFormat | None
) -> dict[str, str]:
    """The text of a definition and of all files of its repository that it refers to, by path.

    At most 300 files and 20 MB, those first that are nearest to the root.
    """
    files = {root: text}
    if written_as is None:
        return files
    paths, size = tree.paths(), 0
    waiting = list(written_as.references(root, text, paths))
    while waiting and len(files) < _MOST_FILES:
        batch = [path for path in dict.fromkeys(waiting) if path in paths and path not in files]
        batch, waiting = batch[: _MOST_FILES - len(files)], []
        for path, content in tree.read_many(batch).items():
            size += len(content)
            if size > _MOST_BYTES:
                return files
            files[path] = content.decode("utf-8", errors="replace")
            waiting += written_as.references(path, files[path], paths)
    return files


def _stored(files: Mapping[str, str], store: Store) -> dict[str, str]:
    """The hashes of the texts, which are in the store."""
    return {
        path: store.put(text.encode("utf-8", errors="replace"))
        for path, text in files.items()
        if text
    }


def _kept(
    model: ApiModel | None,
    written_as: DefinitionFormat | None,
    texts: dict[str, str],
    store: Store,
) -> ApiDefinition:
    name = written_as.name if written_as is not None else ""
    if model is None:
        return ApiDefinition(format=name, files=texts)
    return ApiDefinition(
        format=name,
        format_version=model.format_version,
        version=model.version,
        files=texts,
        model=store.put(model.model_dump_json(exclude_defaults=True).encode()),
        operations=len(model.operations),
        channels=len(model.channels),
        messages=len(model.messages),
        types=len(model.types),
        deprecated=sum(one.deprecated for one in model.operations),
    )


def _problem(finding: DefinitionFinding, ref: str, root: str, first: int) -> Problem:
    """The problem in the file where it stands; `first` is the line at which the root text begins."""
    file, line = finding.file or root, finding.line
    if file == root and line is not None:
        line += first - 1
    at = SourceLocation(file, line or (first if file == root else None), None, ref)
    values = dict(finding.values)
    suggestion = values.pop("suggestion", None)
    better = str(suggestion) if suggestion is not None else None
    return problem(finding.rule, finding.variant, at=at, suggestion=better, **values)
