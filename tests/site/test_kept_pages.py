"""Human pages are kept as long as they would be the same, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from catalogsite.site.human.inputs import human_pages_key
from catalogsite.site.human.kept import KeptPages, date_sitemap
from catalogsite.site.portal import build_portal
from catalogsite.site.portal_build import HumanSite, LinkTargets

CONFIG = """site_name: Portal
site_url: https://portal.example/
theme: {name: material, font: false}
plugins: [search, catalogsite]
markdown_extensions: [admonition, pymdownx.snippets, {toc: {permalink: true}}]
"""
DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG)
    (folder / "docs" / "index.md").write_text("# Home\n\nWords.\n")
    return folder


def _built(portal: Path, site: Path, day: date) -> HumanSite:
    return build_portal(portal / "mkdocs.yml", site, targets=LinkTargets(created=day))


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_kept_pages_are_those_that_would_be_built_on_another_day(
    portal: Path, tmp_path: Path
) -> None:
    human = _built(portal, tmp_path / "first", DAY)
    kept = KeptPages(tmp_path / "kept")
    kept.keep("key", DAY, human, tmp_path / "first")
    assert kept.find("key", DAY) == human
    assert kept.find("other", DAY) is None
    assert kept.find("key", NEXT) == _built(portal, tmp_path / "second", NEXT) == human
    assert _files(kept.site) == _files(tmp_path / "second") != _files(tmp_path / "first")


def test_a_sitemap_that_is_not_there_is_not_dated(tmp_path: Path) -> None:
    date_sitemap(tmp_path, DAY, NEXT)
    assert not _files(tmp_path)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a page gone": lambda folder: (folder / "site/index.html").unlink(),
    "a page changed": lambda folder: (folder / "site/index.html").write_text("x"),
    "a file too many": lambda folder: (folder / "site/more.html").write_text("x"),
    "the label gone": lambda folder: (folder / "pages.json").unlink(),
    "the label cut": lambda folder: (folder / "pages.json").write_bytes(b"x"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_pages_are_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "index.html").write_text("page")
    kept = KeptPages(tmp_path / "kept")
    kept.keep("key", DAY, HumanSite({"catalog": "shell"}), tmp_path / "built")
    assert kept.find("key", DAY) is not None
    DAMAGE[name](tmp_path / "kept")
    assert kept.find("key", DAY) is None


def _key(portal: Path, given: tuple[object, ...] = (), catalog: object = 1) -> str | None:
    return human_pages_key(portal / "mkdocs.yml", given, lambda: catalog)


def test_the_key_changes_with_everything_that_pages_are_made_from(portal: Path) -> None:
    keys = [_key(portal), _key(portal, ("title",))]
    (portal / "docs" / "new.md").write_text("# New\n")
    keys.append(_key(portal))
    (portal / "docs" / "index.md").write_text("# Home\n\nOther words.\n")
    keys.append(_key(portal))
    (portal / "docs" / "logo.svg").write_bytes(b"<svg/>")
    keys.append(_key(portal))
    (portal / "mkdocs.yml").write_text(CONFIG + "copyright: Us\n")
    keys.append(_key(portal))
    (portal / "own").mkdir()
    (portal / "own" / "main.html").write_text("{% extends 'base.html' %}")
    (portal / "mkdocs.yml").write_text(CONFIG.replace("font: false", "custom_dir: own"))
    keys.append(_key(portal))
    (portal / "own" / "main.html").write_text("{% extends 'base.html' %} ")
    keys.append(_key(portal))
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_the_catalog_counts_where_a_page_links_to_it(portal: Path) -> None:
    assert _key(portal, catalog=1) == _key(portal, catalog=2)
    (portal / "docs" / "index.md").write_text("[Payments](entity:component:default/payments)\n")
    assert _key(portal, catalog=1) != _key(portal, catalog=2)


UNKNOWN: dict[str, tuple[str, str]] = {
    "a plugin of others": ("catalogsite]", "catalogsite, git-revision-date-localized]"),
    "an extension of others": ("admonition,", "admonition, markdown_exec,"),
    "an extension that reads files": ("admonition,", "admonition, pymdownx.b64,"),
    "a text of every page": (
        "admonition,",
        "pymdownx.snippets: {auto_append: [a.md]}, admonition,",
    ),
    "a hook": ("site_name", "hooks: [hook.py]\nsite_name"),
    "a parent": ("site_name", "INHERIT: base.yml\nsite_name"),
    "a variable": ("site_name: Portal", "site_name: !ENV [NAME, Portal]"),
    "code of others": ("site_name", "extra: {f: !!python/name:own.format }\nsite_name"),
    "another theme": ("name: material", "name: own"),
    "no mapping": (CONFIG, "- a\n"),
    "no YAML": (CONFIG, "a: [\n"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_there_is_no_key_where_pages_may_depend_on_more(portal: Path, name: str) -> None:
    old, new = UNKNOWN[name]
    assert old in CONFIG
    (portal / "mkdocs.yml").write_text(CONFIG.replace(old, new))
    assert _key(portal) is None


def test_there_is_no_key_where_a_folder_is_a_link(portal: Path) -> None:
    (portal / "elsewhere").mkdir()
    (portal / "docs/linked").symlink_to(portal / "elsewhere")
    assert _key(portal) is None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("docs/index.md", '--8<-- "../README.md"\n'),
        ("docs/more.markdown", '--8<-- "../README.md"\n'),
        ("docs/sitemap.xml", "<urlset/>"),
        ("own/main.html", "{{ build_date_utc }}"),
    ],
)
def test_there_is_no_key_where_a_file_asks_for_more(portal: Path, file: str, text: str) -> None:
    (portal / "mkdocs.yml").write_text(CONFIG.replace("font: false", "custom_dir: own"))
    (portal / file).parent.mkdir(exist_ok=True)
    (portal / file).write_text(text)
    assert _key(portal) is None
