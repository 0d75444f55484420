"""Human pages are found by the one search, as documentation is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from catalogsite.site.portal_build import EXTRA_KEY, HumanSite, PortalBuild

PAGES = {
    "index.md": "# Welcome\n\nThe platform team sits in room 12.\n",
    "guide.md": "# Guide\n\nStart.\n\n## On call\n\nThe pager is yellow.\n\n<script>let secret</script>\n",
    "hidden.md": "---\nsearch: {exclude: true}\n---\n# Hidden\n\nNot to be found.\n",
}


@pytest.mark.parametrize(("pretty", "guide"), [(True, "guide/"), (False, "guide.html")])
def test_the_words_of_human_pages(pretty: bool, guide: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    settings: dict[str, Any] = {
        "site_name": "X",
        "use_directory_urls": pretty,
        "theme": {"name": "material", "font": False},
        "plugins": ["catalogsite"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(tmp_path / "mkdocs.yml"))
    built: list[HumanSite] = []
    config.extra[EXTRA_KEY] = PortalBuild(deliver=built.append)
    build(config)
    words = {page.path: page for page in built[0].words}
    assert set(words) == {guide, "" if pretty else "index.html"}
    assert words[guide].title == "Guide"
    assert [(part.id, part.title, part.text) for part in words[guide].sections] == [
        ("guide", "Guide", "Start."),
        ("on-call", "On call", "The pager is yellow."),
    ]
    assert "secret" not in words[guide].text
