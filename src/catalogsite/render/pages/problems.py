"""The problems pages, and on the first of them the crawl report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.model.page import Page
from catalogsite.model.repository import RepositoryState
from catalogsite.render.chunks import chunks
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.problems import owner_id, problem_groups, problem_owners, problem_rows

ROWS = 30
"""Problems on one page."""

_TROUBLED = {RepositoryState.FAILED, RepositoryState.STALE}


def problem_pages(templates: Templates, portal: Portal) -> Iterator[Page]:
    """Every problem of the catalog, by owner and file."""
    rows = problem_rows(portal)
    repositories = portal.snapshot.repositories
    shared = {
        "levels": Counter(row.level for row in rows),
        "total": len(rows),
        "owners": problem_owners(portal, rows, ROWS),
        "owner_id": owner_id,
        "snapshot": portal.snapshot,
        "states": sorted(Counter(str(repo.state) for repo in repositories).items()),
        "troubled": [repo for repo in repositories if repo.state in _TROUBLED][:50],
    }
    description = "What is wrong in the catalog, by owner, and what the last crawl did"
    for chunk in chunks(rows, ROWS, "problems/", "problems/"):
        groups = problem_groups(portal, chunk.items)
        body = templates.render(
            "problems", portal, chunk.path, chunk=chunk, groups=groups, **shared
        )
        yield list_page(chunk, "Problems", description, body)
