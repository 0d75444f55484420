"""What a build of the portal's human pages is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from catalogsite.docs.documentation import LazyAddresses
from catalogsite.docs.entity_links import Documented
from catalogsite.model.documentation.shared_documentation import DocumentationLink, shared_links
from catalogsite.model.entity import ref_of
from catalogsite.model.limits import DEFAULT_LIMITS, Limits
from catalogsite.model.page import OutputGroup
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.content_policy import NO_FURTHER_SOURCES, ContentPolicy
from catalogsite.search.fulltext import SearchPage
from catalogsite.state.folders import State

EXTRA_KEY = "catalogsite_build"
"""The key under `extra` of MkDocs' configuration that a PortalBuild is handed over with."""


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What links in human pages may refer to, and the day of the catalog."""

    entities: Collection[str] = ()
    documented: Documented = field(default_factory=dict)
    created: date | None = None
    shared: Mapping[str, DocumentationLink] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HumanSite:
    """What a build of the human pages leaves for the generated ones.

    `shells` is the HTML of built pages with placeholders, by layout name or by address; `problems`
    are broken links of the human pages, `words` their text for the full-text index. `url` is the
    address at which the site will be, which ends in a slash; empty where nobody configured it.
    """

    shells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    words: tuple[SearchPage, ...] = ()
    url: str = ""


class GeneratedPages(Protocol):
    """The generated part of a portal, for a MkDocs build that writes or serves it too."""

    @property
    def file(self) -> Path | None:
        """The file that is watched for a new catalog."""

    def stamp(self) -> object:
        """A value that changes with the catalog; None where there is no catalog yet."""

    def outputs(self, human: HumanSite) -> Iterable[OutputGroup]:
        """Every generated page and file. Raises CatalogsiteError where they cannot be made."""


@dataclass(frozen=True, slots=True)
class PortalBuild:
    """A request to the MkDocs plugin.

    `deliver` gets the result of each build. Without `generated` only the human pages and shells
    are built. `url` is used where MkDocs' configuration has none. `policy` is put into every page
    that is written; a server with live reload writes none. `notice` is what a banner on every page says.
    """

    targets: LinkTargets = LinkTargets()
    generated: GeneratedPages | None = None
    deliver: Callable[[HumanSite], None] = lambda _: None
    url: str | None = None
    policy: ContentPolicy = NO_FURTHER_SOURCES
    notice: str = ""


def link_targets(snapshot: Snapshot, state: State, limits: Limits = DEFAULT_LIMITS) -> LinkTargets:
    """What links may refer to in a portal of this snapshot; documentation is converted on demand."""
    entities = frozenset(map(ref_of, snapshot.entities))
    documented = LazyAddresses(snapshot, state, limits)
    shared = shared_links(snapshot.entities, documented)
    return LinkTargets(entities, documented, snapshot.created.date(), shared)
