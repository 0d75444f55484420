"""What inference finds out about a repository, as frozen values."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from catalogsite.model.problem import Problem
from catalogsite.model.value import Value


class Package(Value):
    """A package that a repository publishes: its purl without version, and where it is declared.

    `folder` is the one that it is made from, where that is not the folder of `file`.
    """

    purl: str
    name: str
    version: str | None = None
    file: str
    line: int | None = None
    private: bool = False
    folder: str | None = None


Scope = Literal["runtime", "build", "test"]
"""What a package is needed for; sections for development that do not say what for are `build`."""


class Dependency(Value):
    """A package that a repository needs: its purl without version, and where it is required.

    `requirement` is the range of versions with what it inherits; `version` is the one that a lock file
    chose. `package` is the purl of the package of this repository whose manifest it is, where that has
    a name. Users may leave out what is `optional`; `condition` is the target or profile with which
    alone it is needed. `relation` is what the entity that needs it has to the one that publishes it.
    """

    purl: str
    name: str
    requirement: str | None = None
    version: str | None = None
    scope: Scope = "runtime"
    optional: bool = False
    condition: str | None = None
    file: str
    line: int | None = None
    package: str | None = None
    relation: str = "dependsOn"


class LockedPackage(NamedTuple):
    """A version that a lock file chose: its purl without version, and where the lock file has it.

    `direct` says that a manifest which this lock file serves names the package. `license` is what the
    lock file states, as a SPDX expression where the ecosystem has those.
    """

    purl: str
    version: str
    file: str
    line: int | None = None
    direct: bool = False
    scope: Scope = "runtime"
    license: str | None = None


class Mention(NamedTuple):
    """Something that a configuration names, and where.

    An `address` is that of a server, as host, port and path; `served` is one under which the
    repository itself is reached; a `topic` is a name of messages, and `sends` tells that the key says so.
    """

    kind: Literal["address", "served", "topic"]
    name: str
    file: str
    line: int
    scope: Scope = "runtime"
    sends: bool = False


class OwnerRule(Value):
    """One line of CODEOWNERS: a pattern, and the owners as written (`@org/team`, an address)."""

    pattern: str
    owners: tuple[str, ...] = ()
    file: str
    line: int
    section: str | None = None


class InferredLink(Value):
    """A link that a manifest names: homepage, repository, documentation, issues, changelog."""

    title: str
    url: str


class InferredRepository(Value):
    """What is inferred from the files of one repository.

    `owner` is the owner of the whole repository as an entity name (`payments` for
    `@acme/payments`, see `owner.py`). `languages` maps each language to its number of bytes, largest
    first. `type` is a Component type (`service`, `library`, `website`, `documentation`), None without
    evidence.
    """

    name: str
    title: str | None = None
    description: str | None = None
    owner: str | None = None
    readme: str | None = None
    language: str | None = None
    languages: dict[str, int] = Field(default_factory=dict)
    packages: tuple[Package, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    locked: tuple[LockedPackage, ...] = ()
    type: str | None = None
    license: str | None = None
    mentions: tuple[Mention, ...] = ()
    links: tuple[InferredLink, ...] = ()
    tags: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
