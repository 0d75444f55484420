"""What is wrong in .proto files that could be parsed, and a few rules of style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogsite.apis.definition_format import DefinitionFinding
from catalogsite.apis.formats.protobuf.declarations import (
    EnumDeclaration,
    MessageDeclaration,
    ProtoFile,
)
from catalogsite.apis.formats.protobuf.imports import (
    is_of_public_module,
    is_well_known_type,
    public_packages,
    resolve_imports,
)
from catalogsite.apis.formats.protobuf.symbols import SCALARS, Symbols
from catalogsite.model.api.api import ApiModel

_MOST = 20
"""Of each rule in one definition: the first ones show what is wrong."""
_LARGEST_NUMBER = 536_870_911


def findings_of(
    files: Mapping[str, ProtoFile], symbols: Symbols, model: ApiModel
) -> Iterator[DefinitionFinding]:
    """The findings of the files of a definition and its model, at most 20 of each rule."""
    for check in (_syntax(files), _missing(files), _unknown(files, symbols), _numbers(files)):
        for count, found in enumerate(check):
            if count == _MOST:
                break
            yield found
    yield from _undescribed(model)
    yield from _unused(model)


def _syntax(files: Mapping[str, ProtoFile]) -> Iterator[DefinitionFinding]:
    for path, file in files.items():
        if file.is_too_large:
            yield DefinitionFinding("protobuf-syntax", "too-large", path)
        for line, reason in file.errors:
            yield DefinitionFinding("protobuf-syntax", None, path, line, {"reason": reason})


def missing_imports(path: str, file: ProtoFile, files: Mapping[str, ProtoFile]) -> list[str]:
    """The imports of a file that lead to no file of the definition, as they are written."""
    wanted = [one.path for one in file.imports]
    found = resolve_imports(path, wanted, files)
    return [one for one in wanted if one not in found]


def _missing(files: Mapping[str, ProtoFile]) -> Iterator[DefinitionFinding]:
    for path, file in files.items():
        missing = set(missing_imports(path, file, files))
        for one in file.imports:
            if one.path in missing and not is_of_public_module(one.path):
                yield DefinitionFinding(
                    "protobuf-missing-import", None, path, one.line, {"path": one.path[:200]}
                )


def _unknown(files: Mapping[str, ProtoFile], symbols: Symbols) -> Iterator[DefinitionFinding]:
    """Types that no file declares, where every import leads to a file."""
    for path, file in files.items():
        if any(not is_of_public_module(one) for one in missing_imports(path, file, files)):
            continue  # the type may stand there
        for written, scope, user, line in _uses(file):
            if written in SCALARS or symbols.find(written, scope) or _is_public(written, scope):
                continue
            yield DefinitionFinding(
                "protobuf-unknown-type", None, path, line, {"name": written, "user": user}
            )


def _is_public(written: str, scope: str) -> bool:
    """Whether a name means a type of a public module, also from a scope within its package."""
    name = written.lstrip(".")
    names = [name]
    while scope:
        names.append(f"{scope}.{name}")
        scope = scope.rpartition(".")[0]
    return any(is_well_known_type(one) or one.startswith(public_packages()) for one in names)


def _uses(file: ProtoFile) -> Iterator[tuple[str, str, str, int]]:
    """Each type that is named: as written, its scope, who names it, and the line."""
    for message in file.every_message():
        for one in message.fields:
            yield one.type, message.full_name, f"{message.name}.{one.name}", one.line
    for extension in file.every_extension():
        yield extension.extends, extension.scope, "extend", extension.line
        for one in extension.fields:
            yield one.type, extension.scope, one.name, one.line
    for service in file.services:
        for rpc in service.rpcs:
            for written in (rpc.request, rpc.response):
                yield written, service.full_name, f"{service.name}.{rpc.name}", rpc.line


def _numbers(files: Mapping[str, ProtoFile]) -> Iterator[DefinitionFinding]:
    for path, file in files.items():
        for message in file.every_message():
            yield from _of_fields(path, message)
        for enum in file.every_enum():
            yield from _of_values(path, enum)


def _of_fields(path: str, message: MessageDeclaration) -> Iterator[DefinitionFinding]:
    used: dict[int, str] = {}
    names: set[str] = set()
    reserved = set(message.reserved.names)
    for one in message.fields:
        number = one.number or 0
        if one.name in names:
            yield DefinitionFinding("protobuf-number", "name", path, one.line, {"name": one.name})
        elif one.name in reserved:
            yield DefinitionFinding(
                "protobuf-number", "reserved-name", path, one.line, {"name": one.name}
            )
        names.add(one.name)
        if number in used:
            yield DefinitionFinding(
                "protobuf-number",
                None,
                path,
                one.line,
                {"number": number, "name": one.name, "first": used[number]},
            )
        elif not 1 <= number <= _LARGEST_NUMBER or 19_000 <= number <= 19_999:
            yield DefinitionFinding(
                "protobuf-number", "range", path, one.line, {"number": number, "name": one.name}
            )
        elif _within(number, message.reserved.ranges):
            yield DefinitionFinding(
                "protobuf-number", "reserved", path, one.line, {"number": number, "name": one.name}
            )
        used.setdefault(number, one.name)


def _of_values(path: str, enum: EnumDeclaration) -> Iterator[DefinitionFinding]:
    if enum.options.get("allow_alias") is True:
        return
    used: dict[int, str] = {}
    for one in enum.values:
        number = one.number or 0
        if number in used:
            yield DefinitionFinding(
                "protobuf-number",
                None,
                path,
                one.line,
                {"number": number, "name": one.name, "first": used[number]},
            )
        used.setdefault(number, one.name)


def _within(number: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in ranges[:1000])


def _undescribed(model: ApiModel) -> Iterator[DefinitionFinding]:
    """One finding for all rpcs, and one for all types of the root, each at the first of them."""
    operations = [one for one in model.operations if not one.description]
    if operations:
        place = operations[0].place
        yield DefinitionFinding(
            "protobuf-undescribed",
            None,
            model.files[place.file if place else 0],
            place.line if place else None,
            {
                "count": len(operations),
                "total": len(model.operations),
                "first": operations[0].name,
            },
        )
    own = [one for one in model.types if one.place and one.place.file == 0]
    types = [one for one in own if not one.description]
    if types:
        first = types[0].place
        yield DefinitionFinding(
            "protobuf-undescribed",
            "types",
            model.files[0],
            first.line if first else None,
            {"count": len(types), "total": len(own), "first": types[0].name},
        )


def _unused(model: ApiModel) -> Iterator[DefinitionFinding]:
    """One finding for all types of the root that nothing uses; a message may hold others."""
    own = [
        one for one in model.types if one.place and one.place.file == 0 and one.kind != "extension"
    ]
    names = {one.id for one in own if one.used_by}
    unused = [
        one
        for one in own
        if not one.used_by and not any(name.startswith(f"{one.id}.") for name in names)
    ]
    if unused and model.operations:
        first = unused[0].place
        yield DefinitionFinding(
            "protobuf-unused-type",
            None,
            model.files[0],
            first.line if first else None,
            {"count": len(unused), "total": len(own), "first": unused[0].name},
        )
