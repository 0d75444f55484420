"""The tables name every option that the installed extensions and plugins have, and no other."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import entry_points
from pathlib import Path

import markdown.extensions
import pymdownx
import pymdownx.blocks
import pytest
from mkdocs.config.defaults import get_schema

from catalogsite.docs.configuration.option_tables import (
    Disobeyed,
    extension_tables,
    plugin_tables,
    read_options,
    settings_table,
)
from catalogsite.docs.configuration.option_values import KINDS, Reading
from catalogsite.docs.configuration.reference import reference_of_options

PACKAGES = (
    (markdown.extensions, ""),
    (pymdownx, "pymdownx."),
    (pymdownx.blocks, "pymdownx.blocks."),
)
MODULES = {
    f"{prefix}{found.name}": f"{package.__name__}.{found.name}"
    for package, prefix in PACKAGES
    for found in pkgutil.iter_modules(package.__path__)
    if not found.name.startswith("_")
}
EXTENSIONS = {
    name: module
    for name, module in MODULES.items()
    if hasattr(importlib.import_module(module), "makeExtension")
} | {"mdx_truly_sane_lists": "mdx_truly_sane_lists"}
# The collections take the options of the extensions in them.
COLLECTIONS = {"extra", "pymdownx.extra"}
PLUGINS = {one.name.removeprefix("material/"): one for one in entry_points(group="mkdocs.plugins")}
NOT_IN_MKDOCS = {"INHERIT"}


def test_the_installed_extensions_are_found():
    assert {"toc", "footnotes", "pymdownx.snippets", "pymdownx.blocks.tab"} < EXTENSIONS.keys()


@pytest.mark.parametrize("name", EXTENSIONS)
def test_every_option_of_an_extension_has_a_rule(name):
    made = importlib.import_module(EXTENSIONS[name]).makeExtension()
    table = extension_tables()[name]
    if name not in COLLECTIONS:
        assert set(table.options) == set(made.config)


@pytest.mark.parametrize("name", sorted(PLUGINS.keys() & plugin_tables().keys()))
def test_every_option_of_a_plugin_has_a_rule(name):
    table = plugin_tables()[name]
    options = {option for option, _ in PLUGINS[name].load().config_scheme} - {"enabled"}
    if table.any_option is None:
        assert set(table.options) - {"enabled"} == options
    else:
        assert set(table.options) <= options


def test_every_setting_of_mkdocs_has_a_rule():
    assert (
        set(settings_table())
        == {name for name, _ in get_schema()} - {"config_file_path"} | NOT_IN_MKDOCS
    )


@pytest.mark.parametrize("tables", [extension_tables(), plugin_tables()])
def test_every_rule_states_what_becomes_of_the_option(tables):
    rules = [rule for table in tables.values() for rule in table.options.values()]
    assert rules
    for rule in rules:
        assert rule in KINDS if isinstance(rule, str) else rule.ignored or rule.reported


def test_every_reason_is_part_of_a_sentence():
    rules = [rule for table in extension_tables().values() for rule in table.options.values()]
    reasons = [r.ignored or r.reported for r in rules if isinstance(r, Disobeyed)]
    assert all(reason[0].islower() and not reason.endswith(".") for reason in reasons)


@pytest.mark.parametrize("name", sorted(extension_tables()))
def test_an_unknown_option_is_a_fault(name):
    table = extension_tables()[name]
    reading = Reading(name, ("markdown_extensions", 0, name))
    assert read_options(table, {"no_such_option": 1}, reading) == {}
    found = [(one.path[-1], one.message) for one in reading.findings]
    message = f"`{name}` has no option `no_such_option`"
    assert found == ([] if table.any_option else [("no_such_option", message)])


def test_the_page_is_made_of_the_tables():
    page = Path(__file__).parents[3] / "docs/reference/mkdocs.md"
    assert page.read_text("utf-8") == reference_of_options(), "run `make reference`"
