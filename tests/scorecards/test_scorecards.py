from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from catalogsite.commands.query import SchemaName, schema
from catalogsite.errors import ConfigError
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.scorecards import Condition, ConditionError, level_of, load_scorecards, score_all

PYTHON_CARD = """
id: a
title: A
checks:
- {id: x, title: X, python: mine}
- {id: y, title: Y, pass: 'true'}
"""
NOW = datetime(2026, 11, 23, tzinfo=UTC)
REF = "component:default/pay"
GROUP = {"kind": "Group", "metadata": {"name": "pay"}, "spec": {}}


def cases(name):
    text = (Path(__file__).parent / "cases" / f"{name}.yaml").read_text("utf-8")
    return [pytest.param(case, id=case["name"].replace(" ", "-")) for case in yaml.safe_load(text)]


def facts_about(subject, values):
    made = Provenance(source="test", time=NOW)
    return [Fact(subject=subject, key=key, value=v, provenance=made) for key, v in values.items()]


def index_of(*entities, **parts):
    return SnapshotIndex(Snapshot(version="1", created=NOW, entities=entities, **parts))


def component(fields, owner=None):
    relations = [{"type": "ownedBy", "targetRef": owner}] if owner else []
    metadata = {"name": "pay", "namespace": "default"}
    metadata |= {key: value for key, value in fields.items() if key != "spec"}
    return {
        "kind": "Component",
        "metadata": metadata,
        "spec": fields.get("spec", {}),
        "relations": relations,
    }


@pytest.mark.parametrize("case", cases("basics"))
def test_the_five_basics(case):
    facts = (
        facts_about(REF, case.get("facts", {}))
        + facts_about("acme/pay", case.get("repository_facts", {}))
        + facts_about("acme/other", case.get("other_facts", {}))
    )
    docs = [Documentation(entity_ref=REF, repository="acme/pay", tree="x")]
    entities = [component(case["entity"], case.get("owner")), GROUP]
    index = index_of(
        *entities,
        facts=facts,
        documentation=docs if case.get("documented") else [],
        origins={REF: Origin(repository="acme/pay")},
    )
    scores = score_all(index, load_scorecards(), now=NOW)
    score = scores[REF]
    assert list(scores) == [REF]
    assert (score.scorecard, score.points, score.level) == ("basics", case["points"], case["level"])
    for result in score.results:
        expected = case["results"].get(result.check)
        if isinstance(expected, str):
            assert result.passed is False
            assert result.message.startswith(expected)
        else:
            assert (result.passed, result.message) == (expected, "")


@pytest.mark.parametrize("case", cases("mistakes"))
def test_mistakes_state_where_and_what(case, tmp_path):
    path = tmp_path / "card.yaml"
    path.write_text(case["file"], "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_scorecards([path])
    expected = case["error"].format(file=path)
    assert caught.value.what.startswith(expected)
    assert caught.value.what.count(str(path)) == expected.count(str(path))


def test_the_schema_takes_what_we_take_and_refuses_misspelled_keys():
    described = schema(SchemaName.SCORECARD)
    Draft202012Validator.check_schema(described)
    validator = Draft202012Validator(described)
    text = resources.files("catalogsite.scorecards").joinpath("basics.yaml").read_text("utf-8")
    basics = yaml.safe_load(text)
    assert list(validator.iter_errors(basics)) == []
    for wrong in ({**basics, "level": {}}, {**basics, "checks": [{"id": "x", "tilte": "X"}]}):
        assert list(validator.iter_errors(wrong))


def card(tmp_path, text):
    path = tmp_path / "card.yaml"
    path.write_text(text, "utf-8")
    return load_scorecards([path])


def test_a_file_with_the_same_id_replaces_the_builtin_one(tmp_path):
    text = "id: basics\ntitle: Mine\nlevels: {ok: 50, poor: 10}\nchecks:\n- {id: x, title: X, pass: 'true'}\n"
    (only,) = card(tmp_path, text)
    assert only.title == "Mine"
    assert list(only.info().levels.items()) == [("poor", 10), ("ok", 50)]


def test_the_first_scorecard_that_applies_counts(tmp_path):
    text = (
        "id: apis\ntitle: APIs\nwhen: entity.kind == 'API'\n"
        "checks:\n- {id: x, title: X, pass: 'true'}\n"
    )
    api = {"kind": "API", "metadata": {"name": "a"}, "spec": {}}
    scores = score_all(index_of(api, component({})), card(tmp_path, text))
    assert {ref: score.scorecard for ref, score in scores.items()} == {
        "api:default/a": "apis",
        REF: "basics",
    }


def test_filters_state_what_a_scorecard_and_a_check_are_for(tmp_path):
    text = (
        "id: apis\ntitle: APIs\nfilter: [kind=api, kind=system]\nchecks:\n"
        "- {id: x, title: X, pass: 'true'}\n"
        "- {id: y, title: Y, filter: 'spec.type=grpc', pass: 'false'}\n"
    )
    apis = [
        {"kind": "API", "metadata": {"name": name}, "spec": {"type": name}}
        for name in ("grpc", "openapi")
    ]
    scores = score_all(index_of(*apis, component({})), card(tmp_path, text))
    assert {ref: (score.scorecard, score.points) for ref, score in scores.items()} == {
        "api:default/grpc": ("apis", 50),
        "api:default/openapi": ("apis", 100),
        REF: ("basics", scores[REF].points),
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(True, (True, "")), (None, (None, "")), ("too old", (False, "too old"))],
)
def test_python_checks(tmp_path, answer, expected):
    cards = card(tmp_path, PYTHON_CARD)
    checks = {"mine": lambda entity, facts: answer}
    result = score_all(index_of(component({})), cards, checks=checks)[REF].results[0]
    assert (result.passed, result.message) == expected


