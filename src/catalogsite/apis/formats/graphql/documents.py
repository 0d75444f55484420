"""The documents of a GraphQL schema, parsed in bounded time, and what is wrong in their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from graphql import DocumentNode, GraphQLError, TokenKind, build_client_schema, parse, print_schema

from catalogsite.apis.definition_format import Definition, DefinitionFinding, Paths

MOST_TOKENS = 500_000
"""Of one file: twice the largest public schema, and ten seconds of parsing."""
_MOST_COMMENTS = 200_000
_LONGEST_NAME = 300
_IMPORT = re.compile(
    r"^[ \t]*#[ \t]*import\b[^\n\"']{0,200}[\"']([^\n\"']{1,300})[\"']", re.MULTILINE
)
_STARTS = re.compile(
    r"^[ \t]*(?:extend[ \t]+)?(?:schema|type|interface|union|enum|input|scalar|directive)\b[^\n:=]*[\n{@=]",
    re.MULTILINE,
)


class Document(NamedTuple):
    """A parsed file: its number in `ApiModel.files`, and whether its lines are those of the file."""

    file: int
    tree: DocumentNode
    has_lines: bool = True


class Documents(NamedTuple):
    """The documents of a definition, in the order of its files, and the findings of reading them."""

    parsed: tuple[Document, ...]
    findings: tuple[DefinitionFinding, ...]


def recognises(text: str) -> bool:
    """Whether a text is a schema or the result of an introspection."""
    start = text[:20_000]
    if start.lstrip()[:1] == "{":
        return '"__schema"' in start[:2000]
    return "{" in start and _STARTS.search(start) is not None and "syntax" not in start[:200]


def references(path: str, text: str, paths: Paths) -> Iterable[str]:
    """The files that comments such as `# import "user.graphql"` name, relative to the file."""
    for found in _IMPORT.finditer(text):
        wanted = normpath(join(dirname(path), found[1]))
        if wanted in paths:
            yield wanted


def read_documents(definition: Definition) -> Documents:
    """Every file of a definition that can be parsed; the others become findings."""
    parsed: list[Document] = []
    findings: list[DefinitionFinding] = []
    for number, (path, text) in enumerate(definition.files.items()):
        try:
            parsed.append(_parsed(number, text))
        except GraphQLError as error:
            findings.append(_syntax_finding(path, error))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            reason = _one_line(str(error) or type(error).__name__)
            findings.append(
                DefinitionFinding("graphql-syntax", "introspection", path, None, {"reason": reason})
            )
    return Documents(tuple(parsed), tuple(findings))


def _parsed(number: int, text: str) -> Document:
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return Document(number, _parse(_schema_text(text)), has_lines=False)
    return Document(number, _parse(text))


def _parse(text: str) -> DocumentNode:
    if not text.strip():
        raise GraphQLError("the text is empty")
    tree = parse(text, max_lexical_tokens=MOST_TOKENS, max_comments=_MOST_COMMENTS)
    # A name is repeated wherever it is referred to, in ids and in examples.
    token = tree.loc.start_token if tree.loc else None
    while token is not None:
        if token.kind is TokenKind.NAME and len(token.value or "") > _LONGEST_NAME:
            raise GraphQLError(f"a name has more than {_LONGEST_NAME} characters", tree)
        token = token.next
    return tree


def _schema_text(text: str) -> str:
    """The schema language of an introspection; ValueError and others where it is none."""
    answer: Any = json.loads(text)
    data = answer.get("data", answer) if isinstance(answer, Mapping) else None
    if not isinstance(data, Mapping) or "__schema" not in data:
        raise ValueError("the text is neither a schema nor the result of an introspection")
    return print_schema(build_client_schema(data, assume_valid=True))  # type: ignore[arg-type] # checked by it


def _syntax_finding(path: str, error: GraphQLError) -> DefinitionFinding:
    line = error.locations[0].line if error.locations else None
    reason = _one_line(error.message.removeprefix("Syntax Error: "))
    if "Parsing aborted" in reason:
        most = f"{MOST_TOKENS:,}"
        return DefinitionFinding("graphql-syntax", "too-large", path, line, {"most": most})
    return DefinitionFinding("graphql-syntax", None, path, line, {"reason": reason})


def _one_line(reason: str) -> str:
    return " ".join(reason.split())[:300].rstrip(".")
