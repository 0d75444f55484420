"""What one version of .proto files declares, by names without the package of the root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    MessageDeclaration,
    ProtoFile,
    Service,
)
from catalogsite.apis.formats.protobuf.parse import parse_proto
from catalogsite.apis.formats.protobuf.symbols import SCALARS, Symbols, type_id
from catalogsite.model.api.types import Place


class Declared(NamedTuple):
    """A version: types and services that its model shows, and how their names are looked up."""

    root: ProtoFile
    symbols: Symbols
    types: Mapping[str, MessageDeclaration | EnumDeclaration]
    services: Mapping[str, tuple[int, Service]]
    operations: frozenset[str]

    def key(self, full_name: str) -> str:
        """A full name without the package of the root, so that another package is one change."""
        package = self.root.package
        return full_name.removeprefix(f"{package}.") if package else full_name

    def type_key(self, written: str, scope: str) -> str:
        """A written type by its key; the name itself where no file declares it."""
        if written in SCALARS:
            return written
        found = self.symbols.find(written, scope)
        return self.key(found) if found else written.lstrip(".")

    def is_enum(self, key: str) -> bool:
        """Whether a type that a field names is an enum."""
        return isinstance(self.types.get(key), EnumDeclaration)

    def place(self, full_name: str, line: int) -> Place:
        """A line in the file of a type."""
        return self.symbols.place(full_name, line)


def declared(version: ApiVersion) -> Declared:
    """What the files of a version declare, as far as its model shows it."""
    files = [parse_proto(path, version.files.get(path, "")) for path in version.model.files]
    root = files[0]
    symbols = Symbols(files)
    shown = {one.id for one in version.model.types}
    groups = {one.name for one in version.model.groups}
    package = f"{root.package}." if root.package else ""
    return Declared(
        root,
        symbols,
        {
            name.removeprefix(package): one
            for name, one in symbols.types.items()
            if type_id(name) in shown
        },
        {
            one.full_name.removeprefix(package): (number, one)
            for number, file in enumerate(files)
            for one in file.services
            if one.name in groups or one.full_name in groups
        },
        frozenset(one.id for one in version.model.operations),
    )
