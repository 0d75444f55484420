"""Result files of Lighthouse: which component they are about, and what is wrong with some."""

from __future__ import annotations

import json

import pytest

from catalogsite.collectors.quality import lighthouse
from catalogsite.errors import SourceError
from catalogsite.model.entity import Origin
from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.source_run import Failure

SHOP, HELP = "component:default/shop", "component:default/help"
PATH = ".lighthouseci/lhr-1.json"


def result(url="https://shop.example/", time="2026-01-31T10:00:00Z", **scores):
    categories = {
        name: {"id": name, "title": name.title(), "score": score} for name, score in scores.items()
    }
    return json.dumps(
        {"requestedUrl": url, "finalDisplayedUrl": url, "fetchTime": time, "categories": categories}
    ).encode()


@pytest.fixture
def ask(context, payments, entity):
    """The facts by subject and the failures, for files of one repository with some components."""

    def asked(files, websites=None, **settings):
        def read(_repository, _pattern):
            if isinstance(files, Exception):
                raise files
            return files

        repository = payments["repositories"][0]
        entities, origins = [], {}
        for name, url in (websites or {"shop": None}).items():
            one = entity(name)
            one["metadata"]["annotations"] = {lighthouse.ANNOTATION: url} if url else {}
            entities.append(one)
            origins[f"component:default/{name}"] = Origin(
                repository=repository.id, file="catalog-info.yaml"
            )
        given = {
            "entities": tuple(entities),
            "origins": origins,
            "repositories": (repository,),
            "files": read,
        }
        found = list(lighthouse.collect(lighthouse.Settings(**settings), context(**given)))
        failures = [one for one in found if isinstance(one, Failure)]
        return {one.subject: one for one in found if not isinstance(one, Failure)}, failures

    return asked


def test_a_result_is_an_audit_of_the_only_component(ask):
    facts, failures = ask({PATH: result(performance=0.985, accessibility=1, seo=None)})
    fact = FACT_ADAPTER.validate_python(facts[SHOP])
    assert (fact.key, failures) == ("quality.audit.lighthouse", [])
    assert [(one.name, one.points) for one in fact.value.parts] == [
        ("Performance", 98.5), ("Accessibility", 100.0), ("Seo", None),
    ]  # fmt: skip
    assert fact.value.url == "https://shop.example/"
    assert fact.provenance.time.isoformat() == "2026-01-31T10:00:00+00:00"
    assert fact.provenance.url.endswith(PATH)


WEBSITES = {
    "the address": ({"shop": "https://shop.example", "help": "https://help.example"}, {SHOP}),
    "one of several addresses": (
        {"shop": "https://a.example, https://shop.example/", "help": None},
        {SHOP},
    ),
    "two of the same": (
        {"shop": "https://shop.example", "help": "https://shop.example"},
        {SHOP, HELP},
    ),
    "another address": ({"shop": "https://other.example"}, set()),
    "two that name none": ({"shop": None, "help": None}, set()),
}


@pytest.mark.parametrize(("websites", "refs"), WEBSITES.values(), ids=WEBSITES)
def test_which_component_was_audited(ask, websites, refs):
    facts, failures = ask({PATH: result(performance=1)}, websites)
    assert (set(facts), failures) == (refs, [])


def test_the_newest_result_counts(ask):
    old, new = (
        result(time="2026-01-30T10:00:00Z", seo=0.1),
        result(time="2026-01-31T10:00:00Z", seo=0.9),
    )
    for files in ({"a.json": old, "b.json": new}, {"a.json": new, "b.json": old}):
        facts, _ = ask(files)
        assert facts[SHOP].value.parts[0].points == 90


WRONG = {
    "no JSON": (b"<html>", "it is not JSON"),
    "no object": (b"[]", "expected an object, got a list"),
    "no result": (b"{}", "expected an object at `categories`, got null"),
    "nested too deeply": (b"[" * 50_000, "it is not JSON"),
}


@pytest.mark.parametrize(("content", "reason"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_result_costs_only_itself(ask, content, reason):
    facts, (failure,) = ask({"a.json": content, "b.json": result(seo=1)})
    assert set(facts) == {SHOP}
    assert failure.reason == f"github.com/acme/payments/a.json: {reason}"
    assert failure.fix


def test_a_repository_that_cannot_be_read_keeps_what_was_known(ask):
    facts, (failure,) = ask(SourceError("cannot be read", fix="try again"))
    assert (facts, failure.subjects) == ({}, (SHOP,))


def test_only_some_repositories_are_read(ask):
    assert ask({PATH: result(seo=1)}, repositories=("gitlab.com/*",)) == ({}, [])
