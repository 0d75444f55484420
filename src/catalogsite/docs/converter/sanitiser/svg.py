"""Decides whether an SVG file can be published: opened by itself it belongs to the site's origin."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from catalogsite.docs.converter.sanitiser.svg_names import (
    ATTRIBUTE_PREFIXES,
    ATTRIBUTES,
    ELEMENTS,
    TEXTS,
)

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ACTIVE = (
    *("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"),
    *(
        "http://www.w3.org/1999/XSL/",
        "http://www.w3.org/2001/xml-events",
        "http://www.mozilla.org/",
    ),
    *(
        "http://www.w3.org/2001/XInclude",
        "http://www.w3.org/ns/xbl",
        "http://www.w3.org/2002/xforms",
    ),
)
"""Namespaces that browsers act on or once did; elements of any other are text to them."""

_DECLARATIONS = (
    (re.compile(rb"\x00"), "a character of the value 0"),
    (re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE), "declarations of entities"),
    (re.compile(rb"<\?xml-stylesheet", re.IGNORECASE), "an external style sheet"),
)
_ENCODING = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"))
_RASTER = r"data:image/(?:png|jpe?g|gif|webp|avif|bmp)[;,]"
_LOCAL_IMAGE = re.compile(r"(?![\s/])[^\\:]*")
_LOCAL_LINK = re.compile(r"[^\\:]*")
_DATA_IMAGE = re.compile(rf"\s*{_RASTER}", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
_LOADING = re.compile(r"@import|(?:image-set|image|src|cross-fade)\s*\(|\\", re.IGNORECASE)
_FOREIGN_URL = re.compile(
    rf"url\s*\((?!\s*[\"']?\s*(?:#|{_RASTER}|data:(?:font/|application/(?:x-)?font)))",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:java|vb)script:|data:(?!image/(?!svg)|font/|application/(?:x-)?font)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x20]+")
_MAX_VALUE = 60


def unsafe_part(content: bytes) -> str | None:
    """What of an SVG file is not allowed, in words; None where the file can be published."""
    for pattern, words in _DECLARATIONS:
        if pattern.search(content):
            return words
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in _ENCODINGS:
        return f"a declaration of the encoding `{declared[1].decode('ascii', 'replace')}`"
    try:
        # Entities were refused above, so the parser has nothing to expand.
        root = ET.fromstring(content)  # noqa: S314
    except (ET.ParseError, ValueError, LookupError) as error:
        return f"XML that cannot be read ({error})"
    return next(filter(None, map(_element, root.iter())), None)


def _element(element: ET.Element) -> str | None:
    if not isinstance(element.tag, str):
        return None
    namespace, name = _split(element.tag)
    if namespace not in {"", _SVG}:
        return f"the element `{name}` of {namespace}" if namespace.startswith(_ACTIVE) else None
    if name not in ELEMENTS:
        return f"the element `{name}`"
    if name == "style" and (words := _style(element)):
        return words
    found = (_attribute(name, key, value) for key, value in element.attrib.items())
    return next(filter(None, found), None)


def _style(element: ET.Element) -> str | None:
    css = element.text or ""
    if len(element):
        return "elements in `style`"
    found = _LOADING.search(css) or _FOREIGN_URL.search(css)
    return f"`{_shortened(css[found.start() :])}` in `style`" if found else None


def _attribute(element: str, key: str, value: str) -> str | None:
    namespace, name = _split(key)
    if namespace in {"", _SVG, _XLINK} and name == "href":
        return None if _is_allowed_address(element, value) else _words(name, value)
    if namespace == _XML:
        return _words("xml:base", value) if name == "base" else None
    if namespace == _XLINK:
        return None
    if namespace:
        return f"the attribute `{name}`" if namespace.startswith(_ACTIVE) else None
    if name not in ATTRIBUTES and not name.startswith(ATTRIBUTE_PREFIXES):
        return f"the attribute `{name}`"
    if name in TEXTS or name.startswith(("aria-", "data-")):
        return None
    if name == "attributeName":
        return _words(name, value) if _animates_address(value) else None
    if _LOADING.search(value) or _FOREIGN_URL.search(value):
        return _words(name, value)
    return _words(name, value) if _SCRIPT.search(_CONTROL.sub("", value)) else None


def _is_allowed_address(element: str, address: str) -> bool:
    """Whether an address is of the same file, a picture in it, or a link that somebody follows."""
    if address.startswith("#") or not address:
        return True
    if element == "image":
        return bool(_DATA_IMAGE.match(address) or _LOCAL_IMAGE.fullmatch(address))
    return element == "a" and bool(_LINK.match(address) or _LOCAL_LINK.fullmatch(address))


def _animates_address(attribute: str) -> bool:
    """Whether an animation would change an address or an event handler."""
    name = attribute.strip().rpartition(":")[2].lower()
    return name in {"href", "src", "base"} or name.startswith("on")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    return namespace, local


def _words(attribute: str, value: str) -> str:
    return f'the attribute `{attribute}="{_shortened(value)}"`'


def _shortened(value: str) -> str:
    line = " ".join(value.replace("`", "'").split())
    return line if len(line) <= _MAX_VALUE else f"{line[:_MAX_VALUE]}…"
