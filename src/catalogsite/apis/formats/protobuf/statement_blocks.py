"""The statements of a .proto file and of its blocks: a wrong one is noted and passed over."""

from __future__ import annotations

from collections.abc import Callable

from catalogsite.apis.formats.protobuf.cursor import Cursor, Malformed
from catalogsite.apis.formats.protobuf.declarations import Options

_MOST_ERRORS = 20


class Statements:
    """Reads one statement after the other; `errors` are (line, reason)."""

    def __init__(self, cursor: Cursor, errors: list[tuple[int, str]]) -> None:
        self.cursor, self._errors = cursor, errors

    def file(self, read: Callable[[], None]) -> None:
        """Read all statements outside of blocks."""
        while self.cursor.now.kind != "end":
            if not self._statement(read) and self.cursor.takes("}"):
                self._note(self.cursor.last.line, "a `}` closes nothing")

    def block(self, read: Callable[[], None]) -> str:
        """Read the statements between braces; returns the comment behind the opening one."""
        comment = self.cursor.expect("{").after
        opened = self.cursor.last.line
        while self._statement(read):
            if self.cursor.now.kind == "end":
                raise Malformed(opened, "the block that begins here is not closed")
        self.cursor.expect("}")
        return comment

    def option(self, options: Options) -> None:
        """Read the statement `option name = value;`."""
        self.cursor.expect("option")
        self.cursor.option(options)
        self.cursor.expect(";")

    def _statement(self, read: Callable[[], None]) -> bool:
        """Whether a statement was read or passed over; False at the end of a block."""
        if self.cursor.takes(";"):
            return True
        if self.cursor.now.text == "}" and self.cursor.now.kind == "mark":
            return False
        depth = self.cursor.depth
        try:
            read()
        except Malformed as error:
            self._note(error.line, error.reason)
            self.cursor.skip_statement(depth)
        return True

    def _note(self, line: int, reason: str) -> None:
        if len(self._errors) < _MOST_ERRORS:
            self._errors.append((line, reason))
