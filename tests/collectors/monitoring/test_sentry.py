"""The unresolved issues of Sentry: which are counted, and what a refused project costs."""

from __future__ import annotations

import httpx
import pytest
from tests.collectors.monitoring.conftest import PAY
from tests.collectors.providers import recording

from catalogsite.collectors.registry import registry
from catalogsite.model.facts.registry import kind_of

SENTRY = "/api/0/organizations/acme"


@pytest.mark.parametrize(
    ("word", "level"),
    {**registry().enrichments["sentry"].LEVELS, "of tomorrow": "unknown", None: "unknown"}.items(),
)
def test_the_level_of_an_issue_of_sentry(ask, word, level):
    issue = {**recording("sentry/issues.json")[0], "level": word}
    facts, _, _ = ask("sentry", {f"{SENTRY}/issues/": [issue]})
    assert facts["errors.sentry"].value.groups[0].level == level


def test_a_project_without_issues_that_was_read_in_full_has_none(ask):
    facts, failures, _ = ask("sentry", {f"{SENTRY}/issues/": []})
    value = facts["errors.sentry"].value
    assert (value.groups, value.open, failures) == ((), 0, [])
    assert kind_of("errors.sentry").status(value).word == "none"


def many_issues(request):
    """Two pages of 30 issues, with the links of Sentry: there is always a next one."""
    second = request.url.params.get("cursor") == "0:30:0"
    levels = ["warning"] * 29 + ["fatal"] if second else ["error"] * 30
    base = recording("sentry/issues.json")[0]
    page = [
        {**base, "title": f"{level} {at:02}", "level": level, "lastSeen": f"2026-01-{at + 1:02}T00:00:00Z"}
        for at, level in enumerate(levels)
    ]  # fmt: skip
    target = request.url.copy_set_param("cursor", "0:60:0" if second else "0:30:0")
    link = f'<{target}>; rel="next"; results="{"false" if second else "true"}"; cursor="0:30:0"'
    return httpx.Response(200, json=page, headers={"Link": link})


def test_all_issues_are_counted_and_the_worst_and_newest_ones_listed(ask):
    facts, failures, server = ask("sentry", {f"{SENTRY}/issues/": many_issues})
    value = facts["errors.sentry"].value
    assert (value.open, len(value.groups), failures) == (60, 20, [])
    assert [one.title for one in value.groups[:3]] == ["fatal 29", "error 29", "error 28"]
    assert len(server.seen) == 3


def test_issues_that_end_early_are_no_smaller_number(ask):
    def answer(request):
        first = "cursor" not in request.url.params
        return many_issues(request) if first else httpx.Response(500)

    facts, (failure,), _ = ask("sentry", {f"{SENTRY}/issues/": answer})
    assert (facts, failure.subjects) == ({}, (PAY,))
    assert failure.reason == "payments: answered 500"


def named(entity, name, slug):
    one = entity(name)
    one["metadata"]["annotations"] = {"sentry.io/project-slug": slug}
    return one


def test_a_project_that_is_refused_costs_only_its_own_facts(ask, entity):
    def answer(request):
        refused = "42" in request.url.params.get_list("project")
        return httpx.Response(403 if refused else 200, json=recording("sentry/issues.json"))

    entities = (named(entity, "payments", "payments"), named(entity, "web", "acme/storefront"))
    facts, (failure,), server = ask("sentry", {f"{SENTRY}/issues/": answer}, entities=entities)
    assert set(facts) == {"errors.sentry"}
    assert failure.subjects == ("component:default/web",)
    asked = [one.url.params.get_list("project") for one in server.seen[1:]]
    assert sorted(asked) == [["41"], ["41", "42"], ["42"]]


@pytest.mark.parametrize("answer", [[], [{"id": "41", "slug": "payments", "hasAccess": False}]])
def test_a_project_that_sentry_does_not_give_is_a_failure_of_the_entities_that_name_it(ask, answer):
    facts, (failure,), server = ask("sentry", {f"{SENTRY}/projects/": answer})
    assert facts == {}
    assert failure.reason == "payments: not found, or not allowed"
    assert failure.subjects == (PAY,)
    assert "sentry.io/project-slug" in failure.fix
    assert len(server.seen) == 1


ORGANIZATIONS = {
    "none is named": ("payments", "acme", True),
    "none is named, and another one comes first": ("payments", "bank", False),
    "this one": ("acme/payments", "bank", True),
    "another one": ("bank/payments", "bank", False),
    "no project": ("acme/", "acme", False),
}


@pytest.mark.parametrize(("slug", "first", "asked"), ORGANIZATIONS.values(), ids=ORGANIZATIONS)
def test_an_entity_belongs_to_the_organisation_that_it_names(ask, slug, first, asked):
    settings = registry().enrichments["sentry"].Settings
    both = (settings(organization=first), settings(organization="acme"))
    _, _, server = ask("sentry", annotations={"sentry.io/project-slug": slug}, enrichments=both)
    assert bool(server.seen) == asked


ODD = {
    "a number": ({"count": 150}, "expected a text at `[0].count`, got a number"),
    "words": ({"count": "many"}, "expected a number as text at `[0].count`, got a text"),
    "hours": (
        {"stats": {"24h": [[1, 2], [3]]}},
        "expected a time and a number at `[0].stats.24h[1]`, got a list",
    ),
}


@pytest.mark.parametrize(("field", "reason"), ODD.values(), ids=ODD)
def test_an_odd_count_of_sentry_costs_only_itself(ask, field, reason):
    issue = {**recording("sentry/issues.json")[0], **field}
    facts, (failure,), _ = ask("sentry", {f"{SENTRY}/issues/": [issue]})
    (group,) = facts["errors.sentry"].value.groups
    assert (group.count is None, group.last_day is None) == ("count" in field, "stats" in field)
    assert failure.reason == f"Sentry's API: {reason}"


@pytest.mark.parametrize(
    ("settings", "web"),
    [
        ({"web_url": "https://errors.acme.example"}, "https://errors.acme.example"),
        ({"url": "https://errors.acme.example"}, "https://errors.acme.example"),
        ({"url": "https://de.sentry.io"}, "https://sentry.io"),
    ],
)
def test_the_address_of_the_pages(ask, settings, web):
    facts, _, _ = ask("sentry", settings=settings)
    page = f"{web}/organizations/acme/issues/?project=41"
    assert facts["errors.sentry"].provenance.url == page
