"""Parses the messages, enums and extensions of a .proto file."""

from __future__ import annotations

from typing import Literal

from catalogsite.apis.formats.protobuf.cursor import Malformed
from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    Extension,
    FieldDeclaration,
    MessageDeclaration,
    Options,
    ProtoFile,
    Reserved,
    ValueDeclaration,
)
from catalogsite.apis.formats.protobuf.statement_blocks import Statements
from catalogsite.apis.formats.protobuf.tokens import Token

_DEEPEST = 32
_LONGEST_FULL_NAME = 500
_MOST_TYPES = 50_000
_LARGEST_NUMBER = 2_147_483_647
_LABELS: dict[str, Literal["optional", "required", "repeated"]] = {
    "optional": "optional",
    "required": "required",
    "repeated": "repeated",
}


class TypeParser:
    """Reads the types of one file from its statements."""

    def __init__(self, statements: Statements) -> None:
        self._statements, self._cursor, self._count = statements, statements.cursor, 0

    def read(self, owner: ProtoFile | MessageDeclaration, scope: str, depth: int) -> bool:
        """Read a message, an enum or an extension; False where none begins here."""
        if self._cursor.now.text in {"export", "local"} and self._cursor.following.text in {
            "message",
            "enum",
        }:
            self._cursor.take()
        if self._cursor.following.kind != "word" or self._cursor.now.kind != "word":
            return False
        token = self._cursor.now
        if token.text == "message":
            self._cursor.take()
            self._message(self._cursor.name("the name of the message"), token, owner, scope, depth)
        elif token.text == "enum":
            self._cursor.take()
            self._enum(token.line, token.before, owner, scope)
        elif token.text == "extend":
            self._cursor.take()
            extension = Extension(self._cursor.word("a message"), scope, token.line, token.before)
            owner.extensions.append(extension)
            self._statements.block(lambda: self._field(extension.fields, owner, scope, depth))
        else:
            return False
        return True

    def full_name(self, scope: str, name: str, line: int) -> str:
        """The full name of what is declared in a scope; Malformed for too many or too long ones."""
        self._count += 1
        if self._count > _MOST_TYPES:
            raise Malformed(line, f"the file declares more than {_MOST_TYPES:,} types")
        full_name = f"{scope}.{name}" if scope else name
        if len(full_name) > _LONGEST_FULL_NAME:
            raise Malformed(line, f"the full name of `{name[:40]}` is too long")
        return full_name

    def _message(
        self,
        name: str,
        token: Token,
        owner: ProtoFile | MessageDeclaration,
        scope: str,
        depth: int,
    ) -> None:
        if depth >= _DEEPEST:
            raise Malformed(token.line, f"messages are nested more than {_DEEPEST} deep")
        full_name = self.full_name(scope, name, token.line)
        message = MessageDeclaration(name, full_name, token.line, token.before)
        owner.messages.append(message)
        comment = self._statements.block(lambda: self._of_message(message, depth + 1))
        message.comment = message.comment or comment

    def _of_message(self, message: MessageDeclaration, depth: int) -> None:
        now, following = self._cursor.now, self._cursor.following
        if now.text == "option" and (following.kind == "word" or following.text == "("):
            self._statements.option(message.options)
        elif now.text == "oneof" and following.kind == "word":
            self._oneof(message, depth)
        elif now.text in {"reserved", "extensions"} and following.text != "=":
            self._cursor.take()
            reserved = (
                message.reserved if now.text == "reserved" else Reserved(message.extension_ranges)
            )
            self._reserved(reserved)
        elif not self.read(message, message.full_name, depth):
            self._field(message.fields, message, message.full_name, depth)

    def _oneof(self, message: MessageDeclaration, depth: int) -> None:
        token = self._cursor.take()
        name = self._cursor.name("the name of the oneof")
        options: Options = {}
        message.oneofs[name] = token.before

        def read() -> None:
            if self._cursor.now.text == "option" and self._cursor.following.text != "=":
                self._statements.option(options)
            else:
                self._field(message.fields, message, message.full_name, depth, name)

        comment = self._statements.block(read)
        message.oneofs[name] = token.before or comment

    def _reserved(self, reserved: Reserved) -> None:
        while True:
            if self._cursor.now.kind == "text":
                reserved.names.append(self._cursor.text("a name"))
            elif self._cursor.now.kind == "word":
                reserved.names.append(self._cursor.name("a name"))
            else:
                first = last = self._cursor.integer("a number or a name")
                if self._cursor.takes("to"):
                    whole = self._cursor.takes("max")
                    last = _LARGEST_NUMBER if whole else self._cursor.integer("a number")
                reserved.ranges.append((first, last))
            if not self._cursor.takes(","):
                break
        self._cursor.bracketed_options()
        self._cursor.expect(";")

    def _field(
        self,
        fields: list[FieldDeclaration],
        owner: ProtoFile | MessageDeclaration,
        scope: str,
        depth: int,
        oneof: str = "",
    ) -> None:
        token = self._cursor.now
        label = _LABELS.get(token.text) if self._cursor.following.kind == "word" else None
        if label is not None:
            self._cursor.take()
        key = ""
        if self._cursor.now.text == "map" and self._cursor.following.text == "<":
            self._cursor.take()
            self._cursor.take()
            key = self._cursor.word("the type of the keys")
            self._cursor.expect(",")
            kind = self._cursor.word("the type of the values")
            self._cursor.expect(">")
        else:
            kind = self._cursor.word("the type of a field")
        is_group = kind == "group"
        name = self._cursor.name("the name of the field")
        self._cursor.expect("=")
        number = self._cursor.integer("the number of the field")
        options = self._cursor.bracketed_options()
        if is_group:
            self._message(name, token, owner, scope, depth)
            kind, name, after = name, name.lower(), ""
        else:
            after = self._cursor.expect(";").after
        fields.append(
            FieldDeclaration(
                name,
                kind,
                number,
                token.line,
                label or "",
                token.before or after,
                key,
                oneof,
                is_group,
                options,
            )
        )

    def _enum(
        self, line: int, before: str, owner: ProtoFile | MessageDeclaration, scope: str
    ) -> None:
        name = self._cursor.name("the name of the enum")
        enum = EnumDeclaration(name, self.full_name(scope, name, line), line, before)
        owner.enums.append(enum)
        comment = self._statements.block(lambda: self._of_enum(enum))
        enum.comment = enum.comment or comment

    def _of_enum(self, enum: EnumDeclaration) -> None:
        token = self._cursor.now
        if token.text == "option" and self._cursor.following.text != "=":
            self._statements.option(enum.options)
        elif token.text == "reserved" and self._cursor.following.text != "=":
            self._cursor.take()
            self._reserved(enum.reserved)
        else:
            name = self._cursor.name("the name of a value")
            self._cursor.expect("=")
            number = self._cursor.integer("the number of the value")
            options = self._cursor.bracketed_options()
            after = self._cursor.expect(";").after
            enum.values.append(
                ValueDeclaration(name, number, token.line, token.before or after, options)
            )
