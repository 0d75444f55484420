"""The output of a template: its links and texts as the user is shown them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.scaffold.engine.engine import MISSING, truthy
from catalogsite.scaffold.run.plan import needs_of
from catalogsite.scaffold.run.runner import Runner
from catalogsite.yaml12.documents import Path


def output_of(runner: Runner, output: Any) -> dict[str, Any]:
    """The evaluated output, without links and values of steps that did not run.

    A text says `<name of step id>` for what a step by hand will give.
    """
    found: dict[str, Any] = {}
    for name, value in output.items() if isinstance(output, Mapping) else ():
        path, open_ = ("spec", "output", name), runner.is_open(needs_of(value))
        if name == "links" and isinstance(value, list):
            found[name] = _links(runner, value, path)
        elif name == "text" or not open_:
            scope = runner.scope(shown=name == "text")
            done = runner.evaluation.value(value, scope, path, lenient=open_)
            found |= {} if done is MISSING else {name: done}
    return _shown(found)


def _links(runner: Runner, links: list[Any], path: Path) -> list[Any]:
    known = [(i, link) for i, link in enumerate(links) if not runner.is_open(needs_of(link))]
    return [runner.evaluation.value(link, runner.scope(), (*path, i)) for i, link in known]


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
