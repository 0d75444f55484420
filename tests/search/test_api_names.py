"""The names of APIs: which there are, in which files, and what the dialog finds in them."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.environment import require
from tests.search.api_models import large_model

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.formats.registry import format_of
from catalogsite.model.api.api import ApiModel
from catalogsite.paths.package_data import resource_dir
from catalogsite.search.api_names import ApiName, api_names
from catalogsite.search.api_shards import LIST_PATH, api_name_files, file_name, word_starts

HERE = Path(__file__)
WORLD = yaml.safe_load(HERE.with_name("api_names.yaml").read_text("utf-8"))
CASES = WORLD["cases"]
FILE_LIMIT = 60_000
APIS = 2_000


def _address(anchor):
    return f"api/#{anchor}"


def _names():
    return {
        f"default/api/{name}/": api_names(model, _address)
        for name, model in WORLD["models"].items()
    }


def _assets(folder, files):
    """The modules of the dialog, with these files beside them."""
    require(shutil.which("node"), "no Node on this machine")
    source = resource_dir("site_templates")
    for file in (source / "assets").glob("*.js"):
        shutil.copy(file, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    for path, content in files:
        at = folder / path.removeprefix("assets/catalogsite/")
        at.parent.mkdir(exist_ok=True)
        at.write_bytes(content)
    shutil.copy(HERE.with_name("api_names.mjs"), folder)
    return folder


def _searched(folder, cases):
    asked = json.dumps(
        [{"typed": case["typed"], "wanted": case.get("wanted", {})} for case in cases]
    )
    command = ["node", f"{folder}/api_names.mjs", str(folder), asked]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return _searched(_assets(tmp_path_factory.mktemp("names"), api_name_files(_names())), CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda at: str(CASES[at]["typed"]))
def test_search_finds(answers, number):
    case, answer = CASES[number], answers[number]
    found = [f"{one['kind']} {one['name']}" for one in answer["names"]]
    wanted = case["first"]
    assert found[: len(wanted)] == wanted
    assert bool(found) == bool(wanted)
    assert answer["similar"] == case.get("similar", False)


def test_a_row_says_in_which_api_and_leads_to_the_place(answers):
    at = next(n for n, case in enumerate(CASES) if case["typed"] == "customerId")
    rows = {one["title"]: one for one in answers[at]["names"]}
    assert rows.keys() == {"payments API", "orders API", "events API"}
    payments = rows["payments API"]
    assert payments["path"] == "catalog/default/api/payments/api/#type-Payment"
    assert (payments["where"], payments["more"], payments["owner"]) == ("Payment", 1, "Team 0")


def test_only_few_files_are_loaded(answers):
    for answer in answers:
        assert len([name for name in answer["loaded"] if name != "index.json"]) <= 2


def test_every_name_of_a_model_is_there():
    model = ApiModel.model_validate(large_model(1).model_dump())
    names = api_names(model.model_dump(mode="json"))
    assert {one.name for one in names} >= {
        *(operation.path for operation in model.operations),
        *(type_.name for type_ in model.types),
        *(field.name for type_ in model.types for field in type_.fields),
    }
    assert names == api_names(json.loads(model.model_dump_json(exclude_defaults=True)))


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("customerId", ("customerid", "id")),
        ("currency_code", ("currencycode", "code")),
        ("/payments/{paymentId}", ("paymentspaymentid", "paymentid", "id")),
        ("HTTPServer2URL", ("httpserver2url", "server2url", "url")),
        ("Größe", ("große",)),
        ("données.créées", ("donneescreees", "creees")),
        ("支払いID", ("支払いid",)),
        ("x", ()),
        ("", ()),
    ],
)
def test_words_of_a_name(text, starts):
    assert word_starts(text) == starts


@pytest.mark.parametrize(
    ("prefix", "name"), [("cu", "cu.json"), ("支払", "-652f-6255.json"), ("é.", "-e9-2e.json")]
)
def test_names_of_files(prefix, name):
    assert file_name(prefix) == name


def test_no_apis_no_files_but_an_empty_list():
    files = dict(api_name_files({}))
    assert list(files) == [LIST_PATH]
    assert json.loads(files[LIST_PATH])["apis"] == []


def test_long_names_and_many_names_are_left_out():
    model = {"types": [{"id": "t", "name": "n" * 300}, {"id": "u", "name": "Short"}]}
    assert api_names(model) == [ApiName("Short", "type", "#u")]
    model = {"types": [{"id": f"t{n}", "name": f"T{n}"} for n in range(30_000)]}
    assert len(api_names(model)) == 20_000


def test_the_files_do_not_depend_on_the_order_of_the_apis():
    names = _names()
    assert dict(api_name_files(names)) == dict(api_name_files(dict(reversed(names.items()))))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The files of two thousand large APIs."""
    models = [json.loads(large_model(n).model_dump_json(exclude_defaults=True)) for n in range(40)]
    names = {f"default/api/api-{n}/": api_names(models[n % 40]) for n in range(APIS)}
    return dict(api_name_files(names))


