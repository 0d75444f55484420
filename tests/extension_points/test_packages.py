"""Collectors and checks of an installed package: named in the configuration, seen on the pages."""

from __future__ import annotations

import json

import pytest
from tests.extension_points.conftest import write_files

LISTING = """
from typing import Literal
from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.model.repository import RepositoryRequest

class Settings(CollectorSettings):
    kind: Literal["shelf"] = "shelf"
    names: tuple[str, ...]

def collect(settings, context):
    for name in settings.names:
        yield RepositoryRequest(source="shelf", name=name, path=str(context.base_dir / name))
"""
WEATHER = """
from typing import Literal
from catalogsite.collectors.protocol import CollectorSettings, Secret
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact, Provenance

class Settings(CollectorSettings):
    kind: Literal["acme_weather"] = "acme_weather"
    degrees: float

def collect(settings, context):
    provenance = Provenance(source=settings.kind, time=context.now, url="https://weather.acme.example/")
    for entity in context.entities:
        value = {"value": settings.degrees, "unit": "degrees", "url": provenance.url}
        yield Fact(subject=ref_of(entity), key="metric.warmth", value=value, provenance=provenance)
"""
CHECKS = """
def warm(entity, facts):
    if entity["kind"] != "Component":
        return None
    return facts["metric.warmth"]["value"] > 20 or "too cold for " + entity["metadata"]["name"]
"""
ENTRY_POINTS = """
[catalogsite.collectors]
source:shelf = acme_portal.listing
enrich:acme_weather = acme_portal.weather

[catalogsite.checks]
acme.warm = acme_portal.checks:warm
"""
CONFIG = """
title: Acme
sources:
  - {kind: shelf, names: [pay]}
enrich:
  - {kind: acme_weather, degrees: 12}
scorecards: [comfort.yaml]
"""
SCORECARD = """
id: comfort
title: Comfort
checks:
  - {id: warm, title: Is warm, python: acme.warm, fix: Put on a jumper.}
  - {id: measured, title: Is measured, pass: "'metric.warmth' in facts"}
"""
DESCRIPTOR = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "pay"},
    "spec": {"type": "service", "lifecycle": "production", "owner": "guests"},
}


def install(folder, entry_points=ENTRY_POINTS, **modules):
    """What pip leaves behind: a package, and the folder that says what it offers."""
    texts = {"listing": LISTING, "weather": WEATHER, "checks": CHECKS, **modules}
    write_files(folder, {f"acme_portal/{name}.py": text for name, text in texts.items()})
    about = "Metadata-Version: 2.1\nName: acme-portal\nVersion: 1.0\n"
    info = {"METADATA": about, "entry_points.txt": entry_points, "RECORD": ""}
    write_files(folder / "acme_portal-1.0.dist-info", {"../acme_portal/__init__.py": "", **info})
    return str(folder)


@pytest.fixture
def run(catalogsite, tmp_path):
    """Run a command in a portal's folder, with a package installed."""

    def portal(*arguments, config=CONFIG, **package):
        path = install(tmp_path / "site-packages", **package)
        files = {"catalogsite.yaml": config, "comfort.yaml": SCORECARD}
        files["pay/catalog-info.yaml"] = json.dumps(DESCRIPTOR)
        write_files(tmp_path / "portal", files)
        known = catalogsite.path
        catalogsite.path = [*known, path]
        try:
            return catalogsite(*arguments, cwd=tmp_path / "portal")
        finally:
            catalogsite.path = known

    return portal


def test_a_package_brings_a_source_an_enrichment_and_a_check(run, tmp_path):
    ran = run("build")
    assert ran.code == 0, ran.output
    page = tmp_path / "portal/site/catalog/default/component/pay/index.html"
    text = page.read_text("utf-8")
    for words in (
        "12 degrees",
        "Acme weather",
        "too cold for pay",
        "Put on a jumper.",
        "Is measured",
    ):
        assert words in text
    snapshot = json.loads((tmp_path / "portal/.catalogsite/snapshot.json").read_text("utf-8"))
    assert [run["kind"] for run in snapshot["sources"]] == ["shelf", "acme_weather"]
    schema = json.loads(run("schema", "config").output)
    assert {"acme_weather", "shelf"} <= set(json.dumps(schema).replace('"', " ").split())


def test_settings_of_a_package_are_checked_like_our_own(run):
    ran = run("collect", config=CONFIG.replace("degrees: 12", "degres: 12"))
    assert ran.code == 1
    assert "catalogsite.yaml:6: enrich.0.degres: unknown key; did you mean `degrees`?" in ran.output


