"""The selector language, on one small catalog."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalogsite.errors import SelectorError
from catalogsite.graph.findings.layer_rules import layer_rules
from catalogsite.graph.findings.rules import Rule, readable_rules, violations
from catalogsite.graph.graph import Graph
from catalogsite.graph.selection import select
from catalogsite.graph.selector import parse_selector

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "selectors.yaml").read_text("utf-8"))


def entity(kind, name, spec=None, relations=(), **metadata):
    pairs = [one.split(" ") for one in relations]
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", **metadata},
        "spec": spec or {},
        "relations": [{"type": word, "targetRef": target} for word, target in pairs],
    }


def service(lifecycle):
    return {"type": "service", "lifecycle": lifecycle}


MONEY, SALES = "ownedBy group:default/money", "ownedBy group:default/sales"
TILL, DESK = "partOf system:default/till", "partOf system:default/desk"
NEEDS_API = "consumesApi api:default/pay-api"
GRAPH = Graph(
    [
        entity(
            *("Component", "pay", service("Production")),
            ["dependsOn resource:default/db", MONEY, TILL],
            tags=["pci"],
        ),
        entity(
            *("Component", "web", service("experimental"), [NEEDS_API, SALES, DESK]),
            tags=["pci"],
            labels={"tier": "gold"},
        ),
        entity("Component", "pos", {"type": "app"}, [NEEDS_API, SALES, TILL]),
        entity("API", "pay-api", {"type": "grpc"}, ["apiProvidedBy component:default/pay"]),
        entity("Resource", "db", {"type": "database"}, [MONEY]),
        entity("System", "till", relations=["partOf domain:default/trade"]),
        # A system that is a part of itself.
        entity("System", "desk", relations=["partOf domain:default/trade", DESK]),
        entity("Domain", "trade"),
        entity("Group", "money"),
        entity("Group", "sales"),
    ]
)


def short(ref):
    kind, _, rest = ref.partition(":")
    name = rest.rpartition("/")[2]
    return name if kind == "component" else f"{kind} {name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["selector"] or "empty")
def test_selectors(case):
    if "error" in case:
        with pytest.raises(SelectorError) as caught:
            select(GRAPH, parse_selector(case["selector"]))
        assert case["error"] in str(caught.value)
        assert caught.value.fix
        return
    found = select(GRAPH, parse_selector(case["selector"]))
    assert sorted(map(short, found)) == sorted(case["refs"])
    assert list(found) == sorted(found)


@given(st.text(alphabet="+,! :ab*0", max_size=12))
def test_any_text_is_a_selector_or_refused(text):
    with suppress(SelectorError):
        assert set(select(GRAPH, parse_selector(text))) <= set(GRAPH.entities)


def test_a_rule_names_each_dependency_that_it_forbids():
    rule = Rule("desk apart", parse_selector("system:desk"), parse_selector("kind:api"))
    assert [
        (one.rule, short(one.source), short(one.target)) for one in violations(GRAPH, [rule])
    ] == [("desk apart", "web", "api pay-api")]


def test_layers_forbid_what_leads_up():
    layers = ["web pos", "kind:api", "pay"]
    assert violations(GRAPH, readable_rules(layer_rules("layers", layers[::2]))) == ()
    found = violations(GRAPH, readable_rules(layer_rules("layers", layers)))
    # The API needs its provider, which is below it: nothing leads up.
    assert found == ()
    upside_down = violations(GRAPH, readable_rules(layer_rules("layers", layers[::-1])))
    assert [(one.rule, short(one.source), short(one.target)) for one in upside_down] == [
        ("layers: kind:api below pay", "api pay-api", "pay"),
        ("layers: web pos below kind:api", "pos", "api pay-api"),
        ("layers: web pos below kind:api", "web", "api pay-api"),
    ]
