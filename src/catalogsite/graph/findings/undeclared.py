"""Where what files name and what descriptors declare are not the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from catalogsite.graph.findings.version_ranges import allows
from catalogsite.model.facts import dependencies, packages, publishes
from catalogsite.model.facts.dependencies import DEPENDS_ON, Dependency
from catalogsite.model.snapshot_index import SnapshotIndex

Difference = Literal["undeclared", "without evidence", "opposite", "excluded version"]
"""How a declaration and the files differ.

`undeclared`: a file names the target, and the descriptor does not. `without evidence`: the descriptor
names it, and no file does. `opposite`: a file names the target, and its descriptor declares that it needs
the source. `excluded version`: the range that a file asks for leaves out the version that the target has.
"""

_RELATIONS = frozenset({DEPENDS_ON, "consumesApi", "providesApi"})
_LIBRARY = "library"
# Versions that release tools write over.
_PLACEHOLDERS = ("0.0.0", "0.0.0-development", "0.0.0-semantically-released")


class DeclarationFinding(NamedTuple):
    """One difference between a descriptor and the files of `source`.

    `package`, `requirement`, `file` and `line` are those of the evidence, which `without evidence` does
    not have; `version` is that of the target where its version is excluded.
    """

    difference: Difference
    source: str
    target: str
    relation: str = DEPENDS_ON
    package: str = ""
    requirement: str = ""
    version: str = ""
    file: str = ""
    line: int = 0


def declaration_findings(index: SnapshotIndex) -> tuple[DeclarationFinding, ...]:
    """All differences of a snapshot, each once, sorted by source, target and relation.

    Only of entities that somebody described. One pass over the facts, and one over the relations.
    """
    found = set(_Comparison(index).findings())
    return tuple(sorted(found, key=lambda one: (*one[1:], one.difference)))


class _Comparison:
    """What the files of a snapshot name, beside what its descriptors declare."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._index = index

    def findings(self) -> Iterator[DeclarationFinding]:
        for source, found in self._found.items():
            if self._is_described(source):
                yield from self._of_files(source, found)
        for source in self._index.entities:
            if self._is_described(source):
                yield from self._without_evidence(source)

    def _of_files(self, source: str, found: Iterable[Dependency]) -> Iterator[DeclarationFinding]:
        seen: set[tuple[str, str]] = set()
        for one in found:
            if one.target not in self._index:
                continue
            if (version := self._excluded(one)) is not None:
                yield _finding("excluded version", source, one)._replace(version=version)
            pair = (one.relation, one.target)
            is_needed = one.scope == "runtime" and not one.optional
            if not is_needed or one.declared or one.relation not in _RELATIONS or pair in seen:
                continue
            seen.add(pair)
            yield _finding(self._direction(source, one), source, one)

    def _direction(self, source: str, one: Dependency) -> Difference:
        back = (one.target, source)
        is_opposite = one.relation == DEPENDS_ON and back in self._declared
        return "opposite" if is_opposite and back not in self._pairs else "undeclared"

    def _excluded(self, one: Dependency) -> str | None:
        """The version of the target that the range of a file leaves out."""
        if not one.purl or not one.requirement:
            return None
        version = self._published.get(one.target, {}).get(one.purl)
        if not version or version in _PLACEHOLDERS:
            return None
        return version if allows(one.purl, one.requirement, version) is False else None

    def _without_evidence(self, source: str) -> Iterator[DeclarationFinding]:
        if self._folders[self._folder(source)] > 1:
            # Which of them a manifest beside several descriptors belongs to may be unknown.
            return
        for relation in self._index.relations(source):
            target = relation.ref
            if relation.type != DEPENDS_ON or (source, target) in self._pairs:
                continue
            if self._is_library(target) and self._read_for(source) & self._ecosystems(target):
                yield DeclarationFinding("without evidence", source, target)

    def _is_library(self, ref: str) -> bool:
        """Whether others use a package of the entity; a service may be named by its address alone."""
        entity = self._index.entity(ref) or {}
        spec = entity.get("spec")
        stated = spec.get("type") if isinstance(spec, dict) else None
        return stated == _LIBRARY or ref in self._used

    def _is_described(self, ref: str) -> bool:
        return ref in self._index and not self._index.origin(ref).inferred

    def _read_for(self, ref: str) -> set[str]:
        """The ecosystems of the packages that the entity's manifests name."""
        found = {_ecosystem(one.purl) for one in self._found.get(ref, ()) if one.purl}
        fact = self._index.own_facts(ref).get(packages.KIND.key)
        value = packages.KIND.value_of(fact.value) if fact else None
        rows = (row for rows in value.root.values() for row in rows) if value else ()
        return found | set(map(_ecosystem, rows))

    def _ecosystems(self, ref: str) -> set[str]:
        return set(map(_ecosystem, self._published.get(ref, ())))

    def _folder(self, ref: str) -> tuple[str, str]:
        origin = self._index.origin(ref)
        # Where nothing is known of its place, the entity is alone.
        return origin.repository or ref, (origin.file or "").rpartition("/")[0]

    @cached_property
    def _folders(self) -> Counter[tuple[str, str]]:
        """How many components the descriptors of each folder of each repository hold."""
        components = (ref for ref in self._index.entities if ref.startswith("component:"))
        return Counter(map(self._folder, components))

    @cached_property
    def _found(self) -> dict[str, tuple[Dependency, ...]]:
        values = (
            (fact.subject, dependencies.KIND.value_of(fact.value))
            for fact in self._index.snapshot.facts
        )
        return {subject: value.root for subject, value in values if value is not None}

    @cached_property
    def _pairs(self) -> set[tuple[str, str]]:
        return {(source, one.target) for source, found in self._found.items() for one in found}

    @cached_property
    def _used(self) -> set[str]:
        """The entities of which a package is used."""
        return {one.target for found in self._found.values() for one in found if one.purl}

    @cached_property
    def _declared(self) -> set[tuple[str, str]]:
        """(source, target) of every declared dependency."""
        return {
            (ref, relation.ref)
            for ref in self._index.entities
            for relation in self._index.relations(ref)
            if relation.type == DEPENDS_ON
        }

    @cached_property
    def _published(self) -> dict[str, dict[str, str]]:
        """The version of each package of an entity by its purl; empty where it is unknown."""
        values = (
            (fact.subject, publishes.KIND.value_of(fact.value))
            for fact in self._index.snapshot.facts
        )
        return {
            subject: {one.purl: one.version or "" for one in value.root}
            for subject, value in values
            if value is not None
        }


def _finding(difference: Difference, source: str, one: Dependency) -> DeclarationFinding:
    return DeclarationFinding(
        difference,
        source,
        one.target,
        one.relation,
        one.package or "",
        one.requirement or "",
        file=one.file or "",
        line=one.line or 0,
    )


def _ecosystem(purl: str) -> str:
    return purl.removeprefix("pkg:").partition("/")[0]
