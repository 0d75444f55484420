"""The documentation says what is true: commands, configuration, snapshot, addresses, links."""

from __future__ import annotations

import importlib.util
import re
import textwrap
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from catalogsite.catalog.kinds.policy import CatalogRule, CustomKind, CustomRelation
from catalogsite.collectors.monitoring.prometheus import Query
from catalogsite.collectors.registry import registry
from catalogsite.commands.query import schema
from catalogsite.config.api_settings import ApiSettings
from catalogsite.config.catalog_settings import CatalogSettings
from catalogsite.config.content_security import ContentSecurity
from catalogsite.config.graph_settings import GraphLayers, GraphRule, GraphSettings
from catalogsite.config.json_schema import config_texts
from catalogsite.config.names import SchemaName
from catalogsite.config.package_settings import PackageSettings
from catalogsite.config.settings import Config, load_config
from catalogsite.model.limits import Limits
from catalogsite.model.snapshot import Snapshot
from catalogsite.problems.suppressions import Suppression
from catalogsite_mkdocs.plugin import CatalogsiteConfig

HERE = Path(__file__).parent
TOP = HERE.parents[1]
DOCS = TOP / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def _text(path: str) -> str:
    return (TOP / path).read_text("utf-8")


def _keys(text: str) -> list[str]:
    """The code words of the first column of a table."""
    rows = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def _section(text: str, title: str) -> str:
    return re.split(r"^#+ ", text.split(f"\n{title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = _module("commands").page()
    assert _text("docs/reference/commands.md") == page, "run `make reference`"


def test_the_page_of_annotations_is_what_the_tables_say() -> None:
    page = _module("annotations").page()
    assert _text("docs/reference/annotations.md") == page, "run `make reference`"


def test_the_page_of_changes_is_what_the_table_of_rules_says() -> None:
    page = _module("api_changes").page()
    assert _text("docs/reference/api-changes.md") == page, "run `make reference`"


SECTIONS: dict[str, type[BaseModel]] = {
    "## Top level": Config,
    "## Catalog": CatalogSettings,
    "## Graph": GraphSettings,
    "Of each of the rules of the graph:": GraphRule,
    "Of each of the layers:": GraphLayers,
    "## APIs": ApiSettings,
    "## Packages": PackageSettings,
    "## Content security": ContentSecurity,
    "## Problems": Suppression,
    "## Limits": Limits,
    "Of each query:": Query,
    "Of each of `rules`: an entity must be allowed by one of them.": CatalogRule,
    "Of each of `kinds`, which may be the name alone:": CustomKind,
    "Of each of `relations`, which may be the name of a known field:": CustomRelation,
} | {
    f"### `{kind}`": module.Settings
    for kind, module in ({**registry().sources, **registry().enrichments}).items()
    if module.__name__.startswith("catalogsite.")
}


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_of_the_configuration(title: str) -> None:
    text = _section(_text("docs/reference/config.md"), title)
    # A section may go on with the parts of one of its keys.
    first = text.split("\nOf each", 1)[0]
    fields = SECTIONS[title].model_fields.items()
    wanted = {field.alias or name for name, field in fields} - {"base_dir"}
    own = {"kind", "max_requests"} if title.startswith("### ") else set()
    assert set(_keys(first)) == wanted - own


def test_the_defaults_of_the_configuration() -> None:
    """Those that are written as code are true."""
    for title, model in SECTIONS.items():
        text = _section(_text("docs/reference/config.md"), title).split("\nOf each", 1)[0]
        for key, documented in re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            default = fields[key].get_default(call_default_factory=True)
            stated = documented if isinstance(default, str) else yaml.safe_load(documented)
            assert _plain(stated) == _plain(default), (title, key)


def test_the_schema_describes_what_the_page_describes() -> None:
    """One text a key: on the page with links in it, in the schema without."""
    texts = config_texts()
    for title, model in SECTIONS.items():
        kind = title.removeprefix("### `").removesuffix("`")
        text = _section(_text("docs/reference/config.md"), title).split("\nOf each", 1)[0]
        rows = re.findall(r"^\| `([^`]+)` \| .*?\| (.+) \|$", text, re.MULTILINE)
        documented = {key: re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", what) for key, what in rows}
        assert texts[kind if kind in texts else model.__name__] == documented, title


def test_the_schema_describes_every_key_and_takes_short_forms() -> None:
    described = schema(SchemaName.CONFIG)
    Draft202012Validator.check_schema(described)
    for part in (described, *described["$defs"].values()):
        for key, value in part.get("anyOf", [part])[-1].get("properties", {}).items():
            assert value.get("description"), key
    validator = Draft202012Validator(described)
    for good in (
        "catalog: {rules: backstage, kinds: [Plugin]}",
        "catalog: {rules: [{allow: [Component, {kind: API}]}]}",
        "catalog: {kinds: [{kind: Plugin, relations: [owner]}]}",
        "enrich: [{kind: prometheus, url: 'https://a.example', queries: {up: up}}]",
        "problems: [{rules: [orphan], filter: kind=api}]",
        "catalog: {tools: {jenkins: 'https://a.example', grafana: {main: 'https://b.example'}}}",
    ):
        assert list(validator.iter_errors(yaml.safe_load(good))) == [], good
    for wrong in (
        "catalog: {rules: backstge}",
        "sources: [{kind: git}]",
        "titel: x",
        "jobs: 0",
        "catalog: {tools: {jenkns: 'https://a'}}",
    ):
        assert list(validator.iter_errors(yaml.safe_load(wrong))), wrong


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _plain(value.model_dump().get("field", value.model_dump(exclude_defaults=True)))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def test_every_key_of_the_snapshot() -> None:
    text = _section(_text("docs/reference/snapshot.md"), "## The snapshot")
    wanted = {field.alias or name for name, field in Snapshot.model_fields.items()}
    assert set(_keys(text)) == wanted


def test_every_option_of_the_plugin() -> None:
    text = _text("docs/how-to/plugin.md").split("| option |", 1)[1].split("\n\n", 1)[0]
    wanted = {name for name, _ in CatalogsiteConfig()._schema}
    assert set(_keys(text)) == wanted


class _ExampleLoader(yaml.SafeLoader):
    """Reads examples of mkdocs.yml too, whose tags it leaves out."""


for _tag in ("!", "tag:yaml.org,2002:python/"):
    _ExampleLoader.add_multi_constructor(_tag, lambda *_: None)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_examples_of_configuration_are_valid(page: Path, tmp_path: Path) -> None:
    blocks = re.findall(
        r"^( *)```yaml\n(.*?)^ *```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    for _, block in blocks:
        text = textwrap.dedent(block)
        value = yaml.load(text, Loader=_ExampleLoader)
        keys = set(value) if isinstance(value, dict) else set()
        if keys and keys <= set(Config.model_fields) and not _of_a_collector_of_others(value):
            file = tmp_path / "catalogsite.yaml"
            file.write_text(text, "utf-8")
            assert load_config(file)
            assert Draft202012Validator(schema(SchemaName.CONFIG)).is_valid(value)


def _of_a_collector_of_others(value: dict[str, Any]) -> bool:
    kinds = {entry.get("kind") for key in ("sources", "enrich") for entry in value.get(key, ())}
    return not kinds <= registry().sources.keys() | registry().enrichments.keys()


@pytest.mark.parametrize("page", [*PAGES, TOP / "README.md"], ids=lambda path: path.name)
def test_commands_in_the_text_exist(page: Path) -> None:
    commands = _module("commands").commands()
    groups = {name.split()[0] for name in commands if " " in name}
    for line in re.findall(r"catalogsite ([a-z]+(?: [^`\n|&]*)?)", page.read_text("utf-8")):
        name, *words = line.split("#")[0].split()
        if name in groups and words:
            name = f"{name} {words.pop(0)}"
            assert name in commands, line
        if name not in commands:
            assert not words or not words[0].startswith("-"), line
            continue
        known = {option for p in commands[name].params for option in p.opts}
        asked = {re.split(r"[=.,;:)]", word)[0] for word in words if word.startswith("-")}
        assert asked <= known | {"--help"}, line


def test_every_page_is_in_the_navigation() -> None:
    nav = yaml.safe_load(_text("mkdocs.yml"))["nav"]
    named = re.findall(r"[\w/-]+\.md", str(nav))
    assert sorted(named) == [page.relative_to(DOCS).as_posix() for page in PAGES]


def _layers() -> dict[str, int]:
    """Each room, and how deep the import contract has it."""
    contract = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    layers = [re.findall(r"\w+", layer) for layer in contract["layers"]]
    return {room: number for number, layer in enumerate(layers) for room in layer}


def test_the_architecture_states_the_import_contract() -> None:
    place = _layers()
    documented = _section(_text("docs/architecture.md"), "## The rooms, and who may import whom")
    lines = re.findall(r"[\w, ]+", documented.split("```")[1])
    rooms = [re.findall(r"\w+", line) for line in lines if line.strip()]
    numbers = [[place[room] for room in line] for line in rooms]
    for above, below in pairwise(numbers):
        assert max(above) < min(below)


def test_the_architecture_names_files_that_exist() -> None:
    words = re.findall(r"`([\w./-]+)`", _text("docs/architecture.md"))
    paths = {word for word in words if word.endswith(("/", ".py", ".yaml", ".json"))}
    assert len(paths) > 60
    missing = {
        path
        for path in paths - _ELSEWHERE
        if not any((top / path).exists() for top in (TOP, TOP / "src/catalogsite", *_FOLDERS))
    }
    assert missing == set()


_FOLDERS = [TOP / "src/catalogsite" / room for room in ("apis", "cli", "collectors", "commands")]
_FOLDERS += [
    TOP / "src/catalogsite" / room for room in ("render", "catalog", "collect", "docs", "model")
]
_FOLDERS += [TOP / "src/catalogsite/commands/check", TOP / "site_templates"]
_ELSEWHERE = {
    "snapshot.json",
    "made.json",
    "current.json",
    "unchanged.json",
    "site_templates/vendor/",
    "template.yaml",
}


def test_the_architecture_has_a_line_for_every_room() -> None:
    documented = _section(_text("docs/architecture.md"), "## The rooms, and who may import whom")
    rows = re.findall(r"^\| `(\w+)(?:/|\.py)` \|.*\| (yes|) ?\|$", documented, re.MULTILINE)
    assert {room for room, _ in rows} == _layers().keys()
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (pure,) = (one["source_modules"] for one in contracts if one["id"] == "pure")
    assert {room for room, is_pure in rows if is_pure} == {
        name.removeprefix("catalogsite.") for name in pure
    }


def test_every_module_has_its_place_in_the_contract() -> None:
    files = (TOP / "src/catalogsite").glob("*")
    modules = {
        file.stem for file in files if file.suffix == ".py" or (file / "__init__.py").exists()
    }
    assert modules - _layers().keys() == {"__init__", "__main__"}
