"""Parses a .proto file: what is wrong in it is noted, passed over, and costs nothing else."""

from __future__ import annotations

from catalogsite.apis.formats.protobuf.cursor import Cursor, Malformed
from catalogsite.apis.formats.protobuf.declarations import Import, Options, ProtoFile, Rpc, Service
from catalogsite.apis.formats.protobuf.parse_types import TypeParser
from catalogsite.apis.formats.protobuf.statement_blocks import Statements
from catalogsite.apis.formats.protobuf.tokens import TooManyTokens, tokens_of


def parse_proto(path: str, text: str) -> ProtoFile:
    """What a file declares, as far as it can be read, with its errors."""
    file = ProtoFile(path)
    try:
        tokens = tokens_of(text.removeprefix("\ufeff"))
    except TooManyTokens:
        file.is_too_large = True
        return file
    _Parser(Cursor(tokens), file).file()
    return file


class _Parser:
    """The statements of one file, read into a `ProtoFile`."""

    def __init__(self, cursor: Cursor, file: ProtoFile) -> None:
        self._cursor, self._file = cursor, file
        self._statements = Statements(cursor, file.errors)
        self._types = TypeParser(self._statements)

    def file(self) -> None:
        self._statements.file(self._top)

    def _top(self) -> None:
        word = self._cursor.now.text if self._cursor.now.kind == "word" else ""
        simple = {"syntax": self._syntax, "edition": self._syntax, "package": self._package,
                  "import": self._import, "option": self._option_of_file}  # fmt: skip
        if word in simple:
            simple[word]()
        elif word == "service":
            self._service()
        elif not self._types.read(self._file, self._file.package, 0):
            raise self._cursor.malformed("a declaration")

    def _syntax(self) -> None:
        token = self._cursor.take()
        self._file.comment = self._file.comment or token.before
        self._cursor.expect("=")
        value = self._cursor.text("a text")
        self._cursor.expect(";")
        if token.text == "edition":
            self._file.syntax, self._file.edition = "editions", value
        elif value in {"proto2", "proto3"}:
            self._file.syntax = value
        else:
            raise Malformed(token.line, f"the syntax `{value[:40]}` is unknown")

    def _package(self) -> None:
        token = self._cursor.take()
        name = self._cursor.word("the name of the package").lstrip(".")
        self._cursor.expect(";")
        self._file.package = name
        self._file.comment = token.before or self._file.comment

    def _import(self) -> None:
        line = self._cursor.take().line
        modifier = self._cursor.take().text if self._cursor.now.kind == "word" else ""
        path = self._cursor.text("the path of a file")
        self._cursor.expect(";")
        self._file.imports.append(Import(path, line, modifier))

    def _option_of_file(self) -> None:
        self._statements.option(self._file.options)

    def _service(self) -> None:
        token = self._cursor.take()
        name = self._cursor.name("the name of the service")
        full_name = self._types.full_name(self._file.package, name, token.line)
        service = Service(name, full_name, token.line, token.before)
        self._file.services.append(service)
        comment = self._statements.block(lambda: self._of_service(service))
        service.comment = service.comment or comment

    def _of_service(self, service: Service) -> None:
        if self._cursor.now.text == "option":
            self._statements.option(service.options)
            return
        token = self._cursor.expect("rpc")
        name = self._cursor.name("the name of the rpc")
        request_streams, request = self._rpc_type()
        self._cursor.expect("returns")
        response_streams, response = self._rpc_type()
        options: Options = {}
        if self._cursor.now.text == "{":
            after = self._statements.block(lambda: self._statements.option(options))
            after = after or self._cursor.last.after
        else:
            after = self._cursor.expect(";").after
        comment = token.before or after
        service.rpcs.append(
            Rpc(
                name,
                request,
                response,
                token.line,
                request_streams,
                response_streams,
                comment,
                options,
            )
        )

    def _rpc_type(self) -> tuple[bool, str]:
        self._cursor.expect("(")
        streams = self._cursor.now.text == "stream" and self._cursor.following.kind == "word"
        if streams:
            self._cursor.take()
        name = self._cursor.word("the name of a message")
        self._cursor.expect(")")
        return streams, name
