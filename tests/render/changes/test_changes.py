"""Nights in, page facts out: what the pages, feeds, and former addresses say of the changes of a catalog."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import etree, html
from tests.render import acme

from catalogsite.model.page import Asset, Page, everything
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.site.templates import TemplateFolders

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "nights.yaml").read_text("utf-8"))
ATOM = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
JSON_FEED = Draft202012Validator(json.loads((HERE / "json_feed.json").read_text("utf-8")))
URL = "https://portal.acme.example/"
BY_NAME = {case["name"]: case for case in CASES}


def _outputs(case: dict[str, Any], url: str = URL) -> dict[str, Page | Asset]:
    content = acme.snapshot().model_dump(mode="json", by_alias=True)
    content |= {"changes": case["nights"], "moved": case.get("moved", {})}
    snapshot = Snapshot.model_validate(content)
    index = PortalIndex(SnapshotIndex(snapshot), acme.fragments(), acme.read_blob, url)
    groups = [*page_outputs(index, TemplateFolders().environment()), *machine_outputs(index)]
    found: dict[str, Page | Asset] = {}
    for one in everything(groups):
        assert one.path not in found, f"{one.path} is written twice"
        found[one.path] = one
    return found


@pytest.fixture(scope="module", params=list(BY_NAME))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = dict(BY_NAME[request.param])
    found["outputs"] = _outputs(found)
    return found


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _lines(body: str) -> list[str]:
    """The days, groups and rows of a page as lines of text."""
    found = []
    for element in html.fromstring(body).iter("h2", "h3", "li"):
        if element.tag == "li" and "data-cs-item" in element.attrib:
            word, main = element[0], element[1]
            folded = main.find(".//details")
            parts = list(folded) if folded is not None else list(main)
            texts = [_text(part) for part in parts if part.tag != "small"]
            found.append(" | ".join([_text(word), *texts]))
        elif element.tag == "h3" or (element.tag == "h2" and element.getparent().tag == "summary"):
            found.append(_text(element))
    return found


def test_the_page_says_what_changed(case: dict[str, Any]) -> None:
    page = case["outputs"]["changes/"]
    assert _lines(page.body) == [line.replace('"', "") for line in case["page"]]
    assert case.get("says", "") in page.body
    assert "<script" not in page.body


def test_the_month_says_the_same(case: dict[str, Any]) -> None:
    if case["page"]:
        assert _lines(case["outputs"]["changes/2026-11/"].body) == _lines(
            case["outputs"]["changes/"].body
        )


def test_former_addresses_lead_on(case: dict[str, Any]) -> None:
    outputs = case["outputs"]
    moved = {path: outputs[path].moved_to for path in case.get("leads", {})}
    assert moved == case.get("leads", {})
    for path in case.get("kept", ()):
        assert outputs[path].moved_to is None
    assert [path for path in case.get("present", ()) if path not in outputs] == []
    assert [path for path in case.get("absent", ()) if path in outputs] == []


def _feeds(outputs: dict[str, Page | Asset]) -> dict[str, bytes]:
    return {
        path: one.content
        for path, one in outputs.items()
        if isinstance(one, Asset)
        and path.endswith((".xml", "feed.json", "/changes.json"))
        and not path.startswith("api/")
    }


def test_every_feed_is_valid_and_both_formats_say_the_same(case: dict[str, Any]) -> None:
    feeds = _feeds(case["outputs"])
    assert "changes/feed.xml" in feeds
    for path in [path for path in feeds if path.endswith(".xml")]:
        document = etree.fromstring(feeds[path])
        assert ATOM.validate(document), ATOM.error_log
        read = feedparser.parse(feeds[path])
        assert not read.bozo
        if path.removesuffix("xml") + "json" not in feeds:
            assert path.startswith("catalog/")
            continue
        item = json.loads(feeds[path.removesuffix("xml") + "json"])
        JSON_FEED.validate(item)
        assert [one.id for one in read.entries] == [one["id"] for one in item["items"]]
        assert [one.title for one in read.entries] == [one["title"] for one in item["items"]]
        assert read.feed.title == item["title"]


def test_a_feed_has_an_entry_for_each_night() -> None:
    outputs = _outputs(BY_NAME["names that come back"])
    read = feedparser.parse(outputs["changes/feed.xml"].content)
    assert [(one.title, one.updated, one.link) for one in read.entries] == [
        (
            "renamed: Payments: was `component:b`",
            "2026-11-22T02:14:00Z",
            f"{URL}changes/2026-11/#2026-11-22",
        ),
        (
            "Saturday 21 November 2026, 2 changes: 1 gone, 1 renamed",
            "2026-11-21T02:00:00Z",
            f"{URL}changes/2026-11/#2026-11-21",
        ),
    ]
    own = outputs["catalog/default/component/payments/changes.xml"].content
    former = outputs["catalog/default/component/a/changes.xml"].content
    assert own == former
    assert [one.title for one in feedparser.parse(own).entries] == [
        "renamed: Payments: was `component:b`",
        "renamed: Payments: was `component:a`",
    ]


def test_without_an_address_feeds_have_no_links_and_keep_their_ids() -> None:
    case = BY_NAME["a quiet last night"]
    one, other = (_outputs(case, url="")["changes/feed.xml"].content for _ in range(2))
    assert one == other
    read = feedparser.parse(one)
    assert not read.feed.get("links")
    assert not read.entries[0].get("links")
    assert read.entries[0].id.startswith("urn:uuid:")


def test_a_renamed_entity_answers_under_its_old_name() -> None:
    outputs = _outputs(BY_NAME["names that come back"])
    new, old = (
        f"api/catalog/entities/by-name/component/default/{name}.json" for name in ("payments", "a")
    )
    assert outputs[old].content == outputs[new].content
    new, old = (f"badges/default/component/{name}/owner.svg" for name in ("payments", "a"))
    assert outputs[old].content == outputs[new].content
    twin = outputs["catalog/default/component/a/index.md"].content.decode()
    assert "(../payments/index.md)" in twin


def test_a_removed_entity_says_since_when_and_whose_it_was() -> None:
    page = _outputs(BY_NAME["every kind of change"])["catalog/default/component/legacy/"]
    assert isinstance(page, Page)
    text = _text(html.fromstring(page.body))
    assert "Legacy <ledger>" in text
    assert "no longer in the catalog" in text
    assert "since 22 Nov 2026" in text
    assert "was owned by" in text
    assert "Perhaps it is Ledger now." in text


def test_home_team_and_entity_show_their_changes() -> None:
    outputs = _outputs(BY_NAME["every kind of change"])
    home = html.fromstring(outputs[""].body)
    panel = next(
        one for one in home.iter("section") if _text(one).startswith("Changed in seven days")
    )
    assert _text(panel).startswith("Changed in seven days 19 3 breaking 1 may break")
    entity = outputs["catalog/default/component/ledger/"]
    assert [link.href for link in entity.feeds] == ["changes.xml"]
    assert "3 changes since 22 November 2026" in entity.body
    assert 'id="changes"' not in outputs["catalog/default/domain/commerce/"].body


def test_json_has_each_event_on_a_line() -> None:
    outputs = _outputs(BY_NAME["names that come back"])
    lines = outputs["api/changes.json"].content.decode().splitlines()
    assert len(lines) == 5
    assert json.loads(lines[1].rstrip(","))["kind"] == "renamed"
    assert outputs["api/changes/2026-11.json"].content == outputs["api/changes.json"].content


def test_the_twin_lists_the_same_days() -> None:
    twin = _outputs(BY_NAME["every kind of change"])["changes/index.md"].content.decode()
    assert "## Sunday 22 November 2026" in twin
    assert "- gone: [Legacy &lt;ledger>](../catalog/default/component/legacy/index.md)" in twin
    assert "<script" not in twin
