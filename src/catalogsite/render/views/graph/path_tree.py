"""Safe HTML of the paths from an entity to those that need it, as one tree."""

from __future__ import annotations

from markupsafe import Markup, escape

from catalogsite.graph.reach import Reached
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.who_must_know import WhoMustKnow

_Tree = dict[str, dict[str, Reached]]
"""The next steps by the entity that they start from; paths with a common beginning share it."""


def path_tree(portal: Portal, known: WhoMustKnow, base: str, folder: str) -> Markup:
    """Safe HTML: a folded tree of the paths of two steps or more; an empty text if there are none.

    The table of owners has the paths of one step. `base` and `folder` as in `from_folder`.
    """
    tree: _Tree = {}
    for row in known.rows:
        if len(row.way) > 1:
            for step in row.way:
                tree.setdefault(step.via, {})[step.ref] = step
    if not tree:
        return Markup("")
    # Every path starts at the entity of the page, which is the root of the tree.
    branches = _branches(portal, tree, tree[next(iter(tree))], base, folder)
    return Markup(
        f'<details class="cs-details cs-path-tree"><summary>Paths of several steps</summary>{branches}</details>'
    )


def step_html(portal: Portal, step: Reached, base: str, folder: str, *, guessed: bool) -> str:
    """Safe HTML: a step to an entity that needs the one before it; a `guessed` path had such a step before."""
    words = escape(portal.relation_types.direction(step.relation).words)
    # All steps after a guessed one are marked; only the first of them says so.
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
