"""Links of generated pages in a site whose pages have addresses of files, not of folders.

Such a site (`use_directory_urls: false`, the `offline` plugin) is opened from a disk, or served by
something that does not look for `index.html` in a folder. So each link to a page names that file.
"""

from __future__ import annotations

import re

INDEX = "index.html"
MARK = f'<meta name="cs-index" content="{INDEX}">'
"""What pages of such a site have in their head; scripts read it, and `is_marked` does."""

_RELATIVE = r"(?![A-Za-z][\w+.-]*:|/)"
_LINK = re.compile(rf'( (?:href|action)="){_RELATIVE}([^"?#]*)(?=["?#])')
_REFRESH = re.compile(rf'(content="0; url=){_RELATIVE}([^"?#]*)(?=["?#])')
_MARKDOWN = re.compile(rf"(\]\(){_RELATIVE}([^)?#\s]*)(?=[)?#])")
# The Markdown of a page for other places, whose addresses begin with that of the site.
_SNIPPET = re.compile(r"<code data-cs-snippet[^>]*>[^<]*</code>")
_FOLDER = re.compile(r"(\]\()([^)?#\s]*/)(?=\))")


def is_marked(html: str) -> bool:
    """Whether a built page belongs to such a site."""
    return MARK in html


def marked(html: str) -> str:
    """The built page with the mark in its head."""
    return html.replace("</head>", f"{MARK}</head>", 1)


def with_file_links(html: str) -> str:
    """The HTML in which relative links to folders lead to their `index.html`."""
    found = _REFRESH.sub(_named, _LINK.sub(_named, html))
    return _SNIPPET.sub(lambda snippet: _FOLDER.sub(_named, snippet[0]), found)


def with_file_links_of_site(html: str, root: str) -> str:
    """The HTML in which absolute paths to folders below `root`, such as `/portal/`, name their file.

    `404.html` has such links, because it is shown at any address.
    """
    link = re.compile(rf'( (?:href|action)=")({re.escape(root)}(?!/)[^"?#]*)(?=["?#])')
    return link.sub(_named, html)


def with_file_links_in_markdown(text: str) -> str:
    """The Markdown in which relative links to folders lead to their `index.html`."""
    return _MARKDOWN.sub(_named, text)


def _named(link: re.Match[str]) -> str:
    return link[1] + file_address(link[2])


def file_address(path: str) -> str:
    """The address of a page as that of its file; any other address as it is. Both without a query."""
    if path.endswith("/"):
        return path + INDEX
    if path in {".", ".."} or path.endswith(("/.", "/..")):
        return f"{path}/{INDEX}"
    return path
