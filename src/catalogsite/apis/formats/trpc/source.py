"""TypeScript files as syntax trees: what a name in them stands for, and where it is imported from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_TRANSPARENT = {
    "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
    "await_expression",
}  # fmt: skip
_DECLARED = {"variable_declarator", "function_declaration", "public_field_definition"}
_MOST_STEPS = 20


class Import(NamedTuple):
    """Where a name is imported from: the module as it is written, and its name there."""

    module: str
    name: str


class Source:
    """One file: its tree, what its variables and functions are, and what it imports.

    `exported` are the variables that it exports, and `default` stands for its default export.
    """

    __slots__ = ("declared", "exported", "imports", "number", "path", "root")

    def __init__(self, path: str, text: str, number: int = 0) -> None:
        self.path, self.number = path, number
        self.root: Node = (
            _parser(path.endswith(("x", "X"))).parse(text.encode(errors="replace")).root_node
        )
        self.declared: dict[str, Node] = {}
        self.exported: set[str] = set()
        self.imports: dict[str, Import] = {}
        # What stands at the top of the file wins over a variable of a function with the same name.
        for node in self.root.named_children:
            declaration = node.child_by_field_name("declaration") or node
            for one in declaration.named_children:
                self._note(one)
        for node in descendants(self.root):
            self._note(node)

    def _note(self, node: Node) -> None:
        if node.type in _DECLARED:
            name = node.child_by_field_name("name")
            value = node if node.type == "function_declaration" else None
            value = value or node.child_by_field_name("value")
            if name is not None and value is not None:
                self.declared.setdefault(text_of(name), value)
        elif node.type == "import_statement":
            self.imports.update(_imports(node))
        elif node.type == "export_statement":
            self._note_export(node)

    def _note_export(self, node: Node) -> None:
        module = node.child_by_field_name("source")
        value = node.child_by_field_name("value")
        if value is not None:
            self.declared["default"] = value
            self.exported.add("default")
        for one in descendants(node, ("variable_declarator", "export_specifier")):
            name = one.child_by_field_name("name")
            if name is None:
                continue
            outer = text_of(one.child_by_field_name("alias") or name)
            if module is not None:
                self.imports[outer] = Import(string_of(module) or "", text_of(name))
            self.exported.add(outer)


class Sources:
    """The files of a definition, by path."""

    __slots__ = ("_read", "files")

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self._read: dict[str, Source] = {}

    def at(self, path: str) -> Source:
        """The file at a path of the definition."""
        if path not in self._read:
            number = list(self.files).index(path)
            self._read[path] = Source(path, self.files[path], number)
        return self._read[path]

    def resolve(self, node: Node, source: Source) -> tuple[Node, Source]:
        """The expression that a node stands for, behind names and imports, and the file of it.

        A name without a known value stays as it is.
        """
        for _ in range(_MOST_STEPS):
            node = bare(node)
            if node.type not in ("identifier", "shorthand_property_identifier"):
                break
            found = self._named(text_of(node), source)
            if found is None:
                break
            node, source = found
        return node, source

    def _named(self, name: str, source: Source) -> tuple[Node, Source] | None:
        for _ in range(_MOST_STEPS):
            if name in source.declared:
                return source.declared[name], source
            imported = source.imports.get(name)
            path = imported and module_path(source.path, imported.module, self.files)
            if not imported or not path:
                return None
            source, name = self.at(path), imported.name
        return None


def module_path(path: str, module: str, paths: Mapping[str, object]) -> str | None:
    """The path of the file that a relative import of the file at `path` means, among `paths`."""
    if not module.startswith("."):
        return None
    steps = path.split("/")[:-1]
    for step in module.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    base = "/".join(steps)
    stem = base.removesuffix(".js").removesuffix(".mjs")
    ends = (".ts", ".tsx", ".mts", "", "/index.ts", "/index.tsx")
    return next((one for one in (base, *(stem + end for end in ends)) if one in paths), None)


def bare(node: Node) -> Node:
    """The expression without parentheses, `as`, `satisfies`, `!` and `await` around it."""
    while node.type in _TRANSPARENT and node.named_children:
        node = node.named_children[0]
    return node


def descendants(root: Node, types: tuple[str, ...] = ()) -> Iterator[Node]:
    """Every named node below, of some types only where they are given, in the order of the text."""
    waiting = list(reversed(root.named_children))
    while waiting:
        node = waiting.pop()
        if not types or node.type in types:
            yield node
        waiting.extend(reversed(node.named_children))


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", errors="replace")


def string_of(node: Node) -> str | None:
    """The value of a string without escapes and expressions; None for anything else."""
    if node.type not in ("string", "template_string"):
        return None
    if any(
        child.type not in ("string_fragment", "escape_sequence") for child in node.named_children
    ):
        return None
    return text_of(node)[1:-1]


def line_of(node: Node) -> int:
    """The line at which a node begins, from 1."""
    return node.start_point.row + 1


def _imports(node: Node) -> Iterator[tuple[str, Import]]:
    source = node.child_by_field_name("source")
    module = (source and string_of(source)) or ""
    for clause in descendants(node, ("import_specifier", "import_clause", "namespace_import")):
        if clause.type == "import_specifier":
            name = clause.child_by_field_name("name")
            alias = clause.child_by_field_name("alias") or name
            if name is not None and alias is not None:
                yield text_of(alias), Import(module, text_of(name))
            continue
        for name in clause.named_children:
            if name.type == "identifier":
                yield text_of(name), Import(module, "default")


@cache
def _parser(tsx: bool) -> Parser:
    language = (
        tree_sitter_typescript.language_tsx()
        if tsx
        else tree_sitter_typescript.language_typescript()
    )
    return Parser(Language(language))
