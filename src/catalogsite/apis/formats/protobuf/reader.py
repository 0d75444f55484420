"""The format of Protocol Buffers: from the texts of a definition to its model and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    ReadDefinition,
)
from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    FieldDeclaration,
    MessageDeclaration,
    ProtoFile,
)
from catalogsite.apis.formats.protobuf.findings import findings_of
from catalogsite.apis.formats.protobuf.imports import reachable, references
from catalogsite.apis.formats.protobuf.operations import Services, groups_of, operations_of
from catalogsite.apis.formats.protobuf.parse import parse_proto
from catalogsite.apis.formats.protobuf.statements import recognises
from catalogsite.apis.formats.protobuf.symbols import Symbols, type_id
from catalogsite.apis.formats.protobuf.types import enum_type, extension_type, message_type
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Operation
from catalogsite.model.api.types import NamedType, Place


def read_protobuf(definition: Definition) -> ReadDefinition:
    """The model of a .proto file and those that it imports; None where it declares nothing."""
    parsed = {path: parse_proto(path, text) for path, text in definition.files.items()}
    files = {path: parsed[path] for path in reachable(parsed, definition.root)}
    symbols = Symbols(files.values())
    services = _services(tuple(files.values()))
    if not symbols.types and not services:
        return ReadDefinition(None, tuple(_unreadable(files, definition.root)))
    model = _model(files, symbols, services)
    return ReadDefinition(model, tuple(findings_of(files, symbols, model)))


def _unreadable(files: Mapping[str, ProtoFile], root: str) -> Iterator[DefinitionFinding]:
    file = files[root]
    if file.is_too_large:
        yield DefinitionFinding("protobuf-syntax", "too-large", root)
    for line, reason in file.errors[:1]:
        yield DefinitionFinding("protobuf-syntax", None, root, line, {"reason": reason})
    if not file.errors and not file.is_too_large:
        yield DefinitionFinding("protobuf-syntax", "nothing-declared", root)


def _services(files: Sequence[ProtoFile]) -> Services:
    """The services of the root, or those of all files where it has none, each by its full name."""
    own = [(0, one) for one in files[0].services]
    every = own or [(number, one) for number, file in enumerate(files) for one in file.services]
    return list({one.full_name: (number, one) for number, one in reversed(every)}.values())[::-1]


def _model(files: Mapping[str, ProtoFile], symbols: Symbols, services: Services) -> ApiModel:
    root = next(iter(files.values()))
    operations = tuple(operations_of(services, symbols))
    types = _types(tuple(files.values()), symbols, operations)
    return ApiModel(
        format="protobuf",
        format_version=root.edition or root.syntax,
        title=root.package,
        description=root.comment,
        groups=groups_of(services),
        operations=operations,
        types=types,
        files=tuple(files),
        place=Place(),
    )


def _types(
    files: Sequence[ProtoFile], symbols: Symbols, operations: Sequence[Operation]
) -> tuple[NamedType, ...]:
    """The types of the root, and those of other files that they or operations lead to."""
    wanted = _wanted(symbols, operations)
    types: list[NamedType] = []
    for full_name, declared in symbols.types.items():
        if full_name in wanted:
            if isinstance(declared, EnumDeclaration):
                types.append(enum_type(declared, symbols))
            else:
                types.append(message_type(declared, symbols))
    for number, extension in enumerate(files[0].every_extension(), 1):
        types.append(extension_type(extension, 0, number, symbols))
    used = _used_by(operations, types)
    return tuple(one.model_copy(update={"used_by": tuple(sorted(used[one.id]))}) for one in types)


def _wanted(symbols: Symbols, operations: Iterable[Operation]) -> set[str]:
    """The full names of the types of the root, and of all that they and operations lead to."""
    waiting = [name for name, file in symbols.file_of.items() if file == 0]
    by_id = {type_id(name): name for name in symbols.types}
    waiting += [by_id[one] for operation in operations for one in _targets(operation) if one]
    wanted: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in wanted:
            continue
        wanted.add(name)
        declared = symbols.types[name]
        if isinstance(declared, MessageDeclaration):
            waiting += _fields_lead_to(declared.fields, name, symbols)
    return wanted


def _fields_lead_to(
    fields: Iterable[FieldDeclaration], scope: str, symbols: Symbols
) -> Iterator[str]:
    for one in fields:
        if (found := symbols.find(one.type, scope)) is not None:
            yield found


def _targets(operation: Operation) -> Iterator[str]:
    for text in (operation.result, *(one.type for one in operation.body)):
        yield from (target for _, target in text)


def _used_by(operations: Iterable[Operation], types: Iterable[NamedType]) -> dict[str, set[str]]:
    used: dict[str, set[str]] = defaultdict(set)
    for operation in operations:
        for target in _targets(operation):
            used[target].add(operation.id)
    for one in types:
        for text in (one.type, *(field.type for field in one.fields)):
            for _, target in text:
                used[target].add(one.id)
    used.pop("", None)
    return used


PROTOBUF = DefinitionFormat(
    name="protobuf",
    types=frozenset({"grpc", "protobuf", "proto"}),
    recognises=recognises,
    read=read_protobuf,
    references=references,
)
