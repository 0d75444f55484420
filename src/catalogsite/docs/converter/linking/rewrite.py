"""Rewrites every link and image of a converted page as `resolve` says."""

from __future__ import annotations

import html as entities
import posixpath
import re

from catalogsite.docs.converter.linking.resolve import SCHEME, resolve
from catalogsite.docs.converter.linking.schemes import REFUSED
from catalogsite.docs.converter.linking.site import (
    LinkKind,
    LinkReport,
    Outcome,
    Place,
    Resolved,
    Site,
)
from catalogsite.docs.file_kinds import is_shown
from catalogsite.docs.source_sets import candidates, source_set

_TAG = re.compile(
    r"<(/?)(a|img|video|audio|source|track)\b"
    r"(?:((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*/?>|[^<>]*>?)",
    re.IGNORECASE,
)
"""A tag that may load something. Without a third group it cannot be read, and is left out."""

_ATTRIBUTE = re.compile(r"([\w:-]+)(?:=\"([^\"]*)\")?")
_WITHOUT_ADDRESS = "in the repository, which has no web address"
# Of these kinds, only an address of another host may be an image.
_NO_IMAGE = frozenset(
    {LinkKind.HOST, LinkKind.UNPUBLISHED, LinkKind.CATALOG, LinkKind.PORTAL, LinkKind.KEPT}
)
# Links of these kinds are worth a problem also where they lead to the host.
_REPORTED = frozenset({LinkKind.BROKEN, LinkKind.SUBMODULE, LinkKind.UNPUBLISHED})


def resolve_links(html: str, place: Place, site: Site, outcome: Outcome) -> str:
    """Safe HTML with its links rewritten; `html` must be sanitised. Broken links go into `outcome`."""
    return _Rewriting(place, site, outcome).run(html)


