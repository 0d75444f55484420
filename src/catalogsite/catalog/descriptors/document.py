"""Reads one document: a valid entity, or the problems why it is not one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalogsite.catalog.annotations.check import annotation_findings
from catalogsite.catalog.annotations.locations import LocationAnnotations
from catalogsite.catalog.descriptors import skeletons
from catalogsite.catalog.descriptors.content import TargetContent
from catalogsite.catalog.descriptors.foreign import (
    Foreign,
    foreign_kind,
    foreign_problem,
    is_unrelated,
)
from catalogsite.catalog.descriptors.locations import refused_type
from catalogsite.catalog.descriptors.placeholders import resolve_placeholders
from catalogsite.catalog.kinds.ai_model import AI_MODEL_SORTED_LISTS
from catalogsite.catalog.kinds.case_conflicts import case_conflicts
from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS
from catalogsite.catalog.kinds.entity_rules import check_entity, unknown_kind
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.kinds.unknown_fields import misspelled_fields
from catalogsite.catalog.kinds.wrong_type import with_written_text
from catalogsite.catalog.relations.relations import SORTED_LISTS, check_references
from catalogsite.model.documentation import shared_documentation
from catalogsite.model.entity import DEFAULT_NAMESPACE, EntityData, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import Finding, SourceLocation, finding, problem
from catalogsite.problems.value_text import path_text, type_name, with_article
from catalogsite.yaml12.documents import Document, Path, YamlError
from catalogsite.yaml12.positions import Fault

_CONTENT = frozenset({"definition", "output", "parameters", "steps"})
"""Fields of a spec without which an entity is still useful, if a placeholder was not read."""
_KEPT_OUT = frozenset({"unknown-kind", "kind-not-allowed"})


class DocumentReader:
    """Reads the documents of one repository and collects their problems."""

    def __init__(
        self,
        policy: Policy,
        repository: Repository,
        content: Callable[[str, str], TargetContent],
        *,
        fetched: bool = False,
    ) -> None:
        self._policy = policy
        self._kinds = policy.known | AI_MODEL_VERSIONS.keys()
        self._repository = repository
        self._fetched = fetched
        self._location = LocationAnnotations(repository)
        self._content = content
        self._problems: list[Problem] = []
        self._foreign: dict[Foreign, list[int]] = {}

    def take_problems(self, path: str, *, matched: bool = False) -> list[Problem]:
        """The problems of the file that was just read; they are returned once.

        `matched` if only the wildcard of a glob found the file, not its name.
        """
        for foreign, lines in self._foreign.items():
            self._problems.append(foreign_problem(foreign, lines, path, matched=matched))
        taken, self._problems, self._foreign = self._problems, [], {}
        return taken

    def read(
        self, document: Document, path: str, origin: str, *, matched: bool = False
    ) -> EntityData | None:
        """The entity of a document, with location annotations and placeholders replaced.

        None if it is invalid. `matched` as in `take_problems`.
        """
        if matched and is_unrelated(document):
            self._foreign.setdefault(Foreign.NO_ENVELOPE, []).append(document.line)
            return None
        if document.error is not None:
            self._broken(document.error, document, path)
            return None
        raw = document.data
        if not isinstance(raw, dict):
            self._not_an_object(document, path)
            return None
        marked = skeletons.has_expressions(document.text)
        if marked and skeletons.is_skeleton(raw):
            self._problems.append(_skeleton(document, path))
            return None
        foreign = foreign_kind(raw, self._kinds)
        if foreign:
            self._foreign.setdefault(foreign, []).append(document.line)
            return None
        return self._entity(raw, document, path, origin)

    def annotation_positions(self, document: Document) -> dict[str, tuple[int, int]]:
        """Line and column of the annotations about documentation of another entity."""
        metadata = document.data["metadata"]
        stated = metadata.get("annotations") if isinstance(metadata, dict) else None
        places = {
            name: document.position(("metadata", "annotations", name))
            for name in (shared_documentation.ENTITY, shared_documentation.PATH)
            if isinstance(stated, dict) and name in stated
        }
        return {name: (place.line, place.column) for name, place in places.items()}

    def reference_positions(
        self, entity: EntityData, document: Document
    ) -> dict[str, tuple[int, int]]:
        """Line and column of each reference in the document, by its path in the entity."""
        written, stored = document.data.get("spec"), entity.get("spec")
        if not isinstance(written, dict) or not isinstance(stored, dict):
            return {}
        positions = {}
        for relation in self._policy.fields.get(entity["kind"], ()):
            field: Path = ("spec", relation.name)
            value = written.get(relation.name)
            if isinstance(value, str):
                positions[path_text(field)] = document.position(field)
            elif isinstance(value, list):
                for index, original in enumerate(_order(value, stored.get(relation.name))):
                    positions[path_text((*field, index))] = document.position((*field, original))
        return {path: (place.line, place.column) for path, place in positions.items()}

    def _entity(
        self, raw: dict[str, Any], document: Document, path: str, origin: str
    ) -> EntityData | None:
        found: list[Finding] = []
        if "$" in document.text:
            raw = resolve_placeholders(raw, lambda text: self._content(path, text), found)
        unread = {one.path[:-1] for one in found if one.level is Level.ERROR or _is_content(one)}
        found += self._check(raw, unread)
        kept_out = any(map(_keeps_out, found))
        if not kept_out:
            found += misspelled_fields(raw)
        if not any(one.rule in _KEPT_OUT for one in found):
            found += annotation_findings(raw)
        self._report(found, raw, document, path)
        return None if kept_out else self._finished(raw, path, origin)

    def _check(self, raw: dict[str, Any], unread: set[Path]) -> list[Finding]:
        wrong = check_entity(raw, ai_model=self._policy.ai_model)
        # In the place of a value there may be a placeholder that was not read: reported already.
        found = [one for one in wrong if not _is_below(one.path, unread)]
        if not found and not all(map(_is_content, wrong)):
            return []
        if [one.rule for one in found] == ["unknown-kind"]:
            found = self._check_custom(raw)
        if not found:
            found = check_references(raw, self._policy.fields) + case_conflicts(raw)
        if not found and raw["kind"] == "Location":
            found = refused_type(raw["spec"].get("type"), self._repository, fetched=self._fetched)
        if not found and not self._policy.allows(raw, self._repository.id):
            return [_not_allowed(raw, self._repository.id)]
        return found

    def _check_custom(self, raw: dict[str, Any]) -> list[Finding]:
        kind = raw["kind"]
        custom = self._policy.custom.get(kind)
        if custom is not None:
            return list(custom.check(raw))
        return [unknown_kind(kind, self._policy.known)]

    def _report(
        self, found: list[Finding], raw: dict[str, Any], document: Document, path: str
    ) -> None:
        ref = _ref(raw) if found else None
        for one in found:
            place = document.position(one.path)
            location = SourceLocation(path, place.line, place.column, ref)
            exact = with_written_text(one, _value_at(raw, one.path), document.scalar_text)
            self._problems.append(exact.at(location))

    def _finished(self, raw: dict[str, Any], path: str, origin: str) -> EntityData:
        metadata = dict(raw["metadata"])
        metadata["namespace"] = metadata.get("namespace") or DEFAULT_NAMESPACE
        annotations = metadata.get("annotations") or {}
        metadata["annotations"] = self._location.annotate(annotations, path, origin)
        entity = {"apiVersion": raw["apiVersion"], "kind": raw["kind"], "metadata": metadata}
        if "spec" in raw:
            spec = entity["spec"] = dict(raw["spec"])
            for name in AI_MODEL_SORTED_LISTS if self._policy.ai_model else SORTED_LISTS:
                value = spec.get(name)
                if isinstance(value, list) and all(type(item) is str for item in value):
                    spec[name] = sorted(value)
        return entity

    def _broken(self, error: YamlError, document: Document, path: str) -> None:
        if skeletons.is_broken_skeleton(document.text, document.line_text(error.position.line)):
            self._problems.append(_skeleton(document, path))
            return
        at = SourceLocation(path, error.position.line, error.position.column)
        self._problems.append(_syntax_problem(error, at))

    def _not_an_object(self, document: Document, path: str) -> None:
        kind = with_article(type_name(document.data))
        at = SourceLocation(path, document.line, 1)
        self._problems.append(problem("yaml-root", at=at, type=kind))


def _order(written: list[Any], stored: Any) -> Sequence[int]:
    """The indexes of the items of a list in the order in which the catalog stores them."""
    if stored == written or not all(isinstance(item, str) for item in written):
        return range(len(written))
    return sorted(range(len(written)), key=written.__getitem__)


def _is_below(path: Path, places: set[Path]) -> bool:
    return any(path[: len(place)] == place for place in places)


def _is_content(found: Finding) -> bool:
    return found.path[:1] == ("spec",) and not _CONTENT.isdisjoint(found.path[1:2])


def _keeps_out(found: Finding) -> bool:
    return found.level is Level.ERROR or found.rule in _KEPT_OUT


def _not_allowed(raw: dict[str, Any], repository: str) -> Finding:
    return finding("kind-not-allowed", ("kind",), kind=raw["kind"], repository=repository)


def _value_at(raw: Any, path: Path) -> Any:
    value = raw
    for step in path:
        if isinstance(value, dict):
            value = value.get(step) if isinstance(step, str) else None
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _ref(raw: dict[str, Any]) -> str | None:
    metadata = raw.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not isinstance(raw.get("kind"), str):
        return None
    return ref_of({"kind": raw["kind"], "metadata": metadata})


def _skeleton(document: Document, path: str) -> Problem:
    at = SourceLocation(path, document.line, 1)
    if skeletons.is_helm_template(document.text):
        return problem("helm-template", at=at)
    return problem("template-skeleton", "document", at=at)


def _syntax_problem(error: YamlError, at: SourceLocation) -> Problem:
    reason = error.what
    match error.fault:
        case Fault.DUPLICATE_KEY:
            return problem("yaml-syntax", "duplicate-key", at=at, reason=reason)
        case Fault.TAB:
            return problem("yaml-syntax", "tab", at=at, reason=reason)
        case Fault.UNQUOTED:
            return problem("yaml-syntax", "unquoted", at=at, reason=reason)
        case Fault.COLON:
            return problem("yaml-syntax", "colon", at=at, reason=reason)
        case _:
            return problem("yaml-syntax", at=at, reason=reason)
