"""Feeds of entries, as Atom (RFC 4287) and as JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM, JSON_FEED = "xml", "json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_VERSION = "https://jsonfeed.org/version/1.1"
# Characters that no XML document may hold, not even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: plain texts, an id that stays, and the whole address of its page.

    `url` is empty where the site does not know its own address.
    """

    id: str
    title: str
    text: str
    url: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its newest entries first; `own` is its address without the ending, `page` that of its page.

    Both are whole addresses, and empty where the site does not know its own. `updated` is the time
    of a feed without entries.
    """

    id: str
    title: str
    author: str
    own: str
    page: str
    updated: datetime
    entries: tuple[Entry, ...]

    @property
    def changed(self) -> datetime:
        """The time of its newest entry."""
        return max((entry.updated for entry in self.entries), default=self.updated)


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _time(feed.changed))
    _text(SubElement(root, "author"), "name", feed.author)
    _link(root, "self", f"{feed.own}.{ATOM}" if feed.own else "")
    _link(root, "alternate", feed.page)
    for entry in feed.entries:
        part = SubElement(root, "entry")
        _text(part, "id", entry.id)
        _text(part, "title", entry.title)
        _text(part, "updated", _time(entry.updated))
        _link(part, "alternate", entry.url)
        _text(part, "content", entry.text, type="text")
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document + b"\n"


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _NO_XML.sub("\ufffd", text)


def _link(parent: Element, rel: str, url: str) -> None:
    if url:
        SubElement(parent, "link", {"rel": rel, "href": _NO_XML.sub("\ufffd", url)})


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON Feed document."""
    found = {
        "version": _VERSION,
        "title": feed.title,
        **({"home_page_url": feed.page} if feed.page else {}),
        **({"feed_url": f"{feed.own}.{JSON_FEED}"} if feed.own else {}),
        "language": "en",
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, str]:
    return {
        "id": entry.id,
        **({"url": entry.url} if entry.url else {}),
        "title": entry.title,
        "content_text": entry.text,
        "date_published": _time(entry.updated),
    }


def _time(time: datetime) -> str:
    whole = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ")
