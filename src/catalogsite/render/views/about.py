"""The tables of plain fields on an entity's page: about, labels, profile."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from markupsafe import Markup, escape

from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.facts import languages
from catalogsite.model.urls import split_ref
from catalogsite.render.filters import safe_url
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE, short_ref, spec_of, text_of
from catalogsite.repositories.hosts import file_url


def about(
    portal: Portal, ref: str, entity: EntityData, folder: str = ""
) -> tuple[tuple[str, Markup], ...]:
    """(title, safe HTML) of each plain field; references to entities are links.

    `folder` is one that the page is in.
    """
    link, spec = portal.links[ref], spec_of(entity)
    rows: list[tuple[str, Markup]] = [("Kind", escape(link.kind_name))]

    def add(title: str, value: str) -> None:
        if value:
            rows.append((title, escape(value)))

    add("Type", link.type)
    add("Lifecycle", link.lifecycle)
    for title, relation in (("Owner", "ownedBy"), ("Part of", "partOf")):
        refs = targets_of(entity, relation)
        if refs:
            rows.append((title, Markup(", ").join(portal.anchor(r, BASE, folder) for r in refs)))
    namespace = split_ref(ref)[1]
    add("Namespace", namespace if namespace != "default" else "")
    add("Reference", short_ref(ref))
    if targets := location_targets(spec):
        rows.append(("Targets", Markup(", ").join(_target(portal, ref, one) for one in targets)))
    add("Languages", _languages(portal, ref))
    return tuple(rows)


def _target(portal: Portal, ref: str, target: str) -> Markup:
    """Safe HTML: a target of a Location, as a link where it is one file."""
    href = "" if "*" in target else _place_of(portal, ref, target)
    return Markup('<a href="{}">{}</a>').format(href, target) if href else escape(target)


def _place_of(portal: Portal, ref: str, target: str) -> str:
    if "://" in target:
        return safe_url(target)
    repo, folder = portal.repository(ref), posixpath.dirname(portal.origin(ref).file or "")
    path = posixpath.normpath(posixpath.join(folder, target))
    outside = path.startswith(("/", ".."))
    return (file_url(repo, path) or "") if repo and not outside else ""


def _languages(portal: Portal, ref: str) -> str:
    """Plain text: all languages, the largest first; empty for a part of a repository."""
    found = portal.value(ref, languages.KIND)
    origin = portal.origin(ref)
    whole = not origin.folder if origin.inferred else "/" not in (origin.file or "")
    if found is None or not whole or split_ref(ref)[0] != "component":
        return ""
    total = sum(found.root.values())
    shares = ((name, _share(size, total)) for name, size in found.root.items() if total)
    return ", ".join(f"{name} {share} %" for name, share in shares)


def _share(size: int, total: int) -> str:
    """Whole percent; nearly nothing is not 0, and nearly all is not 100."""
    share = round(100 * size / total)
    if share == 100 and size < total:
        return "> 99"
    return str(share) if share else "< 1"


def location_targets(spec: dict[str, Any]) -> list[str]:
    """The targets of a Location, as written."""
    listed = spec.get("targets")
    found = [spec.get("target"), *(listed if isinstance(listed, list) else ())]
    return [text_of(target) for target in found if target]


def profile(entity: EntityData) -> tuple[tuple[str, str], ...]:
    """(title, text) of the profile of a group or user."""
    stated = spec_of(entity).get("profile")
    if not isinstance(stated, dict):
        return ()
    rows = [("E-mail", text_of(stated.get("email")))]
    return tuple((title, value) for title, value in rows if value)


def picture(entity: EntityData) -> str:
    """The address of the picture of a group or user, for a link; empty where it is none of the web.

    The picture itself is on a host that no page asks for anything.
    """
    stated = spec_of(entity).get("profile")
    url = safe_url(stated.get("picture")) if isinstance(stated, dict) else ""
    return url if url.lower().startswith(("https://", "http://")) else ""


def initials(title: str) -> str:
    """The first letters of the first and the last word, in upper case: `AI` for `Aiko Ito`."""
    words = re.findall(r"\w+", title)
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def labels_of(entity: EntityData) -> tuple[tuple[str, str], ...]:
    """(key, value) of the labels, sorted by key."""
    labels = entity["metadata"].get("labels")
    if not isinstance(labels, dict):
        return ()
    return tuple((str(key), text_of(value)) for key, value in sorted(labels.items()))
