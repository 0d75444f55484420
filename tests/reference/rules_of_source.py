"""The rule ids of the source: what is given as `rule` wherever a value or function takes one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "catalogsite"
_VALUES = {
    "Problem": -1,
    "model_construct": -1,
    "reference_problem": -1,
    "Finding": 0,
    "complain": 0,
}
_ID = re.compile(r"[a-z]+(-[a-z]+)*")


def rules_of_source(source: Path = SOURCE) -> dict[str, set[str]]:
    """Each rule id and the files that name it."""
    found: dict[str, set[str]] = {}
    for path in sorted(source.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        takers = _VALUES | dict(_takers(tree))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for rule in _rules(call, takers, tree):
                found.setdefault(rule, set()).add(path.relative_to(source).as_posix())
    return found


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions of this file with a parameter `rule`, and its position."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg not in {"self", "cls"}]
            if "rule" in [*names, *(a.arg for a in node.args.kwonlyargs)]:
                yield node.name, names.index("rule") if "rule" in names else -1


def _rules(call: ast.Call, takers: dict[str, int], tree: ast.Module) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", None))
    if name not in takers:
        return
    position = takers[name]
    given = [k.value for k in call.keywords if k.arg == "rule"]
    if not given and 0 <= position < len(call.args):
        given = [call.args[position]]
    for value in given:
        yield from filter(_ID.fullmatch, _words(value, tree))


def _words(value: ast.expr | None, tree: ast.Module) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _words(value.body, tree)
        yield from _words(value.orelse, tree)
    elif isinstance(value, ast.Name) and value.id != "rule":
        # A name that some function of the file answered.
        for node in ast.walk(tree):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                yield from (word for word in _words(node.value, tree) if "-" in word)
