"""Every problem that the source creates: rule, variant and the names of its values, from its calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "src" / "catalogsite"
_FACTORY = "problems/create.py"
# The position of the variant among the positional arguments of each function.
_VARIANT = {"problem": 1, "finding": 2, "DefinitionFinding": 1}
_KEYWORDS = {"problem": {"at", "suggestion"}, "finding": {"suggestion"}, "DefinitionFinding": set()}
# Makes problems of the findings about API definitions, whose rules stand where they are found.
_PASSES_ON = "collect/reading/api_definitions.py"
_CONSTRUCTORS = {"Problem", "Finding"}


class Use(NamedTuple):
    """A call of the factory; `values` are the names of the values that it supplies."""

    rule: str
    variant: str | None
    values: frozenset[str]
    suggests: bool
    is_finding: bool
    place: str


def uses_of_source(source: Path = SOURCE) -> list[Use]:
    """Each call of the factory, once for every rule and variant that it may name."""
    return [use for path, call in _calls(source) for use in _uses(path, call)]


def direct_constructions(source: Path = SOURCE) -> list[str]:
    """Where a problem is constructed without the factory."""
    return [
        f"{path}:{call.lineno}" for path, call in _calls(source) if _name(call) in _CONSTRUCTORS
    ]


def _calls(source: Path) -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(source.rglob("*.py")):
        path = file.relative_to(source).as_posix()
        tree = ast.parse(file.read_text("utf-8"))
        if path in {_FACTORY, _PASSES_ON} or not _imports_factory(tree):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node


def _imports_factory(tree: ast.Module) -> bool:
    modules = {
        "catalogsite.apis.definition_format",
        "catalogsite.model.problem",
        "catalogsite.problems.create",
    }
    return any(isinstance(node, ast.ImportFrom) and node.module in modules for node in tree.body)


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        # `Problem.model_construct(...)` and the like.
        return function.value.id
    return function.id if isinstance(function, ast.Name) else ""


def _uses(path: str, call: ast.Call) -> Iterator[Use]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in _VARIANT:
        return
    place = f"{path}:{call.lineno}"
    given = (
        _definition_values(call, place)
        if name == "DefinitionFinding"
        else {keyword.arg for keyword in call.keywords}
    )
    assert None not in given, f"{place}: values must be given by name"
    position = _VARIANT[name]
    variants = _words(call.args[position], place) if position < len(call.args) else [None]
    for rule in _words(call.args[0], place):
        for variant in variants:
            yield Use(
                rule=str(rule),
                variant=variant,
                values=frozenset(given - _KEYWORDS[name] - {"suggestion"}),
                suggests="suggestion" in given,
                is_finding=name == "finding",
                place=place,
            )


def _definition_values(call: ast.Call, place: str) -> set[str | None]:
    """The keys of the values of a finding about an API definition: the fifth argument, or `values`."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "values"]
    literals = [one for one in (*call.args[2:], *named) if isinstance(one, ast.Dict)]
    keys = [key for one in literals for key in one.keys]
    assert not named or literals, f"{place}: the values must be a literal"
    assert all(isinstance(key, ast.Constant) for key in keys), f"{place}: keys must be literals"
    return {key.value for key in keys if isinstance(key, ast.Constant)}


def _words(value: ast.expr, place: str) -> list[str | None]:
    if isinstance(value, ast.IfExp):
        return _words(value.body, place) + _words(value.orelse, place)
    assert isinstance(value, ast.Constant), f"{place}: rule and variant must be literals"
    return [value.value]
