"""The Markdown of a badge, for READMEs: its addresses are whole, whatever page it is copied from."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.render import acme

from catalogsite.model.page import Page, everything
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.site.templates import TemplateFolders

PLACEHOLDER = "https://PORTAL-ADDRESS/"
ENTITIES = {
    "component": ("Component", "pay", "Payments", "owner"),
    "group": ("Group", "money", "Money team", "kind"),
    "custom kind": ("Robot", "r2", "R2", "kind"),
    "title with Markdown": ("API", "pay-api", "a](https://x.example) `b` *c*", "owner"),
}


def _page(entity: dict, site_url: str) -> str:
    snapshot = Snapshot(version="1", created=acme.NOW, entities=(entity,))
    index = PortalIndex(SnapshotIndex(snapshot), site_url=site_url)
    pages = everything(page_outputs(index, TemplateFolders().environment()))
    name = entity["metadata"]["name"]
    return next(page.body for page in pages if isinstance(page, Page) and f"/{name}/" in page.path)


@pytest.mark.parametrize("site_url", ["", "https://portal.acme.example/", "http://host:8080/a/b/"])
@pytest.mark.parametrize("name", ENTITIES)
def test_the_addresses_are_whole(name: str, site_url: str) -> None:
    kind, entity, title, badge = ENTITIES[name]
    metadata = {"name": entity, "namespace": "default", "title": title}
    body = _page({"kind": kind, "metadata": metadata, "spec": {}}, site_url)
    (snippet,) = re.findall(r"<code data-cs-snippet[^>]*>([^<]*)</code>", body)
    where, site = f"default/{kind.lower()}/{entity}", site_url or PLACEHOLDER
    text = re.sub(r"([`\[\]])", r"\\\1", title)
    assert unescape(snippet) == (
        f"[![{text}]({site}badges/{where}/{badge}.svg)]({site}catalog/{where}/)"
    )
    assert (f"Replace <code>{PLACEHOLDER}</code>" in body) == (not site_url)
