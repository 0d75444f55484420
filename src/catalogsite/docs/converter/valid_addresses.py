"""Addresses that a parser can take apart, in place of those that MkDocs would fail at.

An author writes `http://[your-server]:8080/`, and means a placeholder.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from catalogsite.docs.mkdocs_config import Nav

VALID_ADDRESSES = f"{__name__}:ValidAddresses"
"""The name by which Python-Markdown loads the extension."""

_BEFORE_LINKS = 1
"""MkDocs resolves links with priority 0."""


def valid_address(address: str) -> str:
    """The address, with what makes it invalid percent-encoded."""
    try:
        urlsplit(address)
    except ValueError:
        return quote(address, safe="/:?#&=%@;,+~!$*'()")
    return address


def valid_nav(nav: Nav | None) -> Nav | None:
    """The navigation of a mkdocs.yml with valid addresses."""
    return None if nav is None else [_valid_entry(entry) for entry in nav]


def _valid_entry(entry: object) -> object:
    if isinstance(entry, str):
        return valid_address(entry)
    if isinstance(entry, list):
        return [_valid_entry(item) for item in entry]
    if isinstance(entry, dict):
        return {title: _valid_entry(item) for title, item in entry.items()}
    return entry


class ValidAddresses(Extension):
    """Makes the addresses of links and images valid before MkDocs resolves them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the name of the library)
        """Register the processor."""
        md.treeprocessors.register(_Addresses(md), "catalogsite-addresses", _BEFORE_LINKS)


class _Addresses(Treeprocessor):
    def run(self, root: Element) -> None:
        """Replace each invalid address of a page."""
        for element in root.iter():
            for name in ("href", "src"):
                written = element.get(name)
                if written is not None and "[" in written:
                    element.set(name, valid_address(written))