def test_a_python_check_that_fails_costs_nobody_points(tmp_path):
    cards = card(tmp_path, PYTHON_CARD)
    score = score_all(index_of(component({})), cards, checks={"mine": lambda e, f: 1 / 0})[REF]
    assert score.points == 100
    assert score.results[0].passed is None
    assert score.results[0].message == "the check itself failed: division by zero"


def test_a_python_check_that_answers_nonsense_costs_nobody_points(tmp_path):
    cards = card(tmp_path, PYTHON_CARD)
    checks = {"mine": lambda entity, facts: object()}
    result, _ = score_all(index_of(component({})), cards, checks=checks)[REF].results
    assert result.passed is None
    assert result.message.startswith("the check itself failed: ")


def test_a_scorecard_that_is_not_utf_8_is_reported(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_bytes("title: Gr\xf6\xdfe\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"card\.yaml: cannot be read: it is not UTF-8"):
        load_scorecards([path])


def test_an_unknown_python_check_is_reported(tmp_path):
    cards = card(tmp_path, "id: a\ntitle: A\nchecks:\n- {id: x, title: X, python: mine}\n")
    with pytest.raises(ConfigError, match="known: none"):
        score_all(index_of(component({})), cards)


def test_names_that_a_comprehension_binds_are_known():
    Condition("relations.dependsOn.exists(r, r.startsWith('api:'))")
    with pytest.raises(ConditionError, match="names 'q'"):
        Condition("relations.dependsOn.exists(r, q)")


def test_levels():
    levels = {"bronze": 40, "silver": 70}
    assert [level_of(points, levels) for points in (0, 40, 69, 70, 100)] == [
        "none", "bronze", "bronze", "silver", "silver"
    ]  # fmt: skip


def test_an_entity_to_which_no_check_applies_has_no_score(tmp_path):
    cards = card(
        tmp_path, "id: a\ntitle: A\nchecks:\n- {id: x, title: X, when: 'false', pass: 'false'}\n"
    )
    assert score_all(index_of(component({})), cards) == {}


_DOCS = {"annotations": {"backstage.io/techdocs-ref": "dir:."}}
_DOCS_OF_ANOTHER = {"annotations": {"backstage.io/techdocs-entity": "component:default/all"}}


@pytest.mark.parametrize(
    ("kind", "metadata", "documented", "passed"),
    [
        ("Component", {}, False, False),
        ("Component", {}, True, True),
        ("API", {}, False, None),
        ("System", {}, False, None),
        ("System", {"annotations": {"acme.example/tier": "1"}}, False, None),
        ("Resource", {}, False, None),
        ("Template", {}, False, None),
        ("API", _DOCS, False, False),
        ("System", _DOCS, False, False),
        ("System", _DOCS_OF_ANOTHER, False, False),
        ("API", _DOCS, True, True),
    ],
)
def test_documentation_is_expected_of_components_and_of_what_names_it(
    kind, metadata, documented, passed
):
    entity = {"kind": kind, "metadata": {"name": "pay", **metadata}, "spec": {}}
    ref = f"{kind.lower()}:default/pay"
    docs = [Documentation(entity_ref=ref, repository="acme/pay", tree="x")] if documented else []
    score = score_all(index_of(entity, documentation=docs), load_scorecards(), now=NOW)[ref]
    assert {one.check: one.passed for one in score.results}["docs"] is passed
