"""Rewrites every link and image of a converted page as `links` resolves it."""

from __future__ import annotations

import html as entities
import posixpath
import re

from catalogsite.docs.converter.links import SCHEME, Outcome, Place, Site, Unpublished, resolve
from catalogsite.docs.source_sets import candidates, source_set

_TAG = re.compile(
    r"<(/?)(a|img|video|audio|source|track)\b"
    r"(?:((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*/?>|[^<>]*>?)",
    re.IGNORECASE,
)
"""A tag that may load something. Without a third group it cannot be read, and is left out."""

_REFUSED = "the drawing is not published"
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:=\"([^\"]*)\")?")


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
        href, reason, file = resolve(target, self.place, self.site, self.outcome)
        if file is not None and file in self.site.unpublished:
            self.outcome.unpublished.append(Unpublished(target, href, file))
        if href is None:
            self.closing = "</span>"
            return self._mark(target, reason)
        return match[0] if href == target else _open("a", attributes | {"href": href})

    def _mark(self, target: str, reason: str) -> str:
        # A file that is there is no mistake of the page; a refused drawing has a problem of its own.
        if reason != _REFUSED and not reason.endswith("in the repository"):
            self.outcome.broken.append((target, reason))
        return _open("span", {"class": "cs-broken-link", "title": f"{target}: {reason}"})

    def _image(self, attributes: dict[str, str]) -> str:
        target = attributes.get("src", "")
        words = attributes.get("alt") or posixpath.basename(target) or "image"
        if SCHEME.match(target):
            if self.closing is not None:
                return entities.escape(words)
            link = {"class": "cs-foreign-image", "href": target}
            return f"{_open('a', link)}{entities.escape(words)}</a>"
        href, reason = self._file(target)
        if href is None:
            return f"{self._mark(target, reason or 'not an image')}{entities.escape(words)}</span>"
        image = {"alt": "", "loading": "lazy"} | attributes | {"src": href}
        return _open("img", self._with_source_set(image))

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
        if SCHEME.match(target):
            return None
        href, reason = self._file(target)
        if href is None and reason != _REFUSED:
            self.outcome.broken.append((target, reason or "not published"))
        return href

    def _file(self, target: str) -> tuple[str | None, str]:
        """The address of a published file that the page shows, else None and the reason."""
        href, reason, file = resolve(target, self.place, self.site, self.outcome)
        if file in self.site.refused:
            return None, _REFUSED
        return (None, reason) if href is None or SCHEME.match(href) else (href, "")

    def _media(self, tag: str, attributes: dict[str, str]) -> str:
        changed = self._with_source_set(attributes)
        if "srcset" in attributes and "srcset" not in changed and "src" not in changed:
            return ""
        for name in ("src", "poster"):
            target = attributes.get(name)
            if target is None:
                continue
            href, reason = (None, "on another host")
            if not SCHEME.match(target):
                href, reason = self._file(target)
            if href is None:
                del changed[name]
                if reason != _REFUSED:
                    self.outcome.broken.append((target, reason or "not published"))
            else:
                changed[name] = href
        return _open(tag, changed)


def _open(tag: str, attributes: dict[str, str]) -> str:
    words = "".join(f' {name}="{entities.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{words}>"
