"""The frozen values that the rooms hand to each other; all of them can stand in a snapshot."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = 1
"""Version of the snapshot format; raised when a reader of the old one would misread the new."""

EntityData = dict[str, Any]
"""A Backstage entity as JSON: apiVersion, kind, metadata, spec, and once stitched, relations."""


class Value(BaseModel):
    """Base of all values: frozen, closed, and the same under both names of an aliased field."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Level(StrEnum):
    """How bad a problem is; an error means that something is missing from the portal."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(Value):
    """One thing that is wrong: where, what, and how to fix it.

    `file` is relative to the repository (or to the current directory, where no repository is
    named); `line` and `column` count from 1. `rule` is a stable id such as `name-format`.
    """

    rule: str
    level: Level
    message: str
    fix: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    entity_ref: str | None = Field(default=None, alias="entityRef")
    repository: str | None = None


def by_place(problem: Problem) -> tuple[str, str, int, int, str, str]:
    """Sorts problems by where they stand."""
    return (
        problem.repository or "",
        problem.file or "",
        problem.line or 0,
        problem.column or 0,
        problem.rule,
        problem.message,
    )


class RepositoryState(StrEnum):
    """What this run did with a repository."""

    READ = "read"
    UNCHANGED = "unchanged"
    STALE = "stale"
    FAILED = "failed"


class Repository(Value):
    """A repository, or a plain folder that is treated as one.

    `id` is unique and stable: `host/owner/name` where a remote is known, else the folder's name.
    `web_url` is the host's page of the repository, without a final slash or `.git`; None for a
    folder without a known remote. `host` is the host's flavour, which decides how links to files
    are written (see `hosts.py`). `committed` is the time of `commit`.
    """

    id: str
    name: str
    source: str
    web_url: str | None = None
    host: str | None = None
    branch: str | None = None
    commit: str | None = None
    committed: datetime | None = None
    description: str | None = None
    topics: tuple[str, ...] = ()
    archived: bool = False
    state: RepositoryState = RepositoryState.READ
    stale_since: datetime | None = None


NAMED_FILES = frozenset({"catalog", "location"})
"""Sources that ask for single files of a repository, not for the repository."""


class RepositoryRequest(Value):
    """What a source asks to be read, before anything was fetched.

    Exactly one of `path` (a folder on this machine, absolute) and `url` (anything git can fetch)
    is set. `descriptors` are globs relative to the repository; empty means the default rule
    of design §5; `also` are paths or globs to read besides. `name` is a readable name.
    """

    source: str
    name: str
    path: str | None = None
    url: str | None = None
    branch: str | None = None
    web_url: str | None = None
    descriptors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    description: str | None = None
    topics: tuple[str, ...] = ()
    archived: bool = False


class Origin(Value):
    """Where an entity was read: repository id, file in it, line of its document (from 1).

    `stale_since` is set while its descriptor or repository cannot be read: the time of the last
    version that was good.
    """

    repository: str | None = None
    file: str | None = None
    line: int | None = None
    inferred: bool = False
    stale_since: datetime | None = None


class Provenance(Value):
    """Who said so and when: collector kind, live page of the fact, commit, time it was taken.

    `name` tells a collector from others of its kind, as in the crawl report. `stale_since` is set
    when the source failed since: the time of its last success.
    """

    source: str
    name: str | None = None
    time: datetime
    url: str | None = None
    commit: str | None = None
    stale_since: datetime | None = None


class Fact(Value):
    """One thing that is true about a subject (an entity reference or a repository id).

    `key` names it (`ci.runs`, `alerts`, `metric.error_rate`, `languages`, `codeowners`); `value`
    is JSON whose shape the key decides (documented in `docs/reference/facts.md`).
    """

    subject: str
    key: str
    value: Any
    provenance: Provenance


class Failure(Value):
    """A source, repository or provider that could not be read, as a value.

    `subjects` are what it would have told about: entities, repositories, or keys of facts;
    empty means all of the source.
    """

    source: str
    reason: str
    fix: str | None = None
    url: str | None = None
    since: datetime | None = None
    subjects: tuple[str, ...] = ()


class SourceRun(Value):
    """One line of the crawl report: what one configured source or enrichment did in this run."""

    kind: str
    name: str
    state: Literal["ok", "stale", "failed"]
    repositories: int = 0
    facts: int = 0
    requests: int = 0
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()


class Documentation(Value):
    """The documentation tree of one entity, kept in the store.

    `tree` is the hash of a `TreeManifest`; `root` the folder of the repository that its paths
    are relative to (`""` is the top); `config` the mkdocs file in it, or None.
    `docs_dir` is relative to `root` too. Several entities may share one tree.
    """

    entity_ref: str
    repository: str
    tree: str
    root: str = ""
    config: str | None = None
    docs_dir: str = "docs"
    site_name: str | None = None


class TreeEntry(Value):
    """One file of a stored tree: hash of its bytes, and when and by whom it last changed."""

    blob: str
    changed: datetime | None = None
    author: str | None = None


class TreeManifest(Value):
    """A stored tree: path relative to its root, with `/`, to what lies there."""

    files: dict[str, TreeEntry]


class CheckResult(Value):
    """What one check said of one entity: `passed` is None where it does not apply."""

    check: str
    passed: bool | None = None
    message: str = ""


class Score(Value):
    """The result of a scorecard for one entity: points of 100, level word, and each check."""

    scorecard: str
    points: int
    level: str
    results: tuple[CheckResult, ...] = ()


class CheckInfo(Value):
    """How a page names a check: title, why it matters, how to pass it."""

    id: str
    title: str
    why: str = ""
    fix: str = ""
    weight: int = 1


class Scorecard(Value):
    """A scorecard as the pages show it: its checks, and the points that each level asks for."""

    id: str
    title: str
    checks: tuple[CheckInfo, ...]
    levels: dict[str, int]


Trend = tuple[tuple[str, float], ...]
"""Points of a sparkline, oldest first: (ISO day, value)."""


class Snapshot(Value):
    """All that collect found out, and all that build needs to know besides the store.

    `entities` are stitched Backstage entities sorted by reference; an API's long definition is
    kept in the store and stands there as `{"$text": "store:<hash>"}`. Everything of ours stands
    beside them, by entity reference (`kind:namespace/name`, lower case): `skeletons` are the files
    that a Template would write.
    """

    schema_: int = Field(default=SCHEMA, alias="schema")
    version: str
    created: datetime
    title: str = "Developer portal"
    sources: tuple[SourceRun, ...] = ()
    repositories: tuple[Repository, ...] = ()
    entities: tuple[EntityData, ...] = ()
    origins: dict[str, Origin] = Field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    facts: tuple[Fact, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    scores: dict[str, Score] = Field(default_factory=dict)
    trends: dict[str, dict[str, Trend]] = Field(default_factory=dict)
    skeletons: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
