"""Every third-party package of a snapshot, with who uses which version of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from catalogsite.inventory.end_of_life import EndOfLife, EndOfLifeTable
from catalogsite.inventory.names import ecosystem_of, package_name
from catalogsite.inventory.versions import is_older, major_version, newest_first
from catalogsite.inventory.vulnerable import KnownVulnerability, vulnerabilities_by_package
from catalogsite.model.facts.packages import KIND, PackageUse, package_use, purl_of_row
from catalogsite.model.snapshot_index import SnapshotIndex


class PackageUser(NamedTuple):
    """An entity that uses a package, and how."""

    ref: str
    use: PackageUse


class PackageSummary(NamedTuple):
    """What is known of one package in the whole catalog.

    `users` are entities, `direct` those that ask for it themselves. `versions` are those in use with
    their number of users, the newest first; `unknown` users state only a range. `majors` counts the
    major versions. `end_of_life` is that of the version in use whose last day is the first.
    """

    purl: str
    ecosystem: str
    name: str
    users: int
    direct: int
    versions: tuple[tuple[str, int], ...]
    unknown: int
    majors: int
    licenses: tuple[str, ...]
    end_of_life: EndOfLife | None
    vulnerabilities: tuple[KnownVulnerability, ...]

    @property
    def newest(self) -> str:
        """The newest version in use; empty where none is known."""
        return self.versions[0][0] if self.versions else ""


class OwnPackage(NamedTuple):
    """A package of one entity, and how its version compares with those of all others."""

    use: PackageUse
    newest: str
    outdated: bool
    end_of_life: EndOfLife | None
    vulnerable: bool


@dataclass(frozen=True, eq=False)
class Inventory:
    """The packages of a snapshot by package URL; each table is built when it is first needed.

    The first question reads every row of every fact `packages` once; after that a question about one
    package or entity costs as much as it has rows.
    """

    index: SnapshotIndex
    _summaries: dict[str, PackageSummary] = field(default_factory=dict)

    @cached_property
    def day(self) -> date:
        """The day of the snapshot, by which the end of life is judged."""
        return self.index.snapshot.created.date()

    @cached_property
    def purls(self) -> tuple[str, ...]:
        """All packages, sorted by their package URLs."""
        return tuple(sorted(self._places))

    def __contains__(self, purl: object) -> bool:
        """Whether anybody uses a package."""
        return purl in self._places

    def users(self, purl: str) -> Iterator[PackageUser]:
        """Who uses a package, sorted by reference; once for each file that names it."""
        places = self._places.get(purl, ())
        for at in range(0, len(places), 3):
            ref, key, row = places[at : at + 3]
            if (use := package_use(key, row)) is not None:
                yield PackageUser(ref, use)

    def summary(self, purl: str) -> PackageSummary:
        """What is known of a package; of one that nobody uses only its name."""
        found = self._summaries.get(purl)
        if found is None:
            found = self._summaries[purl] = self._summarised(purl)
        return found

    def newest(self, purl: str) -> str:
        """The newest version of a package that anybody uses; empty where none is known."""
        return self.summary(purl).newest

    def packages_of(self, ref: str) -> tuple[OwnPackage, ...]:
        """The packages that an entity uses, in the order of its fact."""
        fact = self.index.own_facts(ref).get(KIND.key)
        value = KIND.value_of(fact.value) if fact is not None else None
        if value is None:
            return ()
        uses = (package_use(key, row) for key, rows in value.root.items() for row in rows)
        return tuple(self._own(ref, use) for use in uses if use is not None)

    def end_of_life(self, purl: str, version: str) -> EndOfLife | None:
        """The end of life of a version on the day of the snapshot, where it is known."""
        return self._end_of_life.find(purl, version, self.day)

    @cached_property
    def vulnerabilities(self) -> Mapping[str, tuple[KnownVulnerability, ...]]:
        """The open vulnerabilities that facts tell of, by package, the worst first."""
        return vulnerabilities_by_package(self.index)

    # The tables.

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """Reference, key and row of each use, one after another, by package.

        As tuples they would need three times the memory.
        """
        found: dict[str, list[str]] = {}
        for fact in self.index.snapshot.facts:
            if fact.key != KIND.key or (value := KIND.value_of(fact.value)) is None:
                continue
            for key, rows in value.root.items():
                for row in rows:
                    found.setdefault(purl_of_row(row), []).extend((fact.subject, key, row))
        return found

    @cached_property
    def _end_of_life(self) -> EndOfLifeTable:
        return EndOfLifeTable(self.index.snapshot.end_of_life)

    def _summarised(self, purl: str) -> PackageSummary:
        users, direct = set(), set()
        by_version: dict[str, set[str]] = {}
        licenses: Counter[str] = Counter()
        for ref, use in self.users(purl):
            users.add(ref)
            if use.direct:
                direct.add(ref)
            by_version.setdefault(use.version, set()).add(ref)
            if use.license:
                licenses[use.license] += 1
        unknown = by_version.pop("", set())
        ecosystem = ecosystem_of(purl)
        versions = newest_first(ecosystem, by_version)
        return PackageSummary(
            purl=purl,
            ecosystem=ecosystem,
            name=package_name(purl),
            users=len(users),
            direct=len(direct),
            versions=tuple((one, len(by_version[one])) for one in versions),
            unknown=len(unknown.difference(*by_version.values())),
            majors=len({major_version(one) for one in versions}),
            licenses=tuple(sorted(licenses, key=lambda one: (-licenses[one], one))),
            end_of_life=self._first_end(purl, versions),
            vulnerabilities=self.vulnerabilities.get(purl, ()),
        )

    def _first_end(self, purl: str, versions: Sequence[str]) -> EndOfLife | None:
        found = [end for one in versions if (end := self.end_of_life(purl, one)) is not None]
        return min(found, key=lambda one: one.last_day, default=None)

    def _own(self, ref: str, use: PackageUse) -> OwnPackage:
        newest = self.newest(use.purl)
        known = self.vulnerabilities.get(use.purl, ())
        return OwnPackage(
            use=use,
            newest=newest,
            outdated=bool(use.version) and is_older(use.purl, use.version, newest),
            end_of_life=self.end_of_life(use.purl, use.version),
            vulnerable=any(ref in one.refs for one in known),
        )
