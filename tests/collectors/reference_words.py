"""The words of providers for a state, as a page of the reference lists them."""

from __future__ import annotations

import re
from pathlib import Path

_REFERENCE = Path(__file__).parents[2] / "docs/reference"


def reference_words(page: str, heading: str) -> dict[tuple[str, str], str]:
    """The state by the title of a provider and its word, from the table below a heading."""
    text = (_REFERENCE / page).read_text("utf-8")
    header, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split(f"## {heading}")[1].split("\n## ")[0].splitlines()
        if line.startswith("| ")
    ]
    return {
        (provider, word): state.strip("`")
        for state, *cells in rows
        for provider, cell in zip(header[1:], cells, strict=True)
        for word in re.findall(r"`([^`]+)`", cell)
    }