WRONG_FACTS = """
from datetime import datetime
from typing import Literal
from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact, Provenance

class Settings(CollectorSettings):
    kind: Literal["acme_weather"] = "acme_weather"
    degrees: float

def collect(settings, context):
    source = Provenance(source=settings.kind, time=context.now)
    pay = ref_of(context.entities[0])
    wrong = {
        "metric.cost": [3, {"value": "n/a"}, {"value": float("nan")}, None],
        "alerts": [[], {"state": "ok", "alerts": [3]}],
        "ci.runs": [{"workflows": ["a"]}, {"status": "passing", "workflows": object()}],
        "languages": [{"Go": "most"}],
        "dependencies": [{"target": pay}],
        "acme.tier": ["one"],
    }
    for key, values in wrong.items():
        for value in values:
            yield Fact(subject=pay, key=key, value=value, provenance=source)
    value = {"value": settings.degrees, "unit": "degrees"}
    yield Fact(subject=3, key="metric.warmth", value=value, provenance=source)
    naive = Provenance(source=settings.kind, time=datetime(2026, 1, 1))
    yield Fact(subject=pay, key="metric.warmth", value=value, provenance=naive)
    yield {"subject": pay}
    yield Fact(subject=pay, key="metric.warmth", value=value, provenance=source)
    yield Fact(subject=pay, key="acme.tier", value={"label": "Tier", "value": "one"}, provenance=source)
    raise ConnectionError("s3cret")
"""


def test_wrong_facts_of_every_shape_cost_only_themselves(run, tmp_path):
    ran = run("build", weather=WRONG_FACTS)
    assert ran.code == 4, ran.output
    portal = tmp_path / "portal"
    snapshot = json.loads((portal / ".catalogsite/snapshot.json").read_text("utf-8"))
    facts = {fact["key"]: fact["value"] for fact in snapshot["facts"]}
    assert facts == {
        "metric.warmth": {"value": 12.0, "unit": "degrees"},
        "acme.tier": {"label": "Tier", "value": "one"},
    }
    (source, weather) = snapshot["sources"]
    assert (source["state"], weather["state"], weather["facts"]) == ("ok", "stale", 2)
    assert [one["reason"].partition(" is not used: ")[2] for one in weather["failures"]] == [
        "",
        "`value`: expected an object, got int",
        "`value.value`: expected a number, got str",
        "`value.value`: must be a finite number",
        "`value`: expected an object, got NoneType",
        "`value`: expected an object, got list",
        "`value.alerts.0`: expected an object, got int",
        "`value.workflows.0`: expected an object, got str",
        "`value.workflows`: expected a list, got object",
        "`value.Go`: expected a whole number, got str",
        "`value`: expected a list, got dict",
        "`value`: expected an object, got str",
        "`subject`: expected a text, got int",
        "`provenance.time`: must have a time zone",
        "expected a Fact or a Failure, got dict",
    ]
    assert weather["failures"][0]["reason"] == "the collector broke: ConnectionError"
    assert "s3cret" not in ran.output + json.dumps(snapshot)
    assert (
        "acme_weather: the fact `metric.cost` about `component:default/pay` is not used: "
        "`value`: expected an object, got int"
    ) in ran.output
    page = (portal / "site/catalog/default/component/pay/index.html").read_text("utf-8")
    for words in ("12 degrees", "Tier: one", "too cold for pay"):
        assert words in page


BROKEN = {
    "import": ({"weather": "import nothing_of_this_name"}, "ModuleNotFoundError: No module named"),
    "no collect": (
        {"weather": WEATHER.replace("def collect", "def kollect")},
        "no function `collect`",
    ),
    "no settings": ({"weather": "def collect(): pass"}, "no pydantic model `Settings`"),
    "other kind": (
        {"weather": WEATHER.replace('"acme_weather"', '"weather"')},
        "need the field `kind: Literal['acme_weather']",
    ),
    "role": (
        {"entry_points": ENTRY_POINTS.replace("enrich:acme", "facts:acme")},
        "named `source:KIND` or `enrich:KIND`",
    ),
}


