"""The section *Tools* of an entity's page: links of annotations, none twice, and nothing secret."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.render import acme

from catalogsite.model.entity import Origin
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.render.pages.entity import entity_page
from catalogsite.render.templates import Templates
from catalogsite.site.templates import TemplateFolders

TEMPLATES = Templates(TemplateFolders().environment())
REF = "component:default/pay"
KEY = "0123456789abcdef0123456789abcdef"
JENKINS = {"jenkins.io/job-full-name": "pay"}
CI = {"jenkins": "https://ci.acme.example"}
ROW = "Jenkins: job [pay](https://ci.acme.example/job/pay/)"
JOB = "https://ci.acme.example/job/pay"


def page(annotations, tools=None, links=(), facts=(), **origin):
    entity = acme.entity(
        "Component", "pay", {"type": "service"}, annotations=annotations, links=list(links)
    )
    snapshot = acme.snapshot()
    changes = {
        "entities": (entity,),
        "origins": {REF: Origin(**origin)},
        "facts": tuple(FACT_ADAPTER.validate_python(fact) for fact in facts),
        "tools": tools or {},
        "trends": {},
        "scores": {},
        "problems": (),
    }
    (found,) = entity_page(REF, TEMPLATES, acme.portal(snapshot.model_copy(update=changes)))
    return found


def section(found):
    """The rows as text, `[text](address)` for a link, and the line below them."""
    part = found.body.partition('<h2 id="tools">')[2].partition("<h2")[0]
    part = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"[\2](\1)", part)
    rows = part.split("<li><strong>")
    tools = [_text(row.replace("</strong>", ":").replace("</li><li>", "; ")) for row in rows[1:]]
    if not tools:
        return [], ""
    tools[-1], _, hint = tools[-1].partition("An address in")
    return [tool.strip() for tool in tools], _text(hint)


def _text(html):
    return (
        " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
        .replace(" :", ":")
        .replace(" ;", ";")
    )


def test_links_are_grouped_by_tool_and_a_hint_says_once_how_to_make_more() -> None:
    annotations = {
        "jira/project-key": "PAY,MON",
        "argocd/app-name": "pay",
        **JENKINS,
        "grafana/alert-label-selector": "service=pay",
        "grafana/dashboard-selector": "pay",
        "grafana/host-id": "main host",
        "backstage.io/kubernetes-label-selector": "app=pay",
    }
    tools, hint = section(found := page(annotations, CI))
    assert tools == [
        ROW,
        "Argo CD: application pay",
        "Kubernetes: label selector app=pay",
        "Grafana: alerts service=pay; dashboards pay",
        "Jira: project PAY; project MON",
    ]
    assert hint == (
        "catalogsite.yaml makes links of the others: catalog: {tools: {jira: https://…, "
        'argocd: https://…, grafana: {"main host": https://…}}}'
    )
    assert [item.title for item in found.toc][-3:] == ["Tools", "About", "Source"]


def test_a_page_without_annotations_of_tools_has_no_such_section() -> None:
    found = page({"backstage.io/techdocs-ref": "dir:.", "acme.example/x": "y"}, CI)
    assert section(found) == ([], "")
    assert "Tools" not in [item.title for item in found.toc]


def test_without_a_missing_address_there_is_no_hint() -> None:
    assert section(page(JENKINS, CI)) == ([ROW], "")


ALERTS = {
    "subject": REF,
    "key": "alerts",
    "value": {"state": "alert", "alerts": [{"name": "Down", "runbook": JOB}]},
    "provenance": {"source": "prometheus", "time": "2026-11-22T00:00:00Z"},
}

OF_JOB = {"source": "jenkins", "time": "2026-11-22T00:00:00Z", "url": f"{JOB}/"}


@pytest.mark.parametrize(
    "more",
    [
        {"links": [{"url": f"{JOB}/", "title": "CI"}]},
        {"links": [{"url": "https://CI.acme.example/job/pay", "title": "CI"}]},
        {"facts": [ALERTS]},
        {"facts": [{**ALERTS, "value": {"state": "ok"}, "provenance": OF_JOB}]},
    ],
    ids=["a link", "a link in other words", "a cell of a table", "the page of a provider"],
)
def test_what_the_page_leads_to_already_is_not_repeated(more) -> None:
    assert section(page(JENKINS, CI, **more)) == ([], "")


def test_the_repository_of_the_entity_is_the_button_source_already() -> None:
    repository = acme.snapshot().repositories[0]
    slug = "/".join(repository.web_url.split("/")[-2:])
    annotations = {"github.com/project-slug": slug, "sonarqube.org/project-key": "pay"}
    tools, _ = section(page(annotations, {}, repository=repository.id, file="catalog-info.yaml"))
    assert tools == ["SonarQube: project pay"]


def test_one_page_that_two_annotations_name_is_listed_once() -> None:
    both = {"grafana/tag-selector": "pay", "grafana/dashboard-selector": "tags @> 'pay'"}
    tools, _ = section(page(both, {"grafana": "https://g.example"}))
    assert tools == ["Grafana: dashboards [pay](https://g.example/dashboards?tag=pay)"]


def test_keys_are_on_no_page() -> None:
    annotations = {
        "pagerduty.com/integration-key": KEY,
        "bugsnag.com/project-key": f"Acme/{KEY}",
        "feedback/api-token": KEY,
    }
    found = page(annotations)
    assert section(found)[0] == [
        "PagerDuty: integration key set, not shown",
        "Bugsnag: project [open](https://app.bugsnag.com/)",
        "Feedback: api token set, not shown",
    ]
    assert KEY not in found.body
    assert "pagerduty.com/integration-key: &#34;(not shown)&#34;" in found.body


@pytest.mark.parametrize(
    ("annotations", "shown"),
    [
        (
            {"jira/label": "<script>x</script>"},
            "Jira: label [<script>x</script>](https://j.example/issues/?jql=labels%20%3D%20%22%3Cscript%3Ex%3C%2Fscript%3E%22)",
        ),
        ({"datadoghq.com/dashboard-url": "javascript:alert(1)"}, "Datadog: dashboard javascript:alert(1)"),
        ({"opsgenie.com/team": "a" * 200}, f"Opsgenie: team [{'a' * 79}…](https://app.opsgenie.com/teams/list)"),
        ({"datadoghq.com/dashboard-url": "https://d.example/a?b=1#c"}, "Datadog: dashboard [d.example/a](https://d.example/a?b=1#c)"),
        ({"opsgenie.com/team": "a\n\nb"}, "Opsgenie: team a b"),
        ({'feedback/x"><b>': "y"}, 'Feedback: x"><b> y'),
    ],
    ids=["markup", "a script", "long", "a query", "lines", "a name"],
)  # fmt: skip
def test_hostile_values_are_text(annotations, shown) -> None:
    assert section(page(annotations, {"jira": "https://j.example"}))[0] == [shown]


def test_a_tool_with_too_many_pages_is_cut() -> None:
    jobs = {f"feedback/x{number}": "y" for number in range(30)}
    (tool,), _ = section(page(jobs))
    assert tool.endswith("; x19 y; and 10 more")


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("docs/adrs", "/tree/main/services/pay/docs/adrs/"),
        ("../adrs", "/tree/main/services/adrs/"),
        ("https://wiki.acme.example/adrs", "https://wiki.acme.example/adrs"),
        ("../../../../etc", ""),
        ("javascript://x%0aalert(1)", ""),
    ],
)
def test_decisions(stated: str, address: str) -> None:
    repository = acme.snapshot().repositories[0]
    file = "services/pay/catalog-info.yaml"
    found = page({"backstage.io/adr-location": stated}, repository=repository.id, file=file)
    text = stated.removeprefix("https://")
    url = address if "://" in address else f"{repository.web_url}{address}"
    assert section(found)[0] == [f"Decisions: [{text}]({url})" if address else f"Decisions: {text}"]


@pytest.mark.parametrize(
    ("key", "stated", "shown"),
    [
        ("view", "https://code.acme.example/pay", True),
        ("edit", "https://code.acme.example/pay/edit", True),
        ("view", "javascript:alert(1)", False),
        ("edit", "../evil", False),
    ],
)
def test_the_addresses_to_view_and_edit_are_those_of_the_author(key, stated, shown) -> None:
    repository = acme.snapshot().repositories[0]
    notes = {f"backstage.io/{key}-url": stated}
    found = page(notes, repository=repository.id, file="catalog-info.yaml", line=3)
    assert (f'<a href="{stated}">' in found.body) is shown
    assert (f"{repository.web_url}/blob/main/catalog-info.yaml#L3" in found.body) is (
        not shown or key == "edit"
    )
