"""The vulnerabilities that facts tell of, by the package that has them."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.inventory.names import package_name
from catalogsite.model.facts.packages import KIND, package_uses
from catalogsite.model.facts.quality import vulnerabilities
from catalogsite.model.facts.quality.vulnerabilities import WORST_FIRST, Severity, Vulnerability
from catalogsite.model.snapshot_index import SnapshotIndex


class KnownVulnerability(NamedTuple):
    """An open vulnerability of a package, and the entities that have it, sorted; `fixed` is a version."""

    id: str
    severity: Severity
    summary: str
    fixed: str
    url: str
    refs: tuple[str, ...]


def vulnerabilities_by_package(index: SnapshotIndex) -> dict[str, tuple[KnownVulnerability, ...]]:
    """The open vulnerabilities by package URL, the worst first.

    Providers name a package as its ecosystem does: it is the one of that name which the entity uses.
    """
    found: dict[str, dict[str, Vulnerability]] = {}
    refs: dict[tuple[str, str], set[str]] = {}
    for ref in _measured(index):
        value = index.value(ref, vulnerabilities.KIND)
        if value is None or not value.vulnerabilities:
            continue
        named = _purls_by_name(index, ref)
        for one in value.vulnerabilities:
            for purl in named.get((one.package or "").casefold(), ()):
                found.setdefault(purl, {}).setdefault(one.id, one)
                refs.setdefault((purl, one.id), set()).add(ref)
    return {
        purl: tuple(
            _known(one, tuple(sorted(refs[purl, one.id])))
            for one in sorted(by_id.values(), key=_order)
        )
        for purl, by_id in found.items()
    }


def _measured(index: SnapshotIndex) -> list[str]:
    facts = (one for one in index.snapshot.facts if vulnerabilities.KIND.matches(one.key))
    return list(dict.fromkeys(one.subject for one in facts if one.subject in index))


def _purls_by_name(index: SnapshotIndex, ref: str) -> dict[str, set[str]]:
    fact = index.own_facts(ref).get(KIND.key)
    value = KIND.value_of(fact.value) if fact is not None else None
    found: dict[str, set[str]] = {}
    for use in package_uses(value) if value is not None else ():
        found.setdefault(package_name(use.purl).casefold(), set()).add(use.purl)
    return found


def _order(one: Vulnerability) -> tuple[int, str]:
    return WORST_FIRST.index(one.severity), one.id


def _known(one: Vulnerability, refs: tuple[str, ...]) -> KnownVulnerability:
    return KnownVulnerability(
        one.id, one.severity, one.summary or "", one.fixed or "", one.url or "", refs
    )
