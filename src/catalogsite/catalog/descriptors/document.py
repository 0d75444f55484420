"""From a document to a valid entity, or to the problems why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catalogsite.catalog.annotations.check import annotation_findings
from catalogsite.catalog.annotations.locations import Places
from catalogsite.catalog.descriptors import discovery
from catalogsite.catalog.descriptors.locations import refused_type
from catalogsite.catalog.descriptors.placeholders import resolve_placeholders
from catalogsite.catalog.findings import Finding, article, type_name
from catalogsite.catalog.kinds.ai_model import NEWER_SORTED_LISTS
from catalogsite.catalog.kinds.case_conflicts import case_conflicts
from catalogsite.catalog.kinds.core_kinds import NEWER_VERSIONS
from catalogsite.catalog.kinds.entity_rules import check_entity, nearest_kind
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.kinds.unknown_fields import misspelled_fields
from catalogsite.catalog.relations.relations import SORTED_LISTS, check_references
from catalogsite.model.entity import DEFAULT_NAMESPACE, EntityData, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.yaml12.documents import Document, Path, YamlError

_KUBERNETES = re.compile(
    r"v\d+(?:(?:alpha|beta)\d+)?|(?:apps|batch|autoscaling|policy)/.+|[^/]*\.k8s\.io/.+"
)
_CONTENT = frozenset({"definition", "output", "parameters", "steps"})
"""Fields of a spec that do no harm where a placeholder in them was not read."""
_KEPT_OUT = frozenset({"unknown-kind", "kind-not-allowed"})


class DocumentReader:
    """Turns the documents of one repository into entities and collects what is wrong with them."""

    def __init__(
        self,
        policy: Policy,
        repository: Repository,
        content: Callable[[str, str], bytes],
        *,
        fetched: bool = False,
    ) -> None:
        self._policy = policy
        self._repository = repository
        self._fetched = fetched
        self._places = Places(repository)
        self._content = content
        self._problems: list[Problem] = []
        self._foreign: dict[str, list[int]] = {}

    def take_problems(self, path: str) -> list[Problem]:
        """The problems of the file that was just read, which are forgotten here."""
        for what, lines in self._foreign.items():
            self._problems.append(_foreign_problem(what, lines, path))
        taken, self._problems, self._foreign = self._problems, [], {}
        return taken

    def read(self, document: Document, path: str, origin: str) -> EntityData | None:
        """The entity of a document, annotated and with placeholders replaced; None for none."""
        if document.error is not None:
            self._broken(document.error, document, path)
            return None
        raw = document.data
        if not isinstance(raw, dict):
            self._not_an_object(document, path)
            return None
        marked = discovery.has_marks(document.text)
        if marked and discovery.is_skeleton(raw):
            self._problems.append(_skeleton(document, path))
            return None
        what = _foreign(raw)
        if what:
            self._foreign.setdefault(what, []).append(document.line)
            return None
        return self._entity(raw, document, path, origin)

    def reference_lines(self, entity: EntityData, document: Document) -> dict[str, tuple[int, int]]:
        """Where each reference of an entity stands, by its field and text."""
        spec = document.data.get("spec")
        lines = {}
        for relation in self._policy.fields.get(entity["kind"], ()):
            value = spec.get(relation.name) if isinstance(spec, dict) else None
            if isinstance(value, str):
                lines[f"{relation.name} {value}"] = document.position(("spec", relation.name))
            elif isinstance(value, list):
                for index, text in enumerate(value):
                    place = document.position(("spec", relation.name, index))
                    lines[f"{relation.name} {text}"] = place
        return {key: (place.line, place.column) for key, place in lines.items()}

    def _entity(
        self, raw: dict[str, Any], document: Document, path: str, origin: str
    ) -> EntityData | None:
        found: list[Finding] = []
        if "$" in document.text:
            raw = resolve_placeholders(raw, lambda text: self._content(path, text), found)
        unread = {
            finding.path[:-1]
            for finding in found
            if finding.level is Level.ERROR or _is_content(finding)
        }
        found += self._check(raw, unread)
        kept_out = any(_keeps_out(finding) for finding in found)
        if not kept_out:
            found += misspelled_fields(raw)
        if not any(finding.rule in _KEPT_OUT for finding in found):
            found += annotation_findings(raw)
        self._tell(found, raw, document, path)
        return None if kept_out else self._finished(raw, path, origin)

    def _check(self, raw: dict[str, Any], unread: set[Path]) -> list[Finding]:
        wrong = check_entity(raw, newer=self._policy.newer)
        # A placeholder that was not read stands where a value should be; that was told already.
        found = [finding for finding in wrong if not _lies_in(finding.path, unread)]
        if not found and not all(map(_is_content, wrong)):
            return []
        if [finding.rule for finding in found] == ["unknown-kind"]:
            found = self._check_custom(raw, found[0])
        if not found:
            found = check_references(raw, self._policy.fields) + case_conflicts(raw)
        if not found and raw["kind"] == "Location":
            found = refused_type(raw["spec"].get("type"), self._repository, fetched=self._fetched)
        if not found and not self._policy.allows(raw, self._repository.id):
            return [_not_allowed(raw, self._repository.id)]
        return found

    def _check_custom(self, raw: dict[str, Any], unknown: Finding) -> list[Finding]:
        kind = raw["kind"]
        custom = self._policy.custom.get(kind)
        if custom is not None:
            return list(custom.check(raw))
        return [unknown._replace(fix=nearest_kind(kind, self._policy.known))]

    def _tell(
        self, found: list[Finding], raw: dict[str, Any], document: Document, path: str
    ) -> None:
        ref = _ref(raw) if found else None
        for finding in found:
            place = document.position(finding.path)
            self._problems.append(
                Problem(
                    rule=finding.rule,
                    level=_level(finding),
                    message=finding.message,
                    fix=finding.fix,
                    file=path,
                    line=place.line,
                    column=place.column,
                    entity_ref=ref,
                )
            )

    def _finished(self, raw: dict[str, Any], path: str, origin: str) -> EntityData:
        metadata = dict(raw["metadata"])
        metadata["namespace"] = metadata.get("namespace") or DEFAULT_NAMESPACE
        annotations = metadata.get("annotations") or {}
        metadata["annotations"] = self._places.annotate(annotations, path, origin)
        entity = {"apiVersion": raw["apiVersion"], "kind": raw["kind"], "metadata": metadata}
        if "spec" in raw:
            spec = entity["spec"] = dict(raw["spec"])
            for name in NEWER_SORTED_LISTS if self._policy.newer else SORTED_LISTS:
                value = spec.get(name)
                if isinstance(value, list) and all(type(item) is str for item in value):
                    spec[name] = sorted(value)
        return entity

    def _broken(self, error: YamlError, document: Document, path: str) -> None:
        if discovery.has_marks(document.text):
            self._problems.append(_skeleton(document, path))
            return
        self._problems.append(
            Problem(
                rule="yaml-syntax",
                level=Level.ERROR,
                message=f"not valid YAML: {error.what}",
                fix=_syntax_fix(error.what),
                file=path,
                line=error.position.line,
                column=error.position.column,
            )
        )

    def _not_an_object(self, document: Document, path: str) -> None:
        message = f"the document is {article(type_name(document.data))}, not an entity"
        self._problems.append(
            Problem(
                rule="yaml-root",
                level=Level.ERROR,
                message=message,
                file=path,
                fix="begin it with `apiVersion:` and `kind:`",
                line=document.line,
                column=1,
            )
        )


def _lies_in(path: Path, places: set[Path]) -> bool:
    return any(path[: len(place)] == place for place in places)


def _is_content(finding: Finding) -> bool:
    return finding.path[:1] == ("spec",) and not _CONTENT.isdisjoint(finding.path[1:2])


def _keeps_out(finding: Finding) -> bool:
    return finding.level is Level.ERROR or finding.rule in _KEPT_OUT


def _foreign(raw: dict[str, Any]) -> str | None:
    """What a document is that does not even claim to be an entity of a catalog."""
    version, kind = raw.get("apiVersion"), raw.get("kind")
    if len(raw.keys() & {"apiVersion", "kind", "metadata"}) < 2 and "spec" not in raw:
        return "no-envelope"
    known = isinstance(kind, str) and kind in NEWER_VERSIONS
    if isinstance(version, str) and not known and _KUBERNETES.fullmatch(version):
        return "kubernetes-object"
    return None


def _foreign_problem(what: str, lines: list[int], path: str) -> Problem:
    many = len(lines) > 1
    subject = f"{len(lines)} documents are" if many else "the document is"
    noun = "Kubernetes objects" if many else "a Kubernetes object"
    message = f"{subject} {noun}, not catalog entities"
    fix = "name descriptors `catalog-info.yaml` and keep manifests in files of their own"
    if what == "no-envelope":
        message = f"{subject} not {'entities' if many else 'an entity'}: no `apiVersion`, `kind` and `metadata`"
        fix = "begin it with `apiVersion: backstage.io/v1alpha1`, or rename the file"
    return Problem(
        rule=what, level=Level.WARNING, message=message, fix=fix, file=path, line=lines[0], column=1
    )


def _not_allowed(raw: dict[str, Any], repository: str) -> Finding:
    message = f"`catalog.rules` let no `{raw['kind']}` in from {repository}"
    fix = "allow the kind for this repository, or remove the entity"
    return Finding("kind-not-allowed", ("kind",), message, fix, Level.WARNING)


def _level(finding: Finding) -> Level:
    """A kind of somebody else's plugin is no mistake of the author."""
    if finding.rule == "unknown-kind" and not (finding.fix or "").startswith("write"):
        return Level.WARNING
    return finding.level


def _ref(raw: dict[str, Any]) -> str | None:
    metadata = raw.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not isinstance(raw.get("kind"), str):
        return None
    return ref_of({"kind": raw["kind"], "metadata": metadata})


def _skeleton(document: Document, path: str) -> Problem:
    return Problem(
        rule="template-skeleton",
        level=Level.INFO,
        file=path,
        line=document.line,
        column=1,
        message="the document is part of a template's skeleton and stays out of the catalog",
    )


def _syntax_fix(what: str) -> str:
    if "given twice" in what:
        return "remove one of them, or put `---` between two entities"
    if "tab" in what:
        return "indent with spaces"
    if "cannot begin with" in what:
        return "put the value in quotes"
    if "mapping values are not allowed" in what:
        return "put the value in quotes, or correct the indentation"
    return "correct the YAML at this place"
