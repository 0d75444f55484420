"""The types of relations: both directions of each, their words and what they mean."""

from __future__ import annotations

import pytest

from catalogsite.model.relations.types import (
    BACKSTAGE,
    RelationType,
    RelationTypes,
    title_of_name,
    words_of_name,
)

TITLES = {
    "deployedBy": "Deployed by",
    "runsOn": "Runs on",
    "usesAPI": "Uses API",
    "isDRSiteOf": "Is DR site of",
    "replaced_by": "Replaced by",
    "feeds": "Feeds",
    "x": "X",
}


@pytest.mark.parametrize(("relation", "title"), TITLES.items())
def test_the_title_of_a_relation(relation, title):
    assert title_of_name(relation) == title


OWN = RelationType(
    name="runsOn",
    inverse="runs",
    title="Runs on",
    inverse_title="Workloads",
    words="runs on",
    inverse_words="runs",
    meaning="needs",
)


def test_every_relation_of_backstage_has_two_directions_that_name_each_other():
    types = RelationTypes()
    for one in BACKSTAGE:
        forward, backward = types.direction(one.name), types.direction(one.inverse)
        assert (forward.inverse, backward.inverse) == (one.inverse, one.name)
        assert (forward.is_inverse, backward.is_inverse) == (False, True)
        assert forward.forward == backward.forward == one.name


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("dependsOn", "needs"),
        ("dependencyOf", "is needed by"),
        ("consumesApi", "needs"),
        ("apiConsumedBy", "is needed by"),
        # An API works only while its provider does.
        ("apiProvidedBy", "needs"),
        ("providesApi", "is needed by"),
        ("partOf", "is part of"),
        ("ownerOf", "is owned by"),
        ("runsOn", "needs"),
        ("runs", "is needed by"),
        ("invented", "other"),
    ],
)
def test_what_a_relation_means(name, meaning):
    assert RelationTypes([OWN]).direction(name).meaning == meaning


def test_tables_come_in_one_order():
    types = RelationTypes([OWN])
    names = ["zeta", "runsOn", "hasMember", "alpha", "dependencyOf", "dependsOn"]
    assert types.sorted(names) == [
        *("dependsOn", "dependencyOf", "hasMember", "runsOn", "alpha", "zeta")
    ]


def test_the_company_names_a_relation_of_backstage_in_its_own_words():
    own = BACKSTAGE[0].model_copy(update={"title": "Needs"})
    types = RelationTypes([own])
    assert (types.direction("dependsOn").title, types.direction("consumesApi").title) == (
        "Needs",
        "Consumes APIs",
    )


def test_words_of_a_name_are_those_of_its_title():
    assert {name: words_of_name(name).lower() for name in TITLES} == {
        name: title.lower() for name, title in TITLES.items()
    }
