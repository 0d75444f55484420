"""The documented collectors run, and the reference of facts names every kind and field."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from pathlib import Path
from typing import get_origin

import pytest
import yaml
from pydantic import BaseModel, RootModel

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collect.run_collector import run_source
from catalogsite.collectors.registry import Registry
from catalogsite.model.fact import value_json
from catalogsite.model.facts.registry import BUILT_IN_KINDS

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = (DOCS / "how-to/collector.md").read_text("utf-8")
REFERENCE = (DOCS / "reference/facts.md").read_text("utf-8")
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SOURCE, ENRICHMENT, KINDS, _DOCTOR = (
    text for language, text in FENCE.findall(HOW_TO) if language == "python"
)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The two documented modules, importable as they are from an installed package."""
    (tmp_path / "acme_portal").mkdir()
    for name, text in (("acme_git", SOURCE), ("acme_costs", ENRICHMENT)):
        (tmp_path / f"acme_portal/{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    names = ("acme_portal.acme_git", "acme_portal.acme_costs")
    yield [importlib.import_module(name) for name in names]
    for name in ("acme_portal", *names):
        sys.modules.pop(name, None)


def fenced(language):
    return next(text for found, text in FENCE.findall(HOW_TO) if found == language)


def test_the_documented_source_lists_repositories(context, routes, package):
    source, _ = package
    items = [{"name": "pay", "clone_url": "https://git.acme.example/pay.git"}]
    server = routes({"/api/repositories": items})
    settings = source.Settings(url="https://git.acme.example/api/")
    result = run_source(source, settings, context(server, env={"ACME_GIT_TOKEN": "t0ken"}))
    assert result.failures == []
    assert [(one.name, one.url) for one in result.items] == [
        ("pay", "https://git.acme.example/pay.git")
    ]
    assert server.seen[0].headers["Authorization"] == "Bearer t0ken"


def test_the_documented_enrichment_yields_facts(context, routes, entity, package):
    _, documented = package
    billed = entity("ledger")
    billed["metadata"]["annotations"] = {"acme.example/cost-centre": "c-7"}
    server = routes({"/costs": {"pay": 12.5, "c-7": 3}})
    given = context(server, entities=(entity("pay"), billed, entity("free")))
    collectors = Registry(sources={}, enrichments={"acme_costs": documented}, unusable={})
    settings = documented.Settings(url="https://accounting.acme.example/")
    facts, (run,) = enrich([settings], given, (), collectors)
    assert (run.state, run.failures) == ("ok", ())
    assert [(one.subject, one.key, value_json(one)) for one in facts] == [
        ("component:default/ledger", "metric.cost", {"value": 3, "unit": "EUR"}),
        ("component:default/pay", "metric.cost", {"value": 12.5, "unit": "EUR"}),
    ]
    assert {one.provenance.title for one in facts} == {"Acme accounting"}


def test_entry_points_and_configuration_name_the_documented_kinds(package):
    points = tomllib.loads(fenced("toml"))["project"]["entry-points"]["catalogsite.collectors"]
    config = yaml.safe_load(fenced("yaml"))
    kinds = dict(zip(("source", "enrich"), package, strict=True))
    for name, target in points.items():
        role, _, kind = name.partition(":")
        assert kinds[role].Settings.model_fields["kind"].default == kind
        assert target == f"acme_portal.{kind}"
        (entry,) = config[{"source": "sources", "enrich": "enrich"}[role]]
        assert kinds[role].Settings.model_validate(entry).kind == kind


def test_the_documented_kind_is_a_kind():
    names = {}
    exec(KINDS.replace("values: dict[str, Lifts]", "values"), names)
    (kind,) = names["KINDS"]
    card = kind.card({"acme.lifts": names["Lifts"](stuck=2, floors=("three",))})
    assert (card.headline, [row.text for row in card.rows]) == ("2 lifts stuck", ["Floor three"])


def fields(model, prefix=""):
    """Every field of a model as the reference writes it: `alerts[].name`, required ones with `*`."""
    for name, info in model.model_fields.items():
        inner = [one for one in getattr(info.annotation, "__args__", ()) if is_object(one)]
        yield f"`{prefix}{name}`{'*' if info.is_required() else ''}"
        for one in inner:
            many = get_origin(info.annotation) is tuple
            yield from fields(one, f"{prefix}{name}{'[]' if many else ''}.")


def is_object(found):
    return isinstance(found, type) and issubclass(found, BaseModel)


@pytest.mark.parametrize("kind", BUILT_IN_KINDS, ids=lambda kind: kind.key)
def test_the_reference_names_every_kind_and_field(kind):
    title = {
        "metric.*": "`metric.NAME`",
        "*": "Any other key",
    }.get(kind.key, f"`{kind.key.replace('.*', '.PROVIDER')}`")
    (section,) = re.findall(
        rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL
    )
    documented = re.findall(r"^\| (`[^|]+`\*?) \|", section, re.MULTILINE)
    model = kind.model
    if issubclass(model, RootModel):
        items = getattr(model.model_fields["root"].annotation, "__args__", ())
        expected = [name for one in items if is_object(one) for name in fields(one)]
    else:
        expected = list(fields(model))
    assert sorted(documented) == sorted(expected)
    assert f"| {'any other' if kind.key == '*' else title} |" in REFERENCE
