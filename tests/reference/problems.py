"""Writes docs/reference/problems.md from src/catalogsite/rules.yaml: `make reference`."""

from __future__ import annotations

from pathlib import Path

from catalogsite.problems.rulebook import reference

PAGE = Path(__file__).parents[2] / "docs/reference/problems.md"

if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
