"""Writes docs/reference/mkdocs.md from the tables of options: `make reference`."""

from __future__ import annotations

from pathlib import Path

from catalogsite.docs.configuration.reference import reference_of_options

if __name__ == "__main__":
    page = Path(__file__).parents[2] / "docs/reference/mkdocs.md"
    page.write_text(reference_of_options(), "utf-8")
