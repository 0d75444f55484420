"""The HTML of authors, attribute by attribute: what is kept, and what is removed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.docs.converter.sanitiser.sanitise import sanitise

CASES = yaml.safe_load((Path(__file__).parent / "sanitise.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("html", "clean"), CASES)
def test_what_is_left_of_html(html: str, clean: str) -> None:
    assert sanitise(html) == clean
