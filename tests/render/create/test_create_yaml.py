"""The descriptor that a preview writes has the bytes of PyYAML, with which the command writes it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import quickjs
import yaml

SCRIPT = Path(__file__).parents[3] / "site_templates/assets/create/run/yaml.js"
WORDS = [
    *("a", "word", "x: y", "- b", "#c", " # d", "yes", "true", "1", "1.5", "null", "~", "2020-01-01"),
    *("0x1F", "1:20", "<<", "=", "é", "😀", "\n", "\n\n", " ", "  ", "'", '"', "\t", "\u2028", "\x85"),
    *("\\", "{", "]", "%", "@", "`", "!t", "&a", "*b", "|", ">", "? ", ":", ": ", "---", "...", ",", "\x07"),
    *("\ufeff", "\u00a0", "a:b", "http://x/y", "1e3", "1_000", ".5", "+1", "0o7", "012"),
    "long words that are folded somewhere near the end of a line",
]  # fmt: skip
NUMBERS = [1, 0, -3, True, False, None, 0.5, 8080, 1e21, 1e-7, 123456789012]


def _text(draw: random.Random) -> str:
    return "".join(draw.choice(WORDS) for _ in range(draw.choice([0, 1, 1, 2, 3, 5, 9, 20])))


def _value(draw: random.Random, depth: int) -> Any:
    kind = draw.random()
    if depth > 3 or kind < 0.55:
        return _text(draw)
    if kind < 0.65:
        return draw.choice(NUMBERS)
    if kind < 0.8:
        return [_value(draw, depth + 1) for _ in range(draw.choice([0, 1, 2, 3]))]
    return _mapping(draw, depth + 1, draw.choice([0, 1, 2, 3]))


def _mapping(draw: random.Random, depth: int, size: int) -> dict[str, Any]:
    keys = (
        f"k{_text(draw)}" if draw.random() < 0.4 else draw.choice("abcdefgh") for _ in range(size)
    )
    return {key: _value(draw, depth) for key in keys}


@pytest.fixture(scope="module")
def browser() -> quickjs.Context:
    context = quickjs.Context()
    context.eval(re.sub(r"^export ", "", SCRIPT.read_text("utf-8"), flags=re.MULTILINE))
    return context


@pytest.mark.parametrize("seed", range(20))
def test_the_same_bytes_as_pyyaml(browser: quickjs.Context, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(40):
        value = _mapping(draw, 1, draw.randint(1, 4))
        expected = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
        # As JSON: a text that was put together of parts is no value that Python can take.
        written = browser.eval(f"JSON.stringify(dump({json.dumps(value)}))")
        assert json.loads(written) == expected