def test_each_file_of_two_thousand_apis_is_small(many):
    sizes = {path: len(gzip.compress(content, 6, mtime=0)) for path, content in many.items()}
    assert max(sizes.values()) <= FILE_LIMIT, max(sizes, key=sizes.__getitem__)
    assert len(sizes) > 50


def test_what_is_in_no_file_of_its_own_is_in_the_one_above(many, tmp_path):
    folder = _assets(tmp_path, many.items())
    fields = {field.name for n in range(40) for one in large_model(n).types for field in one.fields}
    cases = [{"typed": name} for name in sorted(fields)]
    for case, answer in zip(cases, _searched(folder, cases), strict=True):
        assert answer["names"][0]["name"] == case["typed"]
        assert len(set(answer["loaded"])) <= 3


def test_known_items_of_the_demo_are_among_the_first_three(demo, tmp_path):
    wanted = yaml.safe_load(HERE.with_name("known_items.yaml").read_text("utf-8"))
    names = demo / "site" / "assets" / "catalogsite" / "api-names"
    files = ((f"api-names/{file.name}", file.read_bytes()) for file in names.iterdir())
    answers = _searched(_assets(tmp_path, files), wanted)
    for item, answer in zip(wanted, answers, strict=True):
        first = [one["path"].removeprefix("catalog/default/api/") for one in answer["names"][:3]]
        assert item["at"] in first, item["typed"]
    assert len(wanted) >= 30


CORPUS = HERE.parents[3] / "shared" / "corpus" / "apis"
TYPES = {".graphql": "graphql", ".proto": "grpc", ".json": "openapi", ".yaml": "", ".yml": ""}


def _names_of_corpus():
    """The names of the definitions of others, by an address with their path in it."""
    for path in sorted(CORPUS.rglob("*")):
        kind = TYPES.get(path.suffix)
        text = path.read_text("utf-8") if kind is not None else ""
        written_as = format_of(kind, text) if text else None
        if written_as is None:
            continue
        place = path.relative_to(CORPUS).as_posix()
        model = written_as.read(Definition(kind, place, {place: text})).model
        if model is not None:
            names = api_names(json.loads(model.model_dump_json(exclude_defaults=True)))
            yield f"default/api/{place}/", names


def test_known_items_of_public_definitions_are_among_the_first_three(tmp_path):
    if not CORPUS.is_dir():
        pytest.skip("no definitions of others on this machine")
    wanted = yaml.safe_load(HERE.with_name("known_items_of_corpus.yaml").read_text("utf-8"))
    names = dict(_names_of_corpus())
    assert len(names) >= 80
    answers = _searched(_assets(tmp_path, api_name_files(names)), wanted)
    missed = {}
    for item, answer in zip(wanted, answers, strict=True):
        first = answer["names"][:3]
        hits = [
            one
            for one in first
            if (one["kind"], one["name"]) == (item["kind"], item["name"])
            and item["in"] in one["path"]
        ]
        if not hits:
            missed[item["typed"]] = [(one["kind"], one["name"], one["path"]) for one in first]
    assert missed == {}
    assert len(wanted) >= 30
