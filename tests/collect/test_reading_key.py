"""The key of a cached reading changes with everything that the reading depends on."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.catalog.kinds.policy import AllowedKind, CatalogRule, CustomKind, Policy
from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.reading import reading_key as key_module
from catalogsite.collect.reading.reading_cache import read_one, reading_key
from catalogsite.model.repository import Repository, RepositoryRequest, RepositoryState, Scope
from catalogsite.repositories.clone import Clone
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.recorded_tree import RecordedTree
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)
GROUPS_ONLY = CatalogRule(allow=(AllowedKind(kind="Group"),))
PARTS = {
    "repository": Repository(id="acme/pay", name="pay", source="git"),
    "request": RepositoryRequest(source="git", name="pay", url="https://git.acme.example/pay.git"),
    "policy": Policy(),
}
CHECKOUT = Checkout(PARTS["repository"], PARTS["request"], "one key")

DECIDES = {
    "repository": {
        "id": "acme/other",
        "name": "other",
        "source": "github",
        "web_url": "https://github.com/acme/pay",
        "host": "gitlab",
        "branch": "trunk",
        "commit": "c2",
        "committed": NOW,
        "description": "Other words",
        "topics": ("money",),
        "archived": True,
        "visibility": "private",
    },
    "request": {"scope": Scope.FILES, "descriptors": ("*.yaml",), "also": ("more.yaml",)},
    "policy": {
        "kinds": (CustomKind(kind="Team"),),
        "rules": (GROUPS_ONLY,),
        "ai_model": True,
        "hosts": ("*.acme.example",),
    },
    "checkout": {
        "key": "other key",
        "contents": (("https://acme.example/a", Content(None, "gone")),),
    },
}
"""Another value of every field that a reading depends on."""

IRRELEVANT = {
    "repository": {"state": RepositoryState.STALE, "stale_since": NOW, "native_id": "R_2"},
    # These are in the repository as the fetch completed it, or in the key of the checkout.
    "request": {
        "source": "github",
        "name": "other",
        "path": "/srv/pay",
        "url": "https://git.acme.example/other.git",
        "branch": "trunk",
        "files": (("a.json", "{}"),),
        "web_url": "https://github.com/acme/pay",
        "host": "gitlab",
        "description": "Other words",
        "topics": ("money",),
        "archived": True,
        "visibility": "private",
        "head": "c2",
        "native_id": "R_2",
    },
    "policy": {},
    # How the files are opened: the key says which they are.
    "checkout": {
        "remote": Remote("https://git.acme.example/pay.git"),
        "mirrors": Path("/srv/mirrors"),
        "clone": Clone(Path("/srv/pay/.git"), ""),
        "recorded": RecordedTree({}, {}, {}, {}, {}, frozenset(), {}, (), ()),
    },
}
"""Another value of every field that it does not depend on by itself."""


def key(part: str = "policy", **changes: object) -> str:
    parts = dict(PARTS)
    if part in parts:
        parts[part] = parts[part].model_copy(update=changes)
        changes = {}
    checkout = dataclasses.replace(
        CHECKOUT, **{"repository": parts["repository"], "request": parts["request"], **changes}
    )
    return reading_key(checkout, parts["policy"])


def pairs(table):
    return [(part, field) for part, fields in table.items() for field in fields]


def test_every_field_is_in_one_of_the_tables():
    fields = {(part, name) for part, value in PARTS.items() for name in type(value).model_fields}
    fields |= {("checkout", one.name) for one in dataclasses.fields(Checkout)}
    fields -= {("checkout", "repository"), ("checkout", "request")}
    assert sorted(pairs(DECIDES) + pairs(IRRELEVANT)) == sorted(fields)


@pytest.mark.parametrize(("part", "field"), pairs(DECIDES))
def test_another_value_is_another_key(part, field):
    assert key(part, **{field: DECIDES[part][field]}) != key()


@pytest.mark.parametrize(("part", "field"), pairs(IRRELEVANT))
def test_what_a_reading_does_not_depend_on_leaves_its_key(part, field):
    assert key(part, **{field: IRRELEVANT[part][field]}) == key()


def test_another_version_is_another_key(monkeypatch):
    before = key()
    monkeypatch.setattr(key_module, "__version__", "0.0.0")
    assert key() != before


def test_a_value_cannot_move_to_the_next_part_of_the_key():
    one = key("request", descriptors=("a", "b"))
    assert one != key("request", descriptors=("a",), also=("b",))


def test_a_change_of_the_rules_reads_the_repository_again(tmp_path):
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay/catalog-info.yaml").write_text(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: pay}\n"
        "spec: {type: service, lifecycle: production, owner: team}\n"
    )
    request = RepositoryRequest(source="folder", name="pay", path=str(tmp_path / "pay"))
    checkout = Checkout(PARTS["repository"], request, "one key")

    def read(*rules):
        reading = read_one(checkout, State(tmp_path / "state"), Policy(rules=rules))
        rules = [problem.rule for problem in reading.catalog.problems]
        return len(reading.catalog.entities), rules

    assert read() == (1, [])
    assert read(GROUPS_ONLY) == (0, ["kind-not-allowed"])
    assert read() == (1, [])
