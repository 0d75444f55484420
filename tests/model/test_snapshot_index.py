from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import CheckInfo, Score, Scorecard
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import InferredRelations, Relation, SnapshotIndex

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAY, DB, UI = "component:default/pay", "resource:default/db", "component:default/ui"
GHOST = "component:default/ghost"


def entity(ref, *relations, **metadata):
    kind, _, name = ref.replace("default/", "").partition(":")
    pairs = [{"type": word, "targetRef": target} for word, target in relations]
    return {"kind": kind.capitalize(), "metadata": {"name": name, **metadata}, "relations": pairs}


def fact(subject, key, value):
    provenance = Provenance(source="test", time=NOW)
    return Fact(subject=subject, key=key, value=value, provenance=provenance)


def needs(*targets):
    return [{"target": target, "package": "p", "file": "f"} for target in targets]


NO_PAIRS = [
    {"target": DB, **one}
    for one in (
        {"scope": "test"},
        {"scope": "build"},
        {"optional": True},
        {"declared": True},
        {"relation": "consumesApi"},
    )
]

CHECK = CheckInfo(id="ci", title="Builds pass")
CARD = Scorecard(id="basics", title="Basics", checks=(CHECK,), levels={"gold": 90})
SNAPSHOT = Snapshot(
    version="1",
    created=NOW,
    entities=(
        entity(PAY, ("dependsOn", DB), ("dependsOn", GHOST), title="Payments"),
        entity(UI, ("dependsOn", GHOST)),
        entity(DB),
    ),
    origins={PAY: Origin(repository="acme/pay", file="catalog-info.yaml", line=3)},
    repositories=(Repository(id="acme/pay", name="pay", source="git"),),
    documentation=(Documentation(entity_ref=PAY, repository="acme/pay", tree="x"),),
    facts=(
        fact("acme/pay", "languages", {"Go": 10}),
        fact("acme/pay", "alerts", {"state": "alert", "alerts": []}),
        fact(PAY, "alerts", {"state": "ok", "alerts": []}),
        fact(PAY, "dependencies", [*needs(UI, GHOST, UI), *NO_PAIRS]),
        fact(GHOST, "dependencies", needs(PAY)),
    ),
    problems=(
        Problem(rule="a", level=Level.ERROR, message="1", entity_ref="Component:default/Pay"),
        Problem(rule="b", level=Level.ERROR, message="2"),
        Problem(rule="c", level=Level.ERROR, message="3", entity_ref=PAY),
    ),
    scorecards=(CARD,),
    scores={PAY: Score(scorecard="basics", points=50, level="none")},
    trends={PAY: {"score": ("2026-11-22", (40.0, 50.0))}},
    skeletons={PAY: ("README.md",)},
)
ANSWERS = {
    "entities": lambda index: list(index.entities) == [PAY, UI, DB],
    "contains": lambda index: (PAY in index, GHOST in index) == (True, False),
    "entity": lambda index: index.entity(PAY) is SNAPSHOT.entities[0],
    "no entity": lambda index: index.entity(GHOST) is None,
    "title": lambda index: (index.title(PAY), index.title(GHOST)) == ("Payments", None),
    "relations": lambda index: (
        index.relations(PAY) == (Relation("dependsOn", DB), Relation("dependsOn", GHOST))
    ),
    "no relations": lambda index: (index.relations(DB), index.relations(GHOST)) == ((), ()),
    "reverse relations of one that does not exist": lambda index: (
        index.reverse_relations(GHOST) == (Relation("dependsOn", PAY), Relation("dependsOn", UI))
    ),
    "no reverse relations": lambda index: index.reverse_relations(PAY) == (),
    "inferred, both ends exist": lambda index: index.inferred_pairs == ((PAY, UI),),
    "inferred needs": lambda index: index.inferred(PAY) == InferredRelations(needs=(UI,)),
    "inferred dependents": lambda index: index.inferred(UI) == InferredRelations(dependents=(PAY,)),
    "nothing inferred": lambda index: index.inferred(DB) == InferredRelations(),
    "origin": lambda index: index.origin(PAY).line == 3,
    "no origin": lambda index: index.origin(DB) == Origin(),
    "repository": lambda index: index.repository_of(PAY) is SNAPSHOT.repositories[0],
    "no repository": lambda index: (index.repository_of(DB), index.repository("x")) == (None, None),
    "documentation": lambda index: index.documentation(PAY) is SNAPSHOT.documentation[0],
    "no documentation": lambda index: index.documentation(DB) is None,
    "documented": lambda index: index.documented == {PAY},
    "skeleton": lambda index: (index.skeleton(PAY), index.skeleton(DB)) == (("README.md",), ()),
    "own facts": lambda index: list(index.own_facts(PAY)) == ["alerts", "dependencies"],
    "no facts": lambda index: (dict(index.own_facts(DB)), dict(index.facts(DB))) == ({}, {}),
    "facts with those of the repository": lambda index: (
        sorted(index.facts(PAY)) == ["alerts", "dependencies", "languages"]
    ),
    "own facts before those of the repository": lambda index: (
        index.facts(PAY)["alerts"] is SNAPSHOT.facts[2]
    ),
    "one own fact": lambda index: index.fact(PAY, "alerts") is SNAPSHOT.facts[2],
    "one fact of the repository": lambda index: index.fact(PAY, "languages") is SNAPSHOT.facts[0],
    "no such fact": lambda index: (index.fact(PAY, "x"), index.fact(DB, "alerts")) == (None, None),
    "fact keys": lambda index: index.fact_keys == ("alerts", "dependencies", "languages"),
    "problems, in any case": lambda index: (
        [one.message for one in index.problems(PAY)] == ["1", "3"]
    ),
    "no problems": lambda index: index.problems(DB) == (),
    "score": lambda index: (index.score(PAY), index.score(DB)) == (SNAPSHOT.scores[PAY], None),
    "scorecard": lambda index: (index.scorecard("basics"), index.scorecard("x")) == (CARD, None),
    "check": lambda index: index.check("basics", "ci") is CHECK,
    "no check": lambda index: (index.check("basics", "x"), index.check("x", "ci")) == (None, None),
    "trends": lambda index: (
        index.trends(PAY) == {"score": (("2026-11-22", 40.0), ("2026-11-23", 50.0))}
    ),
    "no trends": lambda index: dict(index.trends(DB)) == {},
}


@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_has_its_answer(question):
    assert ANSWERS[question](SnapshotIndex(SNAPSHOT))


def test_the_tables_cannot_be_changed():
    index = SnapshotIndex(SNAPSHOT)
    for table in (index.entities, index.repositories):
        with pytest.raises(TypeError):
            table["x"] = None  # type: ignore[index]