@pytest.mark.parametrize(("package", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_reported_to_the_configuration_that_names_it(run, package, message):
    ran = run("collect", **package)
    assert ran.code == 1
    assert "catalogsite.yaml:6: enrich.0: the installed collector `acme_portal" in ran.output
    assert message in ran.output


def test_a_broken_package_costs_nobody_else(run):
    plain = "sources:\n  - {kind: folder, path: pay}\n"
    ran = run("collect", config=plain, weather="1/0", listing="1/0", checks="1/0")
    assert ran.code == 0, ran.output


@pytest.mark.parametrize(
    ("package", "message"),
    [
        ({"checks": "1/0"}, "`acme_portal.checks:warm`) cannot be loaded: ZeroDivisionError"),
        (
            {"entry_points": ENTRY_POINTS.replace("acme.warm", "acme.hot")},
            "names the Python check 'acme.warm', which is not installed",
        ),
    ],
)
def test_a_check_that_cannot_be_loaded_is_reported_before_anything_is_read(
    run, tmp_path, package, message
):
    ran = run("collect", **package)
    assert ran.code == 1
    assert message in ran.output
    assert not (tmp_path / "portal/.catalogsite/snapshot.json").exists()


KIND = """
from typing import Literal
from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.kind import Card, FactKind, FactValue, Measure, Row, Status

class Lifts(FactValue):
    stuck: int
    floors: tuple[str, ...] = ()

def status(value):
    return Status("stuck", "bad") if value.stuck else Status("moving", "good")

def card(values):
    (value,) = values.values()
    rows = tuple(Row(f"Floor {floor}") for floor in value.floors)
    return Card(status(value), f"{value.stuck} lifts stuck", rows, "acme.lifts")

KINDS = (
    FactKind(
        key="acme.lifts", label="Lifts", model=Lifts, card=card, status=status,
        summary=lambda value: f"{value.stuck} stuck", column="lifts",
        measures=lambda key, value: [Measure(key, float(value.stuck))],
    ),
)

class Settings(CollectorSettings):
    kind: Literal["acme_weather"] = "acme_weather"
    degrees: float

def collect(settings, context):
    source = Provenance(source=settings.kind, time=context.now)
    for entity in context.entities:
        value = {"stuck": int(settings.degrees), "floors": ["three"]}
        yield Fact(subject=ref_of(entity), key="acme.lifts", value=value, provenance=source)
        yield Fact(subject=ref_of(entity), key="acme.lifts", value={"stuck": "no"}, provenance=source)
"""
LIFTS = CONFIG.replace("scorecards: [comfort.yaml]\n", "")


def page_of(folder):
    return (folder / "portal/site/catalog/default/component/pay/index.html").read_text("utf-8")


def test_a_package_brings_a_kind_of_fact(run, tmp_path, catalogsite):
    ran = run("build", config=LIFTS, weather=KIND)
    assert ran.code == 4, ran.output
    assert "is not used: `value.stuck`: has a wrong shape" in ran.output
    for words in ("Lifts", "12 lifts stuck", "Floor three"):
        assert words in page_of(tmp_path)
    table = json.loads((tmp_path / "portal/site/assets/catalogsite/table.json").read_text("utf-8"))
    assert "lifts" in json.dumps(table["columns"])
    snapshot = json.loads((tmp_path / "portal/.catalogsite/snapshot.json").read_text("utf-8"))
    assert list(snapshot["trends"]["component:default/pay"]) == ["acme.lifts", "score"]
    assert "acme.lifts" in run("schema", "facts", config=LIFTS, weather=KIND).output

    plain = "sources: [{kind: folder, path: pay}]\n"
    (tmp_path / "portal/catalogsite.yaml").write_text(plain)
    alone = catalogsite("build", "--no-collect", cwd=tmp_path / "portal")
    assert alone.code == 4, alone.output
    assert "acme.lifts: install the package that describes it" in page_of(tmp_path)


def test_a_kind_whose_functions_break_costs_only_its_card(run, tmp_path):
    ran = run("build", config=LIFTS, weather=KIND.replace("values.values()", "1 / 0"))
    assert ran.code == 4, ran.output
    assert "cannot be shown" in page_of(tmp_path)


@pytest.mark.parametrize(
    ("measures", "error"),
    [("1 / 0", "ZeroDivisionError"), ("[3]", "TypeError"), ('[(key, "many")]', "ValueError")],
)
def test_measures_that_break_cost_the_history_and_are_reported_once(run, tmp_path, measures, error):
    broken = KIND.replace("[Measure(key, float(value.stuck))]", measures)
    broken = broken.replace('value={"stuck": "no"}', "value=Lifts(stuck=1)")
    broken = broken.replace('key="acme.lifts", value=Lifts', 'key="acme.other", value=Lifts')
    ran = run("build", config=LIFTS, weather=broken)
    assert ran.code == 4, ran.output
    reason = f"`measures` of the kind of facts `acme.lifts` broke: {error}"
    snapshot = json.loads((tmp_path / "portal/.catalogsite/snapshot.json").read_text("utf-8"))
    told = [one["reason"] for run in snapshot["sources"] for one in run["failures"]]
    assert f"{reason}: the history has no number of `acme.lifts`" in told
    assert sum(reason in one for one in told) == 1
    assert "12 lifts stuck" in page_of(tmp_path)
    assert list(snapshot["trends"]["component:default/pay"]) == ["score"]


WRONG_KINDS = {
    "no tuple": ("KINDS = (", "KINDS = lambda: (", "must be a tuple of FactKind"),
    "a key of ours": ('key="acme.lifts"', 'key="metric.lifts"', "has a key of the kind `metric.*`"),
    "one word": ('key="acme.lifts"', 'key="lifts"', "needs a key of two words with a dot"),
    "a column of ours": ('column="lifts"', 'column="build"', "has the column `build` of another"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_a_wrong_kind_is_reported_to_the_configuration_that_names_it(run, old, new, message):
    ran = run("collect", config=LIFTS, weather=KIND.replace(old, new))
    assert ran.code == 1
    assert message in ran.output
