"""The output of a template: its links and texts as the user is shown them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.engine.engine import MISSING, truthy
from catalogsite.scaffold.run.plan import needs_of
from catalogsite.scaffold.run.runner import Runner


def output_of(runner: Runner, output: Any) -> dict[str, Any]:
    """The evaluated output, without links that hang on steps by hand.

    A text says `<name of step id>` for what such a step will give.
    """
    found: dict[str, Any] = {}
    for name, value in output.items() if isinstance(output, Mapping) else ():
        kept = value
        if name == "links" and isinstance(value, list):
            kept = [link for link in value if not _hangs(runner, link)]
        scope = runner.scope(told=name == "text")
        done = runner.evaluation.value(kept, scope, ("spec", "output", name))
        if done is not MISSING:
            found[name] = done
    return _shown(found)


def _hangs(runner: Runner, part: Any) -> bool:
    return runner.hangs_on(needs_of(tuple(expressions.texts(part, ())))) is not None


def _shown(output: dict[str, Any]) -> dict[str, Any]:
    """The output without items whose `if` is false, and without links that have no target."""
    shown = dict(output)
    for name in ("links", "text"):
        items = shown.get(name)
        if isinstance(items, list):
            kept = [i for i in items if isinstance(i, dict) and truthy(i.get("if", True))]
            plain = [{key: value for key, value in i.items() if key != "if"} for i in kept]
            shown[name] = [i for i in plain if name == "text" or "url" in i or "entityRef" in i]
    return shown
