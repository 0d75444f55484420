"""The type-ahead index: columns, and a size that does not grow past its budget."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from catalogsite.search.typeahead import BUDGET, entity_index

NOW = datetime(2026, 11, 1, tzinfo=UTC)
VERBS = [
    "settles",
    "routes",
    "prices",
    "ranks",
    "stores",
    "signs",
    "streams",
    "audits",
    "merges",
    "splits",
]
NOUNS = [
    "payments",
    "orders",
    "ledgers",
    "carts",
    "quotes",
    "invoices",
    "users",
    "sessions",
    "refunds",
    "parcels",
]


def entity(name, kind="Component", relations=(), **metadata):
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", **metadata},
        "spec": {"type": "service"},
        "relations": [{"type": type_, "targetRef": ref} for type_, ref in relations],
    }


def index(*entities, **options):
    return json.loads(entity_index(entities, **options))


def test_columns_refer_to_words():
    columns = index(
        entity("ledger", tags=["money", "go"], title="Ledger", description=" a\n b ")
        | {"relations": [{"type": "ownedBy", "targetRef": "group:default/team-a"}]},
        entity("team-a", kind="Group", title="Team A"),
    )
    assert columns["kinds"] == ["Component", "Group"]
    assert columns["name"] == ["ledger", "team-a"]
    assert columns["owners"] == [["group:default/team-a", "Team A"]]
    assert columns["owner"] == [0, -1]
    assert [columns["tags"][number] for number in columns["tag"][0]] == ["money", "go"]
    assert columns["description"][0] == "a b"


def test_a_title_like_the_name_is_not_repeated():
    assert index(entity("a", title="a"), entity("b", title="B!"))["title"] == ["", "B!"]


def test_aliases_stand_by_row():
    annotated = entity("b", annotations={"catalogsite.dev/aliases": "bee, buzz"})
    assert index(entity("a"), annotated)["aliases"] == {"1": ["bee", "buzz"]}


def test_names_of_alerts_stand_by_row():
    names = {"component:default/b": ["Down", "Disk full"], "component:default/gone": ["Old"]}
    columns = index(entity("a"), entity("b"), alerts=names)
    assert columns["alerts"] == {"1": ["Down", "Disk full"]}
    assert index(entity("a"))["alerts"] == {}


@pytest.mark.parametrize(
    ("spec", "mails"),
    [
        ({"profile": {"email": "Ann@Acme.example"}}, {"0": "ann@acme.example"}),
        ({"profile": {"email": " "}}, {}),
        ({"profile": {"email": ["x"]}}, {}),
        ({"profile": "ann@acme.example"}, {}),
        ({}, {}),
        (None, {}),
    ],
)
def test_mail_addresses_stand_by_row_in_lower_case(spec, mails):
    assert index(entity("ann", kind="User") | {"spec": spec})["mails"] == mails


def test_names_of_alerts_and_mail_addresses_cost_little():
    people = [
        entity(f"person-{n}", kind="User")
        | {"spec": {"profile": {"email": f"person-{n}@acme.example"}}}
        for n in range(1_000)
    ]
    others = [
        entity(f"{NOUNS[n % 10]}-{n}", description=f"{VERBS[n % 7]} {n}") for n in range(9_000)
    ]
    plain = [one | {"spec": {}} for one in people]
    names = {f"component:default/{NOUNS[n % 10]}-{n}": ["HighErrorRate"] for n in range(400)}
    before = len(gzip.compress(entity_index([*plain, *others])))
    after = len(gzip.compress(entity_index([*people, *others], names)))
    assert after / before < 1.15


def test_odd_metadata_is_no_error():
    odd = entity("a", tags="one", title=7, description=["x"], annotations=None) | {"spec": None}
    assert index(odd)["title"] == ["7"]


def test_descriptions_give_way_to_the_budget():
    entities = [entity(f"e{n}", description="many different words " * 5) for n in range(20)]
    assert index(*entities, budget=10)["description"] == [""] * 20
    assert index(*entities)["description"][0].endswith("words")


def test_ten_thousand_entities_fit():
    entities = [
        entity(
            f"{NOUNS[n % 10]}-{VERBS[n // 10 % 10]}-{n}",
            description=f"{VERBS[n % 7]} {NOUNS[n * 7 % 10]} {n * 7919 % 10007} for "
            f"{NOUNS[n * 3 % 10]} and {NOUNS[n * 9 % 10]} since {n * 31 % 997}",
            tags=[VERBS[n % 10], NOUNS[n % 9]],
            relations=[("ownedBy", f"group:default/team-{n % 300}")],
        )
        for n in range(10_000)
    ]
    content = entity_index(entities)
    assert len(gzip.compress(content)) <= BUDGET
    assert content == entity_index(entities)
