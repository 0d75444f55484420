"""Portals built by the library: built-in look, a user's mkdocs.yml, and errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalogsite.errors import ConfigError
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.portal import build_portal
from catalogsite.site.portal_build import LinkTargets


def test_the_built_in_portal(tmp_path: Path) -> None:
    site, targets = tmp_path / "site", LinkTargets(created=date(2020, 1, 2))
    portal = build_portal(None, site, title="Acme", url="https://p.example/x", targets=targets)
    html = (site / "index.html").read_text()
    assert "<lastmod>2020-01-02</lastmod>" in (site / "sitemap.xml").read_text()
    assert "<title>Acme</title>" in html
    assert 'href="https://p.example/x/"' in html
    assert {"", "catalog/", "docs/", "problems/", "catalog", "docs"} <= set(portal.shells)
    assert not list(site.rglob("_shell"))
    ShellRenderer(portal.shells)


@pytest.mark.parametrize(
    "plugins",
    ["", "plugins: []", "plugins: [search]", "plugins: {search: {}}", "plugins: [catalogsite]"],
)
def test_the_plugin_is_added_however_plugins_are_written(tmp_path: Path, plugins: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Own\n")
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"site_name: Own\ntheme: {{name: material, font: false}}\n{plugins}\n")
    portal = build_portal(config, tmp_path / "site", title="Acme")
    assert "<title>Own</title>" in (tmp_path / "site" / "index.html").read_text()
    assert "" not in portal.shells
    assert "catalog/" in portal.shells


@pytest.mark.parametrize(
    "text",
    [
        "site_name: [\n",
        "- a\n",
        "site_name: Own\nplugins: 3\n",
        "site_name: Own\nplugins: [{}]\n",
        "site_name: Own\nplugins: [[search]]\n",
    ],
)
def test_a_broken_mkdocs_yml_is_an_error_of_the_user(tmp_path: Path, text: str) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text(text)
    (tmp_path / "docs").mkdir()
    with pytest.raises(ConfigError, match=r"mkdocs\.yml"):
        build_portal(config, tmp_path / "site")


def test_an_mkdocs_yml_that_is_not_there_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        build_portal(tmp_path / "nothing.yml", tmp_path / "site")
