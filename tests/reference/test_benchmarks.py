"""The benchmarks name functions of the product, which move and are renamed."""

from __future__ import annotations

import functools
import importlib
from pathlib import Path

import pytest
from benchmarks.portal import stage_clock

TOP = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(file.relative_to(TOP).with_suffix("").parts)
    for file in (TOP / "benchmarks").rglob("*.py")
)


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_imports_what_there_is(module: str) -> None:
    assert importlib.import_module(module).__doc__


@pytest.mark.parametrize("wrapped", [*stage_clock.COLLECT, *stage_clock.BUILD], ids=str)
def test_a_stage_is_a_function_of_the_product(wrapped: stage_clock.Wrapped) -> None:
    module = importlib.import_module(wrapped.module)
    assert callable(functools.reduce(getattr, wrapped.name.split("."), module))


def test_the_outputs_that_are_counted_are_those_of_a_build() -> None:
    module = importlib.import_module(stage_clock.OUTPUTS[0])
    assert callable(getattr(module, stage_clock.OUTPUTS[1]))
