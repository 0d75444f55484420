"""The link to an entity as HTML."""

from __future__ import annotations

from markupsafe import Markup, escape

from catalogsite.model.urls import from_folder
from catalogsite.render.views.entity_link import EntityLink, short_ref

_MISSING = Markup('<span class="cs-missing" title="Not in the catalog">{}</span>')


def anchor(link: EntityLink | None, ref: str, base: str, folder: str) -> Markup:
    """Safe HTML of a link to an entity of the catalog, or of a reference to another one.

    `base` and `folder` as in `from_folder`.
    """
    if link is None:
        return _MISSING.format(short_ref(ref))
    # Not `Markup.format`, which takes ten times as long; everything is escaped here.
    href, title = escape(from_folder(base, folder, link.path)), escape(link.title)
    return Markup(f'<a class="cs-link cs-i-{link.icon}" href="{href}">{title}</a>')
