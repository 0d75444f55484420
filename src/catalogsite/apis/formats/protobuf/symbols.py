"""The types of several .proto files by full name, and how a name in one of them is looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    MessageDeclaration,
    ProtoFile,
)
from catalogsite.model.api.types import Place, TypeText

SCALARS = frozenset({
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64",
    "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
})  # fmt: skip


class Symbols:
    """All types of a definition; `files` are in the order of `ApiModel.files`.

    A type that stands in two files, such as copies of one, is that of the first.
    """

    def __init__(self, files: Iterable[ProtoFile]) -> None:
        self.types: dict[str, MessageDeclaration | EnumDeclaration] = {}
        self.file_of: dict[str, int] = {}
        self._shown: dict[str, str] = {}
        packages: dict[str, str] = {}
        for number, file in enumerate(files):
            declared: Iterable[MessageDeclaration | EnumDeclaration] = (
                *file.every_message(),
                *file.every_enum(),
            )
            for one in declared:
                if one.full_name not in self.types:
                    self.types[one.full_name] = one
                    self.file_of[one.full_name] = number
                    packages[one.full_name] = file.package
        short = {name: _without(package, name) for name, package in packages.items()}
        counts = Counter(short.values())
        self._shown = {name: one if counts[one] == 1 else name for name, one in short.items()}

    def find(self, written: str, scope: str) -> str | None:
        """The full name of a type by its name in a scope; None where no file declares it."""
        if written.startswith("."):
            return written[1:] if written[1:] in self.types else None
        while True:
            name = f"{scope}.{written}" if scope else written
            if name in self.types:
                return name
            if not scope:
                return None
            scope = scope.rpartition(".")[0]

    def shown(self, full_name: str) -> str:
        """The name of a type without its package, where no other one is called so."""
        return self._shown.get(full_name, full_name)

    def type_text(self, written: str, scope: str) -> TypeText:
        """The written form of a type, with a link where a file declares it."""
        if written in SCALARS:
            return ((written, ""),)
        full_name = self.find(written, scope)
        if full_name is None:
            return ((written.lstrip("."), ""),)
        return ((self.shown(full_name), type_id(full_name)),)

    def place(self, full_name: str, line: int) -> Place:
        """A line in the file of a type."""
        return Place(file=self.file_of.get(full_name, 0), line=line)


def type_id(full_name: str) -> str:
    """The id of a type in the model."""
    return f"type-{full_name}"


def _without(package: str, full_name: str) -> str:
    return full_name.removeprefix(f"{package}.") if package else full_name
