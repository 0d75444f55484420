"""Files with the end of life of products: what they may say, and where a mistake is."""

from __future__ import annotations

from datetime import date

import pytest

from catalogsite.config.settings import load_config
from catalogsite.errors import ConfigError

GOOD = """\
products:
  - id: acme
    title: Acme runtime
    packages: ["pkg:npm/%40acme/runtime"]
    lines: {"1.4": 2027-03-31}
"""
WRONG = {
    GOOD.replace("2027-03-31", "soon"): "end.yaml:5: products.0.lines.1.4:",
    GOOD.replace("pkg:npm/%40acme/runtime", "runtime"): (
        "end.yaml:4: products.0.packages.0: write a package URL without a version"
    ),
    GOOD.replace("title", "titel"): "end.yaml:2: products.0.title:",
    "products: {": "end.yaml:1: not valid YAML",
    "- a": "end.yaml:1:",
}


def _config(folder, text):
    (folder / "end.yaml").write_text(text, "utf-8")
    file = folder / "catalogsite.yaml"
    file.write_text("packages: {end_of_life: [end.yaml]}", "utf-8")
    return load_config(file)


def test_a_file_adds_products(tmp_path):
    (product,) = _config(tmp_path, GOOD).end_of_life
    assert (product.id, product.lines) == ("acme", {"1.4": date(2027, 3, 31)})


def test_an_empty_file_adds_none(tmp_path):
    assert _config(tmp_path, "").end_of_life == ()


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path, text):
    with pytest.raises(ConfigError) as caught:
        _ = _config(tmp_path, text).end_of_life
    assert WRONG[text] in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    file = tmp_path / "catalogsite.yaml"
    file.write_text("packages: {end_of_life: [gone.yaml]}", "utf-8")
    with pytest.raises(ConfigError, match=r"gone\.yaml"):
        _ = load_config(file).end_of_life
