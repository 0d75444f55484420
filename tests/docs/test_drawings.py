"""Drawings are published if they hold only what can neither run nor load anything."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.docs.converter.sanitiser.svg import unsafe_part

CASES = yaml.safe_load((Path(__file__).parent / "drawings.yaml").read_text("utf-8"))
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(("drawing", "part"), CASES["hostile"])
def test_the_reason_names_what_a_drawing_must_not_contain(drawing, part):
    assert unsafe_part(drawing.encode()) == part


@pytest.mark.parametrize("drawing", CASES["honest"])
def test_a_harmless_drawing_is_published(drawing):
    assert unsafe_part(drawing.encode()) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_drawing_in_a_wide_encoding_is_not_published(encoding):
    assert unsafe_part(SVG.encode(encoding)) == "a character of the value 0"


def test_a_long_value_is_shortened():
    drawing = SVG.replace("/>", f' fill="url(//{"x" * 100})"/>')
    assert unsafe_part(drawing.encode()) == f'the attribute `fill="url(//{"x" * 54}…"`'
