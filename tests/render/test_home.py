"""What the home page calls fine: only what was measured, and what is not known stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from tests.render import acme

from catalogsite.model.entity import EntityData
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.page import Page
from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import SourceRun

TEAM = acme.entity("Group", "web", {"type": "team"})
OK = "cs-status--good"
WHAT_WAS_READ = " What was read"


def _owned(kind: str, name: str) -> EntityData:
    found = acme.entity(kind, name, {"type": "service"})
    found["relations"].append({"type": "ownedBy", "targetRef": "group:default/web"})
    return found


def _fact(key: str, name: str, state: str) -> Fact:
    value = {"state": state} if key == "alerts" else {"workflows": [], "status": state}
    subject, made = f"component:default/{name}", Provenance(source="test", time=acme.NOW)
    return Fact(subject=subject, key=key, value=value, provenance=made)


def _running(key: str, name: str, value: dict[str, object]) -> Fact:
    subject, made = f"component:default/{name}", Provenance(source="test", time=acme.NOW)
    return Fact(subject=subject, key=key, value=value, provenance=made)


def _problems(**counts: int) -> tuple[Problem, ...]:
    return tuple(
        Problem(rule="yaml", level=Level(level), message=f"broken {number}")
        for level, count in counts.items()
        for number in range(count)
    )


def _attention(
    entities: Iterable[EntityData],
    facts: Iterable[Fact] = (),
    problems: Iterable[Problem] = (),
    sources: Iterable[SourceRun] = (),
) -> str:
    """The HTML of the panel of what needs attention."""
    catalog = Snapshot(
        version="1",
        created=acme.NOW,
        entities=tuple(entities),
        facts=tuple(facts),
        problems=tuple(problems),
        sources=tuple(sources),
    )
    pages = acme.render_pages(catalog, acme.read_blob, {})
    body = next(page.body for page in pages if isinstance(page, Page) and page.path == "")
    panel = re.search(r"<h2>Needs attention.*?</section>", body, re.DOTALL)
    assert panel is not None
    return panel[0]


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


PAY, CART = _owned("Component", "pay"), _owned("Component", "cart")
PASSING = [_fact("ci.runs", name, "passing") for name in ("pay", "cart")]
CALM = [_fact("alerts", name, "ok") for name in ("pay", "cart")]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((), "ok Everything has an owner. Builds and alerts are not known."),
        (PASSING, "ok No build is failing, and everything has an owner. Alerts are not known."),
        (CALM, "ok No alert is firing, and everything has an owner. Builds are not known."),
        (
            PASSING[:1],
            (
                "ok No build is failing, and everything has an owner."
                " Alerts are not known. Builds are known of 1 of 2 components."
            ),
        ),
        (
            [_fact("ci.runs", "pay", "unknown"), _fact("alerts", "pay", "no data")],
            "ok Everything has an owner. Builds and alerts are not known.",
        ),
        (
            [*PASSING, *CALM[:1]],
            (
                "ok No build is failing, no alert is firing, and everything has an owner."
                " Alerts are known of 1 of 2 components."
            ),
        ),
    ],
)
def test_only_what_was_measured_is_called_fine(facts: list[Fact], words: str) -> None:
    html = _attention([TEAM, PAY, CART], facts)
    assert _words(html) == f"Needs attention {words}{WHAT_WAS_READ}"
    assert OK in html


def test_what_has_gone_wrong_where_it_runs_needs_attention() -> None:
    incident = {"id": "1", "title": "Slow", "state": "triggered"}
    failed = {"environment": "production", "state": "failed", "version": "2"}
    live = {"environment": "production", "state": "live", "version": "1"}
    facts = [
        _running("incidents.x", "pay", {"state": "triggered", "incidents": [incident]}),
        _running("deployments.x", "cart", {"deployments": [failed, live]}),
    ]
    words = _words(_attention([TEAM, PAY, CART], facts))
    assert words.startswith(
        "Needs attention 2 pay an incident is open · web triggered "
        "cart deployment failed · web failed"
    )
    acknowledged = {"state": "acknowledged", "incidents": [incident | {"state": "acknowledged"}]}
    calm = [
        _running("incidents.x", "pay", acknowledged),
        _running("deployments.x", "cart", {"deployments": [live]}),
    ]
    assert _words(_attention([TEAM, PAY, CART], calm)).startswith(
        "Needs attention ok Everything has"
    )


def test_where_everything_is_known_nothing_is_missing() -> None:
    assert _words(_attention([TEAM, PAY, CART], [*PASSING, *CALM])) == (
        "Needs attention ok No build is failing, no alert is firing, and everything has an owner."
    )


def test_a_catalog_without_components_has_no_builds_to_know() -> None:
    words = _words(_attention([TEAM, _owned("API", "pay")]))
    assert words == "Needs attention ok Everything has an owner."


def test_a_catalog_of_people_is_not_called_fine() -> None:
    html = _attention([TEAM])
    assert _words(html) == "Needs attention There is nothing here that is built, watched or owned."
    assert OK not in html


@pytest.mark.parametrize(
    ("counts", "words", "status"),
    [
        ({"error": 3000}, "3,000 errors", "error"),
        ({"error": 1, "warning": 2}, "1 error, 2 warnings", "error"),
        ({"warning": 1, "info": 9}, "1 warning", "warning"),
    ],
)
def test_problems_need_attention(counts: dict[str, int], words: str, status: str) -> None:
    html = _attention([TEAM, PAY, CART], [*PASSING, *CALM], _problems(**counts))
    assert _words(html) == (
        f"Needs attention 1 Problems {words} in descriptors and documentation {status}"
    )
    assert OK not in html
    assert 'href="problems/"' in html


def test_notes_alone_do_not() -> None:
    html = _attention([TEAM, PAY, CART], [*PASSING, *CALM], _problems(info=4))
    assert "Problems" not in html
    assert OK in html


def test_a_failed_source_is_named_and_nothing_is_called_fine() -> None:
    failed = SourceRun(kind="github_actions", name="builds", state="failed")
    html = _attention([TEAM, PAY], sources=[failed])
    assert OK not in html
    assert _words(html).endswith(
        "not all of it could be read failed Builds and alerts are not known. What was read"
    )
