"""Facts of JSON files: about whom they are, and that a wrong one costs only itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collectors.files import fact_file
from catalogsite.collectors.files.facts import MOST_FILES, Settings
from catalogsite.commands.query import SchemaName, schema
from catalogsite.errors import SourceError
from catalogsite.model.fact import value_json

PAY, LEDGER, TEAM = "component:default/payments", "component:default/ledger", "group:default/team"
CASES = yaml.safe_load((Path(__file__).parents[1] / "fact_files.yaml").read_text("utf-8"))
VALIDATOR = Draft202012Validator(schema(SchemaName.FACTS))


@pytest.fixture
def read(context, payments, entity):
    """The facts and the line of the report for files of the one repository."""

    def run(settings, files=None, previous=(), routes=None, **fields):
        def found(repository, pattern):
            if isinstance(files, Exception):
                raise files
            return {path: content.encode() for path, content in (files or {}).items()}

        entities = (*payments["entities"], entity("guests", kind="Group"))
        given = context(routes, files=found, **{**payments, "entities": entities, **fields})
        facts, (run,) = enrich([settings], given, previous)
        return facts, run

    return run


def entries(*listed):
    return json.dumps({"facts": listed})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_file_gives_its_good_facts_and_names_what_is_wrong(read, case):
    text = case["text"] if "text" in case else json.dumps(case["file"])
    settings = Settings(files="facts.json", any_entity=case.get("any_entity", False))
    facts, run = read(settings, {"facts.json": text})
    assert [f"{fact.subject} {fact.key} {json.dumps(value_json(fact))}" for fact in facts] == (
        case.get("facts", [])
    )
    place = "github.com/acme/payments/facts.json"
    assert [failure.reason.removeprefix(place) for failure in run.failures] == case.get("wrong", [])
    if "file" in case and not case.get("outside_schema"):
        assert VALIDATOR.is_valid(case["file"]) == (not case.get("wrong"))


def test_facts_name_their_file_and_time(read, payments):
    committed = datetime(2026, 1, 30, tzinfo=UTC)
    repository = payments["repositories"][0].model_copy(update={"committed": committed})
    content = entries({"key": "acme.tier", "value": "one"})
    facts, _ = read(Settings(files="x"), {"a/f.json": content}, repositories=(repository,))
    (source,) = {fact.provenance for fact in facts}
    assert (source.title, source.time) == ("Fact file", committed)
    assert source.url == "https://github.com/acme/payments/blob/trunk/a/f.json"
    named = json.dumps({"source": "Audit", "time": "2026-01-01T00:00:00Z", "facts": []})
    assert read(Settings(files="x"), {"f.json": named})[1].state == "ok"


def test_a_file_that_breaks_keeps_what_it_gave(read):
    settings = Settings(files="x")
    tier = entries({"key": "acme.tier", "value": "one"})
    rank = entries({"key": "acme.rank", "value": 2})
    before, _ = read(settings, {"a.json": tier, "b.json": rank})
    after, run = read(settings, {"a.json": "{", "b.json": entries()}, before)
    assert {fact.key for fact in after} >= {"acme.tier"}
    assert all(fact.provenance.stale_since for fact in after)
    assert run.state == "stale"
    gone, run = read(settings, {"b.json": rank}, before)
    assert ({fact.key for fact in gone}, run.state) == ({"acme.rank"}, "ok")


def test_a_repository_that_cannot_be_read_keeps_its_facts(read):
    settings = Settings(files="x")
    before, _ = read(settings, {"a.json": entries({"key": "acme.tier", "value": "one"})})
    after, run = read(settings, SourceError("the repository could not be read"), before)
    assert [fact.subject for fact in after] == [LEDGER, PAY]
    assert run.failures[0].reason == "github.com/acme/payments: the repository could not be read"


def test_files_beside_the_configuration_name_their_entities(read, tmp_path):
    (tmp_path / "audit").mkdir()
    about = {"key": "acme.tier", "value": "one"}
    (tmp_path / "audit/a.json").write_text(entries({**about, "entity": TEAM}, about))
    facts, run = read(Settings(path="audit/*.json"))
    assert [fact.subject for fact in facts] == [TEAM]
    (failure,) = run.failures
    assert failure.reason == "audit/a.json#/facts/1: needs the reference of an `entity`"
    assert read(Settings(path="none.json"))[1].failures[0].reason == "no file matches `none.json`"


def test_an_address_is_read_with_its_token(read, routes):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, text=entries({"key": "acme.tier", "value": 1, "entity": TEAM}))

    settings = Settings(url="https://audit.example/facts.json?a=1", token={"env": "PROM_TOKEN"})
    facts, run = read(settings, routes=routes({"/facts.json": answer}))
    assert ([fact.subject for fact in facts], run.requests) == ([TEAM], 1)
    assert str(seen[0].url) == "https://audit.example/facts.json?a=1"
    assert seen[0].headers["Authorization"] == "Bearer s3cret-t0ken"
    kept, run = read(settings, previous=facts, routes=routes({"/facts.json": 500}))
    assert [fact.provenance.stale_since for fact in kept] == [facts[0].provenance.time]
    assert run.state == "stale"


@pytest.mark.parametrize("given", [{}, {"path": "a", "files": "b"}, {"url": "ftp://a.example"}])
def test_exactly_one_place_is_named(given):
    with pytest.raises(ValueError, match="expected"):
        Settings(**given)


def test_repositories_are_chosen_by_their_id(read):
    content = {"a.json": entries({"key": "acme.tier", "value": 1})}
    assert read(Settings(files="x", repositories=("github.com/acme/*",)), content)[0]
    assert read(Settings(files="x", repositories=("github.com/other/*",)), content)[0] == []


def test_too_many_files_facts_and_mistakes_are_counted(read, monkeypatch):
    many = {f"{number:03}.json": entries() for number in range(MOST_FILES + 1)}
    _, run = read(Settings(files="x"), many)
    assert run.failures[0].reason.endswith("101 files match; 100 of them are read")
    mistakes = [{"key": f"acme.{number}", "wrong": 1} for number in range(25)]
    _, run = read(Settings(files="x"), {"a.json": entries(*mistakes)})
    assert len(run.failures) == 21
    assert run.failures[-1].reason.endswith("a.json: 5 more mistakes of other kinds")
    monkeypatch.setattr(fact_file, "MOST_FACTS", 2)
    same = [{"key": f"acme.{number}", "value": 1} for number in range(3)]
    facts, run = read(Settings(files="x"), {"a.json": entries(*same)})
    assert {fact.key for fact in facts} == {"acme.0", "acme.1"}
    assert run.failures[0].reason.endswith("#/facts: has 3 facts; the first 2 are read")


def test_the_schema_is_a_schema_and_knows_every_kind():
    Draft202012Validator.check_schema(VALIDATOR.schema)
    alert = {"key": "alerts", "state": "alert", "alerts": [{"name": "Down"}]}
    assert VALIDATOR.is_valid({"facts": [alert]})
    assert not VALIDATOR.is_valid({"facts": [{**alert, "alerts": [{}]}]})