class _Rewriting:
    """One pass over the tags of a page; anchors cannot nest, so a single state is enough."""

    def __init__(self, place: Place, site: Site, outcome: Outcome) -> None:
        self.place = place
        self.site = site
        self.outcome = outcome
        self.closing: str | None = None

    def run(self, html: str) -> str:
        return _TAG.sub(self._tag, html)

    def _tag(self, match: re.Match[str]) -> str:
        closes, tag, rest = match[1], match[2].lower(), match[3]
        if closes:
            return self._closing_tag(match[0], tag)
        if rest is None:
            self.closing = "" if tag == "a" else self.closing
            return ""
        attributes = {name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(rest)}
        if tag == "img":
            return self._image(attributes)
        return self._anchor(match, attributes) if tag == "a" else self._media(tag, attributes)

    def _closing_tag(self, written: str, tag: str) -> str:
        if tag != "a" or self.closing is None:
            return written
        closing, self.closing = self.closing, None
        return closing

    def _anchor(self, match: re.Match[str], attributes: dict[str, str]) -> str:
        self.closing = "</a>"
        target = attributes.get("href")
        if target is None or "headerlink" in attributes.get("class", ""):
            return match[0]
        found = resolve(target, self.place, self.site, self.outcome)
        if found.kind in _REPORTED or found.href is None:
            self._report(target, found)
        if found.href is None:
            self.closing = _end_of_text(found)
            return _text_for(target, found)
        return match[0] if found.href == target else _open("a", attributes | {"href": found.href})

    def _report(self, target: str, found: Resolved, *, is_image: bool = False) -> None:
        written = target.removeprefix(f"{REFUSED}:")
        self.outcome.reports.append(LinkReport(written, found, is_image))

    def _image(self, attributes: dict[str, str]) -> str:
        target = attributes.get("src", "")
        if not target:
            return entities.escape(attributes.get("alt", ""))
        words = attributes.get("alt") or _name_of(target) or "image"
        found = self._file(target)
        if found.kind is LinkKind.INSIDE and found.href is not None:
            image = {"alt": "", "loading": "lazy"} | attributes | {"src": found.href}
            return _open("img", self._with_source_set(image))
        if found.href is None or found.kind is LinkKind.DRAWING:
            return f"{_text_for(target, found)}{entities.escape(words)}{_end_of_text(found)}"
        if self.closing is not None:
            return entities.escape(words)
        link = {"class": "cs-foreign-image", "href": found.href}
        return f"{_open('a', link)}{entities.escape(words)}</a>"

    def _with_source_set(self, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes, where `srcset` has only published files; without it where none is left."""
        found = [
            (href, descriptor)
            for target, descriptor in candidates(attributes.get("srcset", ""))
            if (href := self._published(target)) is not None
        ]
        others = {k: v for k, v in attributes.items() if k not in {"srcset", "sizes"}}
        if not found:
            return others
        sizes = {"sizes": attributes["sizes"]} if "sizes" in attributes else {}
        return others | {"srcset": source_set(found)} | sizes

    def _published(self, target: str) -> str | None:
        """The address of one file of a `srcset`; None where it is on another host, or is broken."""
        found = self._file(target)
        return found.href if found.kind is LinkKind.INSIDE else None

    def _file(self, target: str) -> Resolved:
        """What an image leads to, which is reported unless it is published or on another host."""
        found = resolve(target, self.place, self.site, self.outcome, is_image=True)
        is_foreign = found.kind is LinkKind.KEPT and SCHEME.match(found.href or "") is not None
        if found.kind in _NO_IMAGE and not is_foreign:
            found = Resolved(LinkKind.BROKEN, None, self._why_no_image(found))
        if found.kind not in {LinkKind.INSIDE, LinkKind.DRAWING, LinkKind.KEPT}:
            self._report(target, found, is_image=True)
        return found

    def _why_no_image(self, found: Resolved) -> str:
        if found.kind is not LinkKind.HOST or not is_shown(found.detail):
            return "not an image of a kind that is published"
        is_left_out = found.detail in self.site.files
        return "the file is not published" if is_left_out else "the image is too large"

    def _media(self, tag: str, attributes: dict[str, str]) -> str:
        changed = self._with_source_set(attributes)
        if "srcset" in attributes and "srcset" not in changed and "src" not in changed:
            return ""
        link = ""
        for name in ("src", "poster"):
            target = attributes.get(name)
            if target is None:
                continue
            found = self._file(target)
            if found.kind is LinkKind.INSIDE and found.href is not None:
                changed[name] = found.href
                continue
            del changed[name]
            if found.kind is LinkKind.KEPT:
                self._report(target, Resolved(LinkKind.FOREIGN, target))
                link = link or self._link_to(target, tag, name)
        return f"{link}{_open(tag, changed)}"

    def _link_to(self, target: str, tag: str, attribute: str) -> str:
        """A link to a video or a sound of another host, which the page does not play; else `""`."""
        if attribute != "src" or tag not in {"video", "audio"} or self.closing is not None:
            return ""
        link = {"class": "cs-foreign-image", "href": target}
        return f"{_open('a', link)}{entities.escape(_name_of(target) or target)}</a>"


def _text_for(target: str, found: Resolved) -> str:
    """The beginning of a text in the place of a link that leads nowhere."""
    if found.kind in {LinkKind.BROKEN, LinkKind.DRAWING}:
        reason = found.detail if found.kind is LinkKind.BROKEN else "the drawing is not published"
        # An address that is not published is not in the page either, not even as a text.
        hidden = target.startswith(f"{REFUSED}:")
        title = "the address is not published" if hidden else f"{target}: {reason}"
        return _open("span", {"class": "cs-broken-link", "title": title})
    title = f"{found.detail} {_WITHOUT_ADDRESS}"
    return _open("span", {"class": "cs-repository-path", "title": title})


def _end_of_text(found: Resolved) -> str:
    if found.kind in {LinkKind.BROKEN, LinkKind.DRAWING} or not found.detail:
        return "</span>"
    return f" <code>{entities.escape(found.detail)}</code></span>"


def _name_of(target: str) -> str:
    return "" if target.startswith(f"{REFUSED}:") else posixpath.basename(target)


def _open(tag: str, attributes: dict[str, str]) -> str:
    words = "".join(f' {name}="{entities.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{words}>"
