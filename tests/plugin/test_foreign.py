"""The plugin in portals that others set up: their theme, plugins, addresses; and their mistakes."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from catalogsite.cli import main

LEDGER = "catalog/default/component/ledger/index.html"
DOCUMENTS = {
    "index.md": "# Home\n\nSee [the ledger](entity:component/ledger).\n",
    "guide.md": "---\ntags: [how-to]\n---\n# Guide\n\n[It](entity:ledger#relations) [here](index.md).\n",
    "blog/index.md": "# News\n",
    "blog/posts/first.md": (
        "---\ndate: 2026-01-01\n---\n# First\n\nOf [it](entity:ledger).\n\n<!-- more -->\n\nMore.\n"
    ),
    "tags.md": "# Tags\n\n<!-- material/tags -->\n",
}
FOREIGN: dict[str, Any] = {
    "site_name": "Foreign",
    "site_url": "https://portal.example/deep/er/",
    "theme": {
        "name": "material",
        "font": False,
        "palette": {"primary": "teal"},
        "features": ["navigation.instant", "navigation.tabs"],
    },
    "plugins": ["search", "tags", "blog", "catalogsite"],
    "markdown_extensions": ["admonition", {"toc": {"permalink": True}}],
    "nav": [{"Start": "index.md"}, {"News": ["blog/index.md"]}, "guide.md", "tags.md"],
}
DESCRIPTOR = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger, title: The ledger, annotations: {backstage.io/techdocs-ref: "dir:."}}
spec: {type: service, lifecycle: production, owner: money}
"""


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Ledger\n\nHow it counts.\n")
    (folder / "catalog-info.yaml").write_text(DESCRIPTOR)
    state = folder.parent / "state"
    assert main(["collect", str(folder), "-q", "--state-dir", str(state)]) == 0
    return state


@pytest.fixture
def portal(tmp_path: Path, state: Path) -> Path:
    for path, text in DOCUMENTS.items():
        file = tmp_path / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shutil.copytree(state, tmp_path / ".catalogsite")
    return tmp_path


def _build(portal: Path, **settings: Any) -> Path:
    config = portal / "mkdocs.yml"
    config.write_text(yaml.safe_dump(FOREIGN | settings))
    loaded = load_config(str(config))
    loaded.plugins.on_startup(command="build", dirty=False)
    build(loaded)
    return portal / "site"


def test_a_portal_keeps_what_is_its_own(portal: Path) -> None:
    site = _build(portal, strict=True)
    for path in ("index.html", LEDGER, "docs/default/component/ledger/index.html"):
        html = (site / path).read_text()
        assert 'data-md-color-primary="teal"' in html
        assert re.search(r'<link rel="canonical" href="https://portal\.example/deep/er/', html)
    assert "how-to" in (site / "tags/index.html").read_text()
    (post,) = (site / "blog/2026").rglob("index.html")
    assert 'href="../../../../../catalog/default/component/ledger/"' in post.read_text()
    guide = (site / "guide/index.html").read_text()
    assert 'href="../catalog/default/component/ledger/#relations"' in guide
    assert not [file for file in site.rglob("*.html") if "slot0" in file.read_text()]


def test_flat_addresses(portal: Path) -> None:
    site = _build(portal, use_directory_urls=False, strict=True)
    html = (site / LEDGER).read_text()
    assert 'href="../../../../guide.html"' in html
    assert 'href="catalog/default/component/ledger/index.html"' in (site / "index.html").read_text()
    assert (site / "catalog/index.html").is_file()


def test_before_the_first_collect_the_human_pages_are_built(
    portal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(portal / ".catalogsite")
    caplog.set_level(logging.WARNING, "mkdocs")
    site = _build(portal)
    assert "there is no snapshot yet, so only your own pages are built; run `catal" in caplog.text
    assert len(caplog.messages) == 1
    html = (site / "index.html").read_text()
    assert '<span class="cs-broken-link"' in html
    assert "the ledger</span>" in html
    assert not (site / "catalog").exists()


@pytest.mark.parametrize(
    ("settings", "snapshot", "reported"),
    [
        ({"theme": "readthedocs", "plugins": ["catalogsite"]}, None, "write `theme: material` in"),
        ({}, "{", "snapshot.json: the snapshot is not JSON\n  fix: run `catalogsite collect`"),
        (
            {"plugins": [{"catalogsite": {"generated_pages": "x"}}]},
            None,
            "Plugin 'catalogsite' option 'generated_pages'",
        ),
    ],
    ids=["theme", "snapshot", "option"],
)
def test_mistakes_are_reported_by_name(
    settings: dict[str, Any],
    snapshot: str | None,
    reported: str,
    portal: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if snapshot is not None:
        (portal / ".catalogsite/snapshot.json").write_text(snapshot)
    with pytest.raises((Abort, ConfigurationError)) as error:
        _build(portal, **settings)
    assert reported in caplog.text + str(error.value)


def test_a_broken_link_stops_a_strict_build(portal: Path, caplog) -> None:
    (portal / "docs/guide.md").write_text("# Guide\n\nText.\n\n[no](entity:component/nobody)\n")
    with pytest.raises(Abort):
        _build(portal, strict=True)
    assert "docs/guide.md:5: the link entity:component/nobody refers to nothing" in caplog.text
