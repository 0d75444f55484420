"""What the configuration decides about problems: off, or another level, for some files or entities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsite.model.problem import Level, Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.problems.suppressions import Suppression, apply_suppressions

SNAPSHOT = Snapshot(
    version="1",
    created=datetime(2026, 1, 2, tzinfo=UTC),
    entities=(
        {"kind": "Component", "metadata": {"name": "a"}, "spec": {"lifecycle": "experimental"}},
        {"kind": "Component", "metadata": {"name": "b"}, "spec": {"lifecycle": "production"}},
    ),
    problems=tuple(
        Problem(
            rule=rule, level=Level.WARNING, message=rule, repository="host/acme/shop",
            file=file, entity_ref=ref,
        )
        for rule, file, ref in (
            ("dangling-reference", "old/catalog-info.yaml", "component:default/a"),
            ("dangling-reference", "catalog-info.yaml", "component:default/b"),
            ("broken-link", "docs/index.md", None),
        )
    ),
)  # fmt: skip
CASES: list[tuple[list[dict[str, Any]], list[str | None]]] = [
    ([], ["warning", "warning", "warning"]),
    ([{"rules": ["dangling-reference"]}], [None, None, "warning"]),
    ([{"rules": ["dangling-reference"], "level": "error"}], ["error", "error", "warning"]),
    ([{"rules": ["dangling-reference"], "paths": ["old/**"]}], [None, "warning", "warning"]),
    (
        [{"rules": ["dangling-reference"], "paths": ["host/acme/shop/old/**"], "level": "info"}],
        ["info", "warning", "warning"],
    ),
    (
        [{"rules": ["broken-link", "dangling-reference"], "paths": ["*"]}],
        ["warning", None, "warning"],
    ),
    (
        [{"rules": ["dangling-reference"], "filter": "spec.lifecycle=experimental"}],
        [None, "warning", "warning"],
    ),
    (
        [{"rules": ["broken-link"], "filter": ["kind=component"]}],
        ["warning", "warning", "warning"],
    ),
    (
        [
            {"rules": ["dangling-reference"], "paths": ["old/**"], "level": "info"},
            {"rules": ["dangling-reference"], "level": "error"},
        ],
        ["info", "error", "warning"],
    ),
]


@pytest.mark.parametrize(("silences", "levels"), CASES)
def test_levels(silences: list[dict[str, Any]], levels: list[str | None]) -> None:
    found = apply_suppressions(SNAPSHOT, [Suppression.model_validate(one) for one in silences])
    expected = [
        (problem.rule, level)
        for problem, level in zip(SNAPSHOT.problems, levels, strict=True)
        if level
    ]
    assert [(problem.rule, problem.level) for problem in found.problems] == expected
