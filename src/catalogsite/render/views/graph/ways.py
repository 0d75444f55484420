"""Safe HTML of the ways from an entity to those that need it, as one tree."""

from __future__ import annotations

from markupsafe import Markup, escape

from catalogsite.graph.reach import Reached
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.who_must_know import WhoMustKnow

_Tree = dict[str, dict[str, Reached]]
"""The steps that lead on, by the entity that they start from; ways that begin alike share them."""


def ways_html(portal: Portal, known: WhoMustKnow, base: str, folder: str) -> Markup:
    """Safe HTML: a folded tree of the ways of several steps; empty where there is none.

    The table of owners says the ways of one step. `base` and `folder` as in `from_folder`.
    """
    tree: _Tree = {}
    for row in known.rows:
        if len(row.way) > 1:
            for step in row.way:
                tree.setdefault(step.via, {})[step.ref] = step
    if not tree:
        return Markup("")
    # Every way starts at the entity of the page, so the tree does.
    branches = _branches(portal, tree, tree[next(iter(tree))], base, folder)
    return Markup(
        f'<details class="cs-details cs-ways"><summary>The ways of several steps</summary>{branches}</details>'
    )


def step_html(portal: Portal, step: Reached, base: str, folder: str, *, guessed: bool) -> str:
    """Safe HTML: a step to an entity that needs the one before it; a `guessed` way had one before."""
    words = escape(portal.relation_types.direction(step.relation).words)
    # A way remembers what was guessed before; a step is guessed where that begins.
    guess = ", by its manifests" if step.inferred and not guessed else ""
    return f"{portal.anchor(step.ref, base, folder)} <small>{words} it{guess}</small>"


def _branches(
    portal: Portal,
    tree: _Tree,
    steps: dict[str, Reached],
    base: str,
    folder: str,
    *,
    guessed: bool = False,
) -> str:
    lines = []
    for step in steps.values():
        line = step_html(portal, step, base, folder, guessed=guessed)
        if step.ref in tree:
            line += _branches(portal, tree, tree[step.ref], base, folder, guessed=step.inferred)
        lines.append(f"<li>{line}</li>")
    return f"<ul>{''.join(lines)}</ul>"
