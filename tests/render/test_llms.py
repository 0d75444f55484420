from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.render import acme

from catalogsite.docs.fragments import Fragment, Fragments
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.scorecard import CheckResult, Score
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.filters import markdown_line
from catalogsite.render.machine.llms import entity_markdown, entity_twin, llms_txt
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex

NOW = datetime(2026, 11, 23, 2, 14, tzinfo=UTC)
PAY = {
    "kind": "Component",
    "metadata": {
        "name": "pay",
        "title": "Payments [API]",
        "description": "Takes\nmoney.",
        "tags": ["java"],
        "annotations": {
            "rollbar.com/project-slug": "acme/pay",
            "pagerduty.com/integration-key": "abc",
            "argocd/app-name": "pay",
        },
        "links": [
            {"url": "https://x.example/a (b)?c=d", "title": "Runbook"},
            {"url": "javascript:alert(1)", "title": "Bad"},
        ],
    },
    "spec": {"type": "service", "lifecycle": "production"},
    "relations": [
        {"type": "ownedBy", "targetRef": "group:default/money"},
        {"type": "dependsOn", "targetRef": "resource:default/db"},
        {"type": "deployedTo", "targetRef": "group:default/money"},
    ],
}
GROUP = {"kind": "Group", "metadata": {"name": "money"}, "spec": {}}
REF = "component:default/pay"
DOCS = {REF: Fragments(site_name="Pay", pages=(Fragment(path="", title="Pay", html=""),))}
ALERTS = {
    "state": "alert",
    "alerts": [
        {
            "name": "NoMoney",
            "severity": "critical",
            "summary": "[all] of it is gone",
            "url": "https://p.example/alerts",
            "documented": {"of": "entity", "url": "https://r.example/a b"},
        },
        {"name": "Slow"},
    ],
}
RUNS = {"status": "failing", "workflows": [{"name": "ci", "status": "failing"}]}
EXPECTED = r"""# Payments \[API\]

`component:default/pay`

Takes money.

- Kind: Component
- Type: service
- Lifecycle: production
- Owner: [group:default/money](../../group/money/index.md)
- Tags: java
- Documentation: [../../../../docs/default/component/pay/](../../../../docs/default/component/pay/)
- alerts: alert (as of 2026-11-23T02:14:00+00:00)
- ci.runs: failing (as of 2026-11-23T02:14:00+00:00)
- Score: 50 of 100, bronze
- JSON: ../../../../api/catalog/entities/by-name/component/default/pay.json

## Links

- [Runbook](https://x.example/a%20%28b%29?c=d)
- [Rollbar project acme/pay](https://rollbar.com/acme/pay/)

## Alerts and builds

- critical: [NoMoney: \[all\] of it is gone](https://p.example/alerts) - [Runbook of the component](https://r.example/a%20b)
- warning: Slow - no runbook
- failing: ci

## Relations

- Depends on: resource:default/db (not in the catalog)
- Deployed to: [group:default/money](../../group/money/index.md)

## To do

- ci: the build of the main branch fails
"""


def snapshot():
    failed = CheckResult(check="ci", passed=False, message="the build of the main branch fails")
    made = Provenance(source="github_actions", time=NOW)
    return Snapshot(
        version="1",
        created=NOW,
        title="Acme",
        entities=(PAY, GROUP),
        facts=tuple(
            Fact(subject=REF, key=key, value=value, provenance=made)
            for key, value in (("alerts", ALERTS), ("ci.runs", RUNS))
        ),
        scores={REF: Score(scorecard="b", points=50, level="bronze", results=(failed,))},
    )


def test_the_twin_of_an_entity_page():
    index = PortalIndex(SnapshotIndex(snapshot()), DOCS)
    twins = [entity_twin(ref, Portal(index)) for ref in index.links]
    files = {one.path: one.content.decode() for one in twins}
    assert list(files) == [
        "catalog/default/component/pay/index.md",
        "catalog/default/group/money/index.md",
    ]
    assert files["catalog/default/component/pay/index.md"] == EXPECTED


def test_llms_txt_lists_the_kinds():
    text = llms_txt(acme.portal(snapshot()))
    assert text.startswith("# Acme\n\n> Software catalog of 2 entities: 1 Component, 1 Group.\n")
    assert "- [Payments \\[API\\]](catalog/default/component/pay/index.md): Takes money." in text


def test_an_empty_catalog_has_one_too():
    text = llms_txt(acme.portal(Snapshot(version="1", created=NOW)))
    assert "0 entities: none yet" in text


TEXTS = {
    "a [link](javascript:x)": r"a \[link\](javascript:x)",
    r"a \[link\](javascript:x)": r"a \\\[link\\\](javascript:x)",
    "<script>x</script> & y": "&lt;script>x&lt;/script> & y",
    "<https://x.example>": "&lt;https://x.example>",
    "a `word": r"a \`word",
    "# Title": r"\# Title",
    "- a\n- b": r"\- a - b",
    "> said": r"\> said",
    "1. first": r"1\. first",
    "3.5 millions": "3.5 millions",
    "a # b": "a # b",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_description_is_words_and_nothing_else(text):
    entity = {**PAY, "metadata": {"name": "pay", "description": text}}
    portal = acme.portal(Snapshot(version="1", created=NOW, entities=(entity,)))
    assert entity_markdown(portal, REF).splitlines()[4] == TEXTS[text]


@pytest.mark.parametrize("text", [{"a": 1}, ["a"], 3, None, {"x"}], ids=str)
def test_a_line_of_any_value_is_text(text: object) -> None:
    assert markdown_line(text) == " ".join(str(text).split()).replace("[", "\\[").replace(
        "]", "\\]"
    )
