"""The content of a bill of materials, before it has a format: components, packages, who needs what."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from catalogsite.commands.query import find_ref
from catalogsite.errors import UserError
from catalogsite.inventory.inventory import Inventory
from catalogsite.inventory.names import package_name
from catalogsite.model.entity import EntityData, owner_of
from catalogsite.model.facts.packages import PackageUse, Scope, versioned_purl
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import split_ref

MOST_PLACES = 20
"""Places that the evidence of one package names."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NAMESPACE = uuid.UUID("6f0c1d0e-6f5b-5a37-9d0a-8f3c6cb0a9a1")


class Place(NamedTuple):
    """Where a file names a package; `line` is 0 where that is unknown."""

    repository: str
    file: str
    line: int


class BillPackage(NamedTuple):
    """A package in one version; `purl` has the version, where it is known."""

    purl: str
    name: str
    version: str
    requirements: tuple[str, ...]
    licenses: tuple[str, ...]
    places: tuple[Place, ...]
    runtime: bool


class BillComponent(NamedTuple):
    """An entity: the packages that it uses, with their scope, and the entities that it needs."""

    ref: str
    title: str
    type: str
    packages: tuple[tuple[str, Scope], ...]
    needs: tuple[str, ...]


class Bill(NamedTuple):
    """A bill of materials. `subjects` are what it is about; the others are needed by those.

    `id` is the same for the same content.
    """

    title: str
    created: datetime
    subjects: tuple[str, ...]
    components: tuple[BillComponent, ...]
    packages: tuple[BillPackage, ...]

    @property
    def id(self) -> uuid.UUID:
        """A UUID that is made of the content."""
        return uuid.uuid5(_NAMESPACE, repr(self))


def bill_of(index: SnapshotIndex, title: str, refs: Iterable[str]) -> Bill:
    """The bill of some entities: their packages, and the entities that they need at first hand."""
    inventory, subjects = Inventory(index), tuple(sorted(refs))
    uses = {ref: [one.use for one in inventory.packages_of(ref)] for ref in subjects}
    own = [_component(index, ref, uses[ref], _needs(index, ref)) for ref in subjects]
    others = {need for one in own for need in one.needs} - set(subjects)
    components = (*own, *(_component(index, ref, (), ()) for ref in sorted(others)))
    return Bill(
        plain_text(title) or "catalog",
        index.snapshot.created,
        subjects,
        components,
        _packages(index, uses),
    )


def chosen(index: SnapshotIndex, ref: str | None, owner: str | None) -> tuple[str, ...]:
    """The entities that a bill is about: one or its parts, those of an owner, or all components.

    Raises UserError where no component belongs to it.
    """
    if ref is not None:
        found = [ref] if split_ref(ref)[0] == "component" else _parts(index, ref)
        missing = f"{ref} is no component and has none"
    else:
        found = [one for one in _components(index) if owner is None or _owner(index, one) == owner]
        missing = f"{owner} owns no component" if owner else "the catalog has no component"
    if not found:
        raise UserError(f"there is nothing to list: {missing}", fix="name a component, or a system")
    return tuple(sorted(found))


def find_owner(index: SnapshotIndex, text: str) -> str:
    """The reference of a group or user; the name alone means a group first. Raises UnknownReferenceError."""
    group = f"group:default/{text.lower()}"
    return group if group in index else find_ref(index, text)


def _components(index: SnapshotIndex) -> list[str]:
    return [ref for ref in index.entities if split_ref(ref)[0] == "component"]


def _owner(index: SnapshotIndex, ref: str) -> str | None:
    return owner_of(index.entities[ref])


def _parts(index: SnapshotIndex, ref: str) -> list[str]:
    """The components of a system or domain, or those that a team or user owns."""
    parts = {"hasPart", "ownerOf"}
    found = [one.ref for one in index.relations(ref) if one.type in parts and one.ref in index]
    nested = [part for one in found if split_ref(one)[0] == "system" for part in _parts(index, one)]
    return sorted({one for one in (*found, *nested) if split_ref(one)[0] == "component"})


def _needs(index: SnapshotIndex, ref: str) -> tuple[str, ...]:
    types: RelationTypes = index.relation_types
    stated = (
        one.ref for one in index.relations(ref) if types.direction(one.type).meaning == "needs"
    )
    found = {*stated, *index.inferred(ref).needs} - {ref}
    return tuple(sorted(one for one in found if one in index))


def _component(
    index: SnapshotIndex, ref: str, uses: Iterable[PackageUse], needs: tuple[str, ...]
) -> BillComponent:
    packages = {(versioned_purl(use.purl, use.version), use.scope) for use in uses}
    title = plain_text(index.title(ref) or "") or split_ref(ref)[2]
    return BillComponent(ref, title, _type(index.entities[ref]), tuple(sorted(packages)), needs)


def _type(entity: EntityData) -> str:
    spec = entity.get("spec")
    stated = spec.get("type") if isinstance(spec, dict) else None
    return stated if isinstance(stated, str) else ""


def _packages(index: SnapshotIndex, uses: dict[str, list[PackageUse]]) -> tuple[BillPackage, ...]:
    found: dict[str, list[tuple[str, PackageUse]]] = {}
    for ref, own in uses.items():
        repository = index.repository_of(ref)
        for use in own:
            key = versioned_purl(use.purl, use.version)
            found.setdefault(key, []).append(
                (plain_text(repository.name) if repository else "", use)
            )
    return tuple(_package(purl, found[purl]) for purl in sorted(found))


def _different(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({plain for text in texts if (plain := plain_text(text))}))


def plain_text(text: str) -> str:
    """A text on one line, without the control characters that XML and tags have no place for."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _package(purl: str, uses: list[tuple[str, PackageUse]]) -> BillPackage:
    first = uses[0][1]
    places = sorted({Place(name, plain_text(use.file), use.line) for name, use in uses})
    return BillPackage(
        purl=purl,
        name=plain_text(package_name(first.purl)) or purl,
        version=plain_text(first.version),
        requirements=_different(use.requirement for _, use in uses),
        licenses=_different(use.license for _, use in uses),
        places=tuple(places[:MOST_PLACES]),
        runtime=any(use.scope == "runtime" for _, use in uses),
    )
