"""Shows the line of a problem, with a caret under its column."""

from __future__ import annotations

from pathlib import Path

_MOST_BYTES = 2_000_000
_WIDTH = 100


class Excerpts:
    """The lines of files, each of which is read once."""

    def __init__(self) -> None:
        self._lines: dict[Path, list[str]] = {}

    def show(self, file: Path | None, line: int | None, column: int | None) -> str | None:
        """`  7 | name: Foo Bar` and the caret below it; None if the line cannot be read."""
        if file is None or line is None:
            return None
        lines = self._of(file)
        if not 0 < line <= len(lines) or not lines[line - 1].strip():
            return None
        text, caret = _window(lines[line - 1], column)
        margin = f"{line:>5} | "
        shown = f"{margin}{text}"
        return shown if caret is None else f"{shown}\n{'':>5} | {' ' * caret}^"

    def _of(self, file: Path) -> list[str]:
        if file not in self._lines:
            self._lines[file] = _read(file)
        return self._lines[file]


def _read(file: Path) -> list[str]:
    try:
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:
            return []
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _window(text: str, column: int | None) -> tuple[str, int | None]:
    """The part of a long line that fits, and the column of the caret in it."""
    place = None if column is None or not 0 < column <= len(text) + 1 else column - 1
    start = max(0, (place or 0) - _WIDTH + 20)
    cut = text[start : start + _WIDTH]
    # A tab would move the caret, and an escape sequence the cursor of the terminal.
    plain = "".join(letter if letter.isprintable() else " " for letter in cut)
    return plain.rstrip(), None if place is None else place - start
