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
from catalogsite.model.facts.packages import (
    KIND,
    PackageUse,
    file_of_key,
    license_of_row,
    named_in_row,
    package_use,
)
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


class Judgement(NamedTuple):
    """How a version of a package compares with those of all others, and whether it is maintained."""

    purl: str
    version: str
    newest: str
    outdated: bool
    end_of_life: EndOfLife | None

    @property
    def has_ended(self) -> bool:
        """Whether the last day of the version is past."""
        return self.end_of_life is not None and self.end_of_life.state == "ended"


class OwnPackage(NamedTuple):
    """A package of one entity: the key and the row of its fact, and what is known of the version."""

    key: str
    row: str
    direct: bool
    judged: Judgement
    vulnerable: bool

    @property
    def use(self) -> PackageUse:
        """How the entity uses the package."""
        use = package_use(self.key, self.row)
        assert use is not None  # noqa: S101  (made of a key that was read)
        return use


@dataclass(frozen=True, eq=False)
class Inventory:
    """The packages of a snapshot by package URL; each table is built when it is first needed.

    The first question reads every row of every fact `packages` once; after that a question about one
    package or entity costs as much as it has rows.
    """

    index: SnapshotIndex
    _summaries: dict[str, PackageSummary] = field(default_factory=dict)
    _judgements: dict[tuple[str, str], Judgement] = field(default_factory=dict)

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

    def places(self, purl: str) -> Sequence[str]:
        """Reference, key and row of each use of a package, one after another: all that is known of it."""
        return self._places.get(purl, ())

    def users(self, purl: str) -> Iterator[PackageUser]:
        """Who uses a package, sorted by reference; once for each file that names it."""
        places = iter(self.places(purl))
        for ref, key, row in zip(places, places, places, strict=True):
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
        return tuple(
            OwnPackage(key, row, about[1], judged, self._is_vulnerable(ref, judged.purl))
            for key, rows in value.root.items()
            if (about := file_of_key(key)) is not None
            for row in rows
            if (judged := self.judged(*named_in_row(row)))
        )

    def judged(self, purl: str, version: str) -> Judgement:
        """What is known of a version of a package that somebody uses."""
        found = self._judgements.get((purl, version))
        if found is None:
            newest = self.newest(purl)
            outdated = bool(version) and is_older(purl, version, newest)
            end = self.end_of_life(purl, version)
            found = Judgement(purl, version, newest, outdated, end)
            self._judgements[purl, version] = found
        return found

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
                if file_of_key(key) is None:
                    continue
                for row in rows:
                    found.setdefault(named_in_row(row)[0], []).extend((fact.subject, key, row))
        return found

    @cached_property
    def _end_of_life(self) -> EndOfLifeTable:
        return EndOfLifeTable(self.index.snapshot.end_of_life)

    def _summarised(self, purl: str) -> PackageSummary:
        users, direct = set(), set()
        by_version: dict[str, set[str]] = {}
        licenses: Counter[str] = Counter()
        places = iter(self.places(purl))
        for ref, key, row in zip(places, places, places, strict=True):
            users.add(ref)
            about = file_of_key(key)
            if about is not None and about[1]:
                direct.add(ref)
            by_version.setdefault(named_in_row(row)[1], set()).add(ref)
            if stated := license_of_row(row):
                licenses[stated] += 1
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

    def _is_vulnerable(self, ref: str, purl: str) -> bool:
        return any(ref in one.refs for one in self.vulnerabilities.get(purl, ()))
