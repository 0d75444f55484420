"""What the collectors of monitoring read from recorded answers, and what each costs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import SETTINGS, TOKEN, recorded, recording

from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.facts.registry import kind_of
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"
KINDS = ("sentry",)
PAGE = (Path(__file__).parents[2] / "docs/reference/monitoring.md").read_text("utf-8")
EXPECTED = json.loads((Path(__file__).parent / "expected/facts/monitoring.json").read_text("utf-8"))


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts and failures of a collector for recorded answers, some replaced, and the requests."""

    def asked(kind, answers=None, *, annotations=None, settings=None, **fields):
        given = dict(payments)
        if annotations is not None:
            named = entity("payments")
            named["metadata"]["annotations"] = annotations
            given["entities"] = (named,)
        server = routes({**recorded(kind), **(answers or {})})
        collector = registry().enrichments[kind]
        chosen = collector.Settings(**{**SETTINGS[kind], **(settings or {})})
        found = list(collector.collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {
            one.key: one for one in found if not isinstance(one, Failure) and one.subject == PAY
        }
        return facts, failures, server

    return asked


def listed(*header):
    """The rows of the table on the page that begins with these columns."""
    start = f"| {' | '.join(header)} |\n"
    rows = PAGE.partition(start)[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def words(*header):
    """The words of a provider with ours, as the page lists them."""
    return {
        word: ours.strip("`")
        for ours, cell in listed(*header)
        for word in re.findall(r"`([^`]+)`", cell)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_recorded_answers_are_facts(ask, kind):
    facts, failures, server = ask(kind)
    assert failures == []
    assert {key: FACT_ADAPTER.validate_python(one) for key, one in facts.items()} == facts
    assert {key: value_json(one) for key, one in facts.items()} == EXPECTED[kind]["facts"]
    assert {key: one.provenance.url for key, one in facts.items()} == EXPECTED[kind]["pages"]
    shown = [f"{one.url.path}?{one.url.params}".rstrip("?") for one in server.seen]
    assert sorted(shown) == sorted(EXPECTED[kind]["requests"])


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_annotation_nothing_is_asked(ask, kind):
    assert ask(kind, annotations={})[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_of_an_archived_repository_is_left_out(ask, payments, kind):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    assert ask(kind, repositories=(archived,))[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_is_one_failure_of_all(ask, kind):
    facts, (failure,), server = ask(kind, dict.fromkeys(recorded(kind), 401))
    assert (facts, failure.subjects) == ({}, ())
    assert len(server.seen) == 1


def test_each_provider_gets_its_token_in_its_own_form(ask):
    assert ask("sentry")[2].seen[0].headers["Authorization"] == f"Bearer {TOKEN}"


SENTRY = "/api/0/organizations/acme"


@pytest.mark.parametrize(
    ("word", "level"),
    {**registry().enrichments["sentry"].LEVELS, "of tomorrow": "unknown", None: "unknown"}.items(),
)
def test_the_level_of_an_issue_of_sentry(ask, word, level):
    issue = {**recording("sentry/issues.json")[0], "level": word}
    facts, _, _ = ask("sentry", {f"{SENTRY}/issues/": [issue]})
    assert facts["errors.sentry"].value.groups[0].level == level


def test_the_page_lists_every_level_of_sentry():
    assert words("ours", "Sentry") == registry().enrichments["sentry"].LEVELS


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


def test_the_pages_of_a_server_of_ones_own_have_its_address(ask):
    web = {"web_url": "https://errors.acme.example"}
    facts, _, _ = ask("sentry", settings=web)
    page = "https://errors.acme.example/organizations/acme/issues/?project=41"
    assert facts["errors.sentry"].provenance.url == page
