"""Vulnerabilities from Dependabot and OSV, and audits of OpenSSF Scorecard: edges of their answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import SETTINGS, recorded, recording

from catalogsite.collectors.protocol import UsedPackage
from catalogsite.collectors.registry import registry
from catalogsite.model.source_run import Failure

PAY, LEDGER = "component:default/payments", "component:default/ledger"
ALERTS, VULN = "/orgs/acme/dependabot/alerts", "/v1/vulns/GHSA-aaaa-bbbb-cccc"


@pytest.fixture
def ask(context, routes, payments):
    """The facts by subject, the failures and the requests of a collector for recorded answers."""

    def asked(kind, answers=None, **fields):
        server = routes({**recorded(kind), **(answers or {})})
        collector = registry().enrichments[kind]
        settings = collector.Settings(**SETTINGS[kind])
        found = list(collector.collect(settings, context(server, **{**payments, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {one.subject: one for one in found if not isinstance(one, Failure)}
        return facts, failures, server

    return asked


def test_the_reference_lists_every_word_for_a_severity():
    page = (Path(__file__).parents[3] / "docs/reference/quality.md").read_text("utf-8")
    table = page.split("## Words for the severity of a vulnerability")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", table, re.MULTILINE)
    for place, kind in ((1, "dependabot_alerts"), (2, "osv")):
        listed = {word: row[0] for row in rows for word in re.findall(r"`(\w+)`", row[place])}
        assert listed == registry().enrichments[kind].SEVERITIES


def test_where_alerts_are_disabled_nothing_is_called_free_of_them(ask):
    enabled = recording("dependabot/watched.json")
    facts, failures, _ = ask("dependabot_alerts", {ALERTS: [], "/graphql": enabled})
    assert {one.value.count for one in facts.values()} == {0}
    listed = enabled["data"]["organization"]["repositories"]["nodes"]
    listed[0]["hasVulnerabilityAlertsEnabled"] = False
    facts, failures, _ = ask("dependabot_alerts", {ALERTS: [], "/graphql": enabled})
    assert (facts, failures) == ({}, [])


def test_every_page_of_alerts_is_read(ask):
    alerts = recording("dependabot/alerts.json")

    def answer(request):
        if "after" in request.url.params:
            return httpx.Response(200, json=alerts[2:])
        link = f'<https://api.github.com{ALERTS}?after=x>; rel="next"'
        return httpx.Response(200, json=alerts[:2], headers={"Link": link})

    facts, failures, _ = ask("dependabot_alerts", {ALERTS: answer})
    assert ([one.package for one in facts[PAY].value.vulnerabilities], failures) == (
        ["urllib3", "jinja2"],
        [],
    )


def test_alerts_that_may_not_be_read_keep_all_that_was_known(ask):
    facts, (failure,), _ = ask("dependabot_alerts", {ALERTS: 403})
    assert (facts, failure.subjects) == ({}, ())


def test_an_entity_of_another_organisation_is_left_out(ask, payments):
    other = payments["repositories"][0].model_copy(
        update={"web_url": "https://github.com/bank/payments"}
    )
    assert ask("dependabot_alerts", repositories=(other,))[2].seen == []


def test_only_stated_versions_are_looked_up(ask):
    packages = {
        PAY: (
            UsedPackage("pkg:pypi/requests", "requests", "2.31.0", "requirements.txt"),
            UsedPackage("pkg:pypi/requests", "requests", None, "pyproject.toml"),
        ),
        LEDGER: (UsedPackage("pkg:npm/lodash", "lodash", None, "package.json"),),
    }
    facts, failures, server = ask("osv", packages=packages)
    body = json.loads(server.seen[0].content)
    assert body == {"queries": [{"package": {"purl": "pkg:pypi/requests@2.31.0"}}]}
    assert (set(facts), failures) == ({PAY}, [])
    assert (facts[PAY].value.looked_up, facts[PAY].value.packages) == (1, 2)
    assert ask("osv", packages={LEDGER: packages[LEDGER]})[2].seen == []


def test_packages_of_the_whole_company_are_looked_up_together(ask):
    packages = {
        f"component:default/c{n}": (
            UsedPackage(f"pkg:npm/p{n % 1500}", "p", "1.0.0", "package.json"),
        )
        for n in range(3000)
    }

    def answer(request):
        queries = json.loads(request.content)["queries"]
        return httpx.Response(200, json={"results": [{} for _ in queries]})

    facts, failures, server = ask("osv", {"/v1/querybatch": answer}, packages=packages)
    assert (len(facts), failures) == (3000, [])
    assert [len(json.loads(one.content)["queries"]) for one in server.seen] == [1000, 500]


def test_a_list_of_vulnerabilities_that_goes_on_is_asked_for_again(ask):
    ids = recording("osv/batch.json")["results"][0]["vulns"]

    def answer(request):
        (query,) = json.loads(request.content)["queries"]
        again = query.get("page_token") == "t1"
        result = {"vulns": ids[1:]} if again else {"vulns": ids[:1], "next_page_token": "t1"}
        return httpx.Response(200, json={"results": [result]})

    facts, failures, server = ask("osv", {"/v1/querybatch": answer})
    assert ([one.id for one in facts[PAY].value.vulnerabilities], failures) == (
        ["GHSA-aaaa-bbbb-cccc"],
        [],
    )
    assert [one.url.path for one in server.seen].count("/v1/querybatch") == 2


ENDLESS = {
    "a list without an end": {"results": [{"vulns": [], "next_page_token": "t"}]},
    "fewer answers than queries": {"results": []},
}


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS)
def test_an_answer_of_osv_that_lacks_something_keeps_all_that_was_known(ask, answer):
    facts, (failure,), _ = ask("osv", {"/v1/querybatch": answer})
    assert (facts, failure.subjects) == ({}, ())


def test_a_vulnerability_that_cannot_be_read_is_not_left_out(ask):
    facts, (failure,), _ = ask("osv", {VULN: 500})
    assert (facts, failure.subjects) == ({}, (PAY,))
    assert failure.reason.startswith("GHSA-aaaa-bbbb-cccc: ")


def test_it_costs_only_the_entities_that_have_it(ask):
    used = (UsedPackage("pkg:pypi/requests", "requests", "2.31.0", "requirements.txt"),)
    other = (UsedPackage("pkg:pypi/attrs", "attrs", "23.1.0", "requirements.txt"),)

    def batch(request):
        purls = [one["package"]["purl"] for one in json.loads(request.content)["queries"]]
        hit = {"vulns": [{"id": "GHSA-aaaa-bbbb-cccc"}]}
        return httpx.Response(
            200, json={"results": [hit if "requests" in purl else {} for purl in purls]}
        )

    facts, (failure,), _ = ask(
        "osv", {VULN: 500, "/v1/querybatch": batch}, packages={PAY: used, LEDGER: other}
    )
    assert (set(facts), failure.subjects) == ({LEDGER}, (PAY,))


SEVERITIES = {
    **{
        word: ({"severity": word}, ours)
        for word, ours in registry().enrichments["osv"].SEVERITIES.items()
    },
    "another word": ({"severity": "SCARY"}, "unknown"),
    "none": ({}, "unknown"),
}


@pytest.mark.parametrize(("specific", "severity"), SEVERITIES.values(), ids=SEVERITIES)
def test_the_severity_of_a_vulnerability_of_osv(ask, specific, severity):
    facts, _, _ = ask("osv", {VULN: {**recording("osv/ghsa.json"), "database_specific": specific}})
    (found,) = facts[PAY].value.vulnerabilities
    assert found.severity == severity


SCANNED = {
    "annotated, and missing": ({"openssf/scorecard-location": "https://api.securityscorecards.dev/projects/github.com/acme/payments"}, "public", 404, (0, 1, 1)),
    "not annotated, and missing": ({}, "public", 404, (0, 0, 1)),
    "not annotated, and refused": ({}, "public", 403, (0, 1, 1)),
    "public": ({}, "public", None, (1, 0, 1)),
    "of unknown visibility": ({}, "unknown", None, (1, 0, 1)),
    "private": ({}, "private", None, (0, 0, 0)),
    "internal": ({}, "internal", None, (0, 0, 0)),
    "an annotation of another server": ({"openssf/scorecard-location": "https://evil.example.com/projects/x"}, "private", None, (0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("named", "visibility", "status", "expected"), SCANNED.values(), ids=SCANNED
)
def test_which_repositories_scorecard_is_asked_about(
    ask, payments, entity, named, visibility, status, expected
):
    one = entity("payments")
    one["metadata"]["annotations"] = named
    repository = payments["repositories"][0].model_copy(update={"visibility": visibility})
    answers = {"/projects/github.com/acme/payments": status} if status else {}
    facts, failures, server = ask("scorecard", answers, entities=(one,), repositories=(repository,))
    assert (len(facts), len(failures), len(server.seen)) == expected
