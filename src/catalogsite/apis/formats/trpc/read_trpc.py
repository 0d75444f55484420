"""Reads the TypeScript source of a tRPC router: its procedures, and where they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    Paths,
    ReadDefinition,
)
from catalogsite.apis.formats.trpc.procedures import procedure_operations
from catalogsite.apis.formats.trpc.routers import (
    Elsewhere,
    Procedure,
    root_routers,
    router_entries,
)
from catalogsite.apis.formats.trpc.source import (
    Source,
    Sources,
    line_of,
    module_path,
    text_of,
)
from catalogsite.model.api.api import ApiModel, Group
from catalogsite.model.api.operations import Operation
from catalogsite.model.api.types import Place

_MOST_LISTED = 5


def read_trpc(definition: Definition) -> ReadDefinition:
    """The procedures of the routers in a text, and the parts of them that are not in it."""
    sources = Sources(definition.files)
    source = sources.at(definition.root)
    roots = root_routers(source)
    if not roots:
        nothing = DefinitionFinding("trpc-no-router", None, definition.root)
        return ReadDefinition(None, (nothing,))
    procedures: list[tuple[str, Procedure]] = []
    elsewhere: list[Elsewhere] = []
    for name, node in roots:
        group = name if len(roots) > 1 and name != "default" else ""
        for entry in router_entries(node, source, sources):
            if isinstance(entry, Procedure):
                procedures.append((group, entry))
            else:
                elsewhere.append(entry)
    line = line_of(roots[0][1])
    operations = procedure_operations(procedures, sources)
    findings = list(_syntax(source))
    if not operations and not elsewhere:
        findings.append(DefinitionFinding("trpc-no-router", "empty", definition.root, line))
    findings += _gaps(elsewhere)
    model = ApiModel(
        format="trpc",
        operations=operations,
        groups=_groups(operations, elsewhere),
        files=tuple(definition.files),
        place=Place(line=line),
    )
    return ReadDefinition(model, tuple(findings))


def _groups(operations: Iterable[Operation], elsewhere: Iterable[Elsewhere]) -> tuple[Group, ...]:
    """The routers by name: those with procedures, then those that are written elsewhere."""
    known = dict.fromkeys(name for operation in operations for name in operation.groups)
    other = {
        one.name: f"From `{one.module}`, whose text is not part of the definition."
        for one in elsewhere
        if one.name and one.module and one.name not in known
    }
    return (
        *(Group(name=name) for name in known),
        *(Group(name=name, description=text) for name, text in other.items()),
    )


def _syntax(source: Source) -> Iterator[DefinitionFinding]:
    node = source.root
    if not node.has_error:
        return
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            break
        node = inner
    yield DefinitionFinding("trpc-syntax", None, source.path, line_of(node))


def _gaps(elsewhere: Iterable[Elsewhere]) -> Iterator[DefinitionFinding]:
    """One finding for each file that can be parsed, at the first part whose text is missing."""
    by_file: dict[str, list[Elsewhere]] = {}
    for one in elsewhere:
        if not one.source.root.has_error:
            by_file.setdefault(one.source.path, []).append(one)
    for path, found in by_file.items():
        names = [f"`{one.name or one.written}`" for one in found]
        more = len(names) - _MOST_LISTED
        shown = ", ".join(names[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
        line = line_of(found[0].entry)
        yield DefinitionFinding("trpc-elsewhere", None, path, line, {"names": shown})


def trpc_references(path: str, text: str, paths: Paths) -> Iterator[str]:
    """The files that hold the other parts of the routers in a file, and what procedures build on."""
    sources = Sources({path: text})
    source = sources.at(path)
    modules = []
    for _, node in root_routers(source):
        for entry in router_entries(node, source, sources):
            if isinstance(entry, Elsewhere):
                modules.append(entry.module)
            elif entry.options is None:
                name = text_of(entry.chain.base).split(".")[0]
                modules.append(source.imports[name].module if name in source.imports else "")
    for module in dict.fromkeys(modules):
        found = module_path(path, module, paths)
        if found is not None:
            yield found
