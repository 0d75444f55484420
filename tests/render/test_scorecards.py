"""The scorecards page lists only entities that have something to gain."""

from __future__ import annotations

import re

import pytest
from tests.render import acme

from catalogsite.model.page import Page
from catalogsite.model.scorecard import CheckResult, Score
from catalogsite.render.views.scorecards import scorecard_views

PAY, BOOKS, MAIL = (f"component:default/{name}" for name in ("payments", "ledger", "mailer"))


def _score(points: int, *passed: bool | None) -> Score:
    results = (CheckResult(check=f"check-{n}", passed=one) for n, one in enumerate(passed))
    return Score(scorecard="basics", points=points, level="none", results=tuple(results))


@pytest.mark.parametrize(
    ("scores", "worst"),
    [
        ({PAY: _score(100, True, True), BOOKS: _score(50, True, False)}, (BOOKS,)),
        ({PAY: _score(100, True, None), BOOKS: _score(100, True, True)}, ()),
        ({PAY: _score(60, True, False), BOOKS: _score(20, False)}, (BOOKS, PAY)),
        ({PAY: _score(99, True, False), MAIL: _score(100, True)}, (PAY,)),
        ({}, ()),
    ],
)
def test_what_passes_every_check_has_nothing_to_gain(
    scores: dict[str, Score], worst: tuple[str, ...]
) -> None:
    portal = acme.portal(acme.snapshot().model_copy(update={"scores": scores}))
    (view,) = scorecard_views(portal, limit=30)
    assert view.worst == worst


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (
            {PAY: _score(100, True), BOOKS: _score(100, True)},
            "ok 2 entities, and every check that applies has passed.",
        ),
        ({}, "No entity has a score: no check applies to any."),
    ],
)
def test_a_list_without_entries_states_why(scores: dict[str, Score], words: str) -> None:
    catalog = acme.snapshot().model_copy(update={"scores": scores})
    pages = acme.render_pages(catalog, acme.read_blob, {})
    body = next(p.body for p in pages if isinstance(p, Page) and p.path == "scorecards/")
    assert "Most to gain" not in body
    assert words in re.sub(r"<[^>]*>", "", body)
