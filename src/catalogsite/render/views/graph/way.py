"""Safe HTML of the way from an entity to one that needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.who_must_know import PathStep

_FURTHER = Markup("<small>further away</small>")


def way_html(portal: Portal, steps: Sequence[PathStep], base: str, folder: str) -> Markup:
    """Safe HTML: one step as a link, several folded below the name of the last.

    `base` and `folder` as in `from_folder`. A page has dozens of steps, which a template writes ten
    times as slowly.
    """
    if not steps:
        return _FURTHER
    lines = list(_lines(portal, steps, base, folder))
    if len(lines) == 1:
        return Markup(lines[0])
    last = escape(portal.title(steps[-1].ref))
    summary = f"<summary>{last} <small>{len(lines)} steps away</small></summary>"
    return Markup(f"<details>{summary}<ol><li>{'</li><li>'.join(lines)}</li></ol></details>")


def _lines(portal: Portal, steps: Sequence[PathStep], base: str, folder: str) -> Iterator[str]:
    before = "it"
    for step in steps:
        guess = ", by its manifests" if step.inferred else ""
        words = f"{escape(step.words)} {before}{guess}"
        yield f"{portal.anchor(step.ref, base, folder)} <small>{words}</small>"
        before = escape(portal.title(step.ref))
