"""The kinds of files that a documentation may have, and which of them are published.

Published files are opened in the origin of the portal. So only kinds that a browser shows or
downloads, and never runs, are on the list; whatever is not on the list is not published.
"""

from __future__ import annotations

import posixpath

DRAWING = ".svg"
"""A kind that a browser may run, published only after a check of its content."""

IMAGES = (
    *(".png", ".apng", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".avif", ".ico", ".bmp"),
    DRAWING,
)
MEDIA = (".mp4", ".webm", ".mp3", ".ogg", ".wav", ".vtt")
DATA = (
    *(".pdf", ".txt", ".csv", ".json", ".yaml", ".yml", ".log"),
    *(".drawio", ".puml", ".proto", ".zip", ".pptx", ".docx", ".xlsx"),
)

SHOWN = frozenset((*IMAGES, *MEDIA))
"""Published from anywhere in the repository, with the page that shows them."""

PUBLISHED = SHOWN | frozenset(DATA)
"""Published from the folder of a documentation; a link to another file leads to its host."""

_RUN = frozenset(
    (
        *(".html", ".htm", ".xhtml", ".xht", ".shtml", ".shtm", ".mhtml", ".mht", ".hta"),
        *(".xml", ".xsl", ".xslt", ".rdf", ".svg", ".svgz", ".js", ".mjs", ".cjs", ".css"),
        *(".wasm", ".swf", ".php", ".asp", ".aspx", ".jsp", ".cgi"),
    )
)
"""Endings that make a web server which does not know the last one serve the file as this kind."""


def is_published(path: str) -> bool:
    """Whether a file of a documentation's folder may be published, by the endings of its name."""
    endings = _endings(path)
    if not endings or endings[-1] not in PUBLISHED:
        return False
    return endings[-1] in SHOWN or _RUN.isdisjoint(endings)


def is_shown(path: str) -> bool:
    """Whether a page may show the file: an image, a drawing, a film or a sound."""
    return bool(SHOWN.intersection(_endings(path)[-1:]))


def is_drawing(path: str) -> bool:
    """Whether the content of the file must be checked before it is published."""
    return _endings(path)[-1:] == [DRAWING]


def _endings(path: str) -> list[str]:
    """The endings of a file's name in lower case, each with its dot; a leading dot begins none."""
    name = posixpath.basename(path).lower()
    return [f".{ending}" for ending in name.lstrip(".").split(".")[1:]]
