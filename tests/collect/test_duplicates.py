"""What is reported of an entity that another repository defines too."""

from __future__ import annotations

import pytest

from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.joining.duplicates import dropped_duplicate, duplicates_elsewhere
from catalogsite.model.entity import Origin

REF = "component:default/x"
HERE = Origin(repository="a", file="here.yaml", line=3)
THERE = Origin(repository="b", file="there.yaml", line=7)


def found(here, there):
    entities = {REF: ReadEntity(data={}, origin=here)}
    return list(duplicates_elsewhere(entities, {REF: ReadEntity(data={}, origin=there)}))


def test_both_places_are_named():
    for problem in (*found(HERE, THERE), dropped_duplicate(REF, HERE, THERE)):
        assert (problem.repository, problem.file, problem.line) == ("a", "here.yaml", 3)
        assert (problem.rule, problem.entity_ref) == ("duplicate-entity", REF)
        assert "there.yaml:7 of b" in problem.message


@pytest.mark.parametrize(
    ("here", "there"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_an_inferred_component_is_no_duplicate(here, there):
    problems = found(
        HERE.model_copy(update={"inferred": here}), THERE.model_copy(update={"inferred": there})
    )
    assert len(problems) == (not here and not there)


def test_a_reference_that_only_one_repository_has_is_no_duplicate():
    assert list(duplicates_elsewhere({REF: ReadEntity(data={}, origin=HERE)}, {})) == []
