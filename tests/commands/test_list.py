"""`list --text`: entities that have all of the words, wherever each of them stands."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.commands.query import list_entities
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex

PAY, MONEY, ADA = "component:default/pay", "group:default/money", "user:default/ada"


def _entity(kind, name, spec, **metadata):
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", **metadata},
        "spec": spec,
    }


def _index():
    entities = (
        _entity(
            "Component", "pay", {"type": "service", "lifecycle": "production"}, title="Pay Desk",
            tags=["go", "cards"], description="Takes money\nfrom Émile",
        ),
        _entity("Group", "money", {"type": "team", "profile": {"email": "Money@Acme.example"}}),
        _entity("User", "ada", {"profile": {"displayName": "Ada L", "email": "ada@acme.example"}}),
    )  # fmt: skip
    fact = {
        "subject": PAY,
        "key": "alerts",
        "value": {"state": "alert", "alerts": [{"name": "HighErrorRate", "state": "alert"}]},
        "provenance": {"source": "prometheus", "time": acme.NOW},
    }
    return SnapshotIndex(
        Snapshot(
            version="1", created=acme.NOW, entities=entities,
            facts=(FACT_ADAPTER.validate_python(fact),),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("money", [PAY, MONEY]),
        ("desk money", [PAY]),
        ("MONEY desk", [PAY]),
        ("cards   service\tgo", [PAY]),
        ("desk ada", []),
        ("pay desk", [PAY]),
        ("émile", [PAY]),
        ("HighErrorRate", [PAY]),
        ("errorrate production", [PAY]),
        ("money@acme.example", [MONEY]),
        ("acme.example ada", [ADA]),
        ("", [PAY, MONEY, ADA]),
        ("  ", [PAY, MONEY, ADA]),
    ],
)
def test_all_words_are_found(text, found):
    assert [row["ref"] for row in list_entities(_index(), text=text)] == sorted(found)
