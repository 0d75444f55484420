"""Copies the nightly jobs that `init` writes into docs/how-to/nightly.md: `make reference`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/nightly.md"

_BLOCK = re.compile(
    r"^    <!-- file: (?P<file>\S+) -->\n    ```(?P<language>\w+)\n.*?^    ```$",
    re.MULTILINE | re.DOTALL,
)


def page() -> str:
    """The page with each code block as the file that the comment before it names."""
    return _BLOCK.sub(_block, PAGE.read_text("utf-8"))


def _block(found: re.Match[str]) -> str:
    text = (ROOT / found["file"]).read_text("utf-8")
    lines = [f"    {line}".rstrip() for line in text.splitlines()]
    head = f"    <!-- file: {found['file']} -->\n    ```{found['language']}"
    return "\n".join([head, *lines, "    ```"])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
