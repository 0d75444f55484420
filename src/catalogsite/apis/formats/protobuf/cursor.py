"""Reads the tokens of a .proto file one after the other, and the values of options."""

from __future__ import annotations

from catalogsite.apis.formats.protobuf.declarations import Options, Word
from catalogsite.apis.formats.protobuf.tokens import Token

_DEEPEST_VALUE = 30
_OPEN = {"{": "}", "<": ">"}
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}


class Malformed(ValueError):  # noqa: N818  (no error of ours: the text of a stranger)
    """The text at a line is not what the language has there."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Cursor:
    """A place among tokens; what is expected and not there raises Malformed.

    `depth` is the number of braces that are open there.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self.depth = tokens, 0, 0

    @property
    def now(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._at]

    @property
    def following(self) -> Token:
        """The token after that; the end of the file at the end."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def last(self) -> Token:
        """The token that was taken last; the first where none was."""
        return self._tokens[max(self._at - 1, 0)]

    def take(self) -> Token:
        """The next token, which is passed; the end of the file stays."""
        token = self.now
        self._at = min(self._at + 1, len(self._tokens) - 1)
        if token.kind == "mark":
            self.depth += (token.text == "{") - (token.text == "}")
        return token

    def takes(self, *texts: str) -> bool:
        """Whether the next token is one of these words or marks, which is then passed."""
        found = self.now.kind in {"word", "mark"} and self.now.text in texts
        if found:
            self.take()
        return found

    def expect(self, text: str) -> Token:
        """The next token, which must be this word or mark."""
        if self.now.text != text or self.now.kind not in {"word", "mark"}:
            raise self.malformed(f"`{text}`")
        return self.take()

    def word(self, what: str) -> str:
        """The next token, which must be a word."""
        if self.now.kind != "word":
            raise self.malformed(what)
        return self.take().text

    def name(self, what: str) -> str:
        """The next token, which must be a word without a dot."""
        if "." in self.now.text:
            raise self.malformed(what)
        return self.word(what)

    def integer(self, what: str) -> int:
        """A whole number, also a negative, hexadecimal or octal one."""
        negative = self.takes("-")
        number = _number(self.now) if self.now.kind == "number" else None
        if not isinstance(number, int):
            raise self.malformed(what)
        self.take()
        return -number if negative else number

    def text(self, what: str) -> str:
        """One text, or several behind each other."""
        if self.now.kind != "text":
            raise self.malformed(what)
        parts = []
        while self.now.kind == "text":
            parts.append(_unquoted(self.take().text))
        return "".join(parts)

    def malformed(self, expected: str) -> Malformed:
        """The error about the next token, which is not what is expected."""
        token = self.now
        found = "the end of the file" if token.kind == "end" else f"`{token.text[:40]}`"
        return Malformed(token.line, f"expected {expected}, found {found}")

    def skip_statement(self, depth: int) -> None:
        """Pass the rest of a statement that began at a depth: to its `;`, or the end of its block."""
        while self.now.kind != "end":
            mark = self.now.text if self.now.kind == "mark" else ""
            if mark == "}" and self.depth <= depth:
                return
            self.take()
            if self.depth <= depth and mark in {";", "}"}:
                return

    def option(self, options: Options) -> None:
        """Read `name = value` into the options."""
        name = self._option_name()
        self.expect("=")
        _add(options, name, self._value(0))

    def bracketed_options(self) -> Options:
        """Read `[a = 1, b = 2]`, where there is one."""
        options: Options = {}
        if not self.takes("["):
            return options
        while not self.takes("]"):
            self.option(options)
            if not self.takes(",") and self.now.text != "]":
                raise self.malformed("`,` or `]`")
        return options

    def _option_name(self) -> str:
        parts = []
        while True:
            if self.takes("("):
                parts.append(f"({self.word('the name of an option').lstrip('.')})")
                self.expect(")")
            else:
                parts.append(self.word("the name of an option"))
            if not self.takes("."):
                # `.get` behind `(google.api.http)` is one word.
                if not (self.now.kind == "word" and self.now.text.startswith(".")):
                    return "".join(parts)
            else:
                parts.append(".")

    def _value(self, depth: int) -> object:
        if depth > _DEEPEST_VALUE:
            raise Malformed(self.now.line, "the value of an option is nested too deeply")
        token = self.now
        if token.kind == "text":
            return self.text("a value")
        if token.kind == "word":
            return {"true": True, "false": False}.get(token.text, Word(self.take().text))
        if token.text in _OPEN and token.kind == "mark":
            return self._map(depth)
        if token.text == "[" and token.kind == "mark":
            return self._list(depth)
        return self._signed()

    def _signed(self) -> object:
        negative = self.takes("-")
        if not negative:
            self.takes("+")
        if self.now.kind == "word" and self.now.text in {"inf", "nan"}:
            return Word(("-" if negative else "") + self.take().text)
        number = _number(self.now) if self.now.kind == "number" else None
        if number is None:
            raise self.malformed("a value")
        self.take()
        return -number if negative else number

    def _map(self, depth: int) -> Options:
        end = _OPEN[self.take().text]
        found: Options = {}
        while not self.takes(end):
            if self.takes("["):
                name = self.word("a name") + (f"/{self.word('a name')}" if self.takes("/") else "")
                self.expect("]")
            else:
                name = self.word("a name or the end of the value")
            if not self.takes(":") and self.now.text not in _OPEN:
                raise self.malformed("`:`")
            _add(found, name, self._value(depth + 1))
            self.takes(",", ";")
        return found

    def _list(self, depth: int) -> list[object]:
        self.take()
        found: list[object] = []
        while not self.takes("]"):
            found.append(self._value(depth + 1))
            if not self.takes(",") and self.now.text != "]":
                raise self.malformed("`,` or `]`")
        return found


def _add(options: Options, name: str, value: object) -> None:
    """A name that stands there again is one of a repeated field."""
    if name not in options:
        options[name] = value
    elif isinstance(known := options[name], list):
        known.append(value)
    else:
        options[name] = [known, value]


def _number(token: Token) -> int | float | None:
    text = token.text.lower()
    try:
        if text.startswith("0x"):
            return int(text, 16)
        if text.isdigit():
            return int(text, 8 if text.startswith("0") and len(text) > 1 else 10)
        return float(text.removesuffix("f"))
    except ValueError:
        return None


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    parts = inner.split("\\")
    # Escapes of bytes stay as they are written: what they mean depends on the field.
    out, at = [parts[0]], 1
    while at < len(parts):
        part = parts[at]
        if not part and at + 1 < len(parts):
            out += ["\\", parts[at + 1]]
            at += 2
            continue
        known = _ESCAPED.get(part[:1])
        out.append(known + part[1:] if known else f"\\{part}")
        at += 1
    return "".join(out)
