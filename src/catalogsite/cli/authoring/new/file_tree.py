"""The files of a run that is not written: their tree, and the content of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from catalogsite.errors import TemplateError
from catalogsite.problems.suggest import nearest

if TYPE_CHECKING:
    from catalogsite.scaffold import Outcome

_MASK = b"***"


def tree_lines(top: str, files: Iterable[str]) -> Iterator[str]:
    """The tree of relative paths below a folder, one file or folder a line."""
    yield top.rstrip("/") + "/"
    yield from _lines(_nested(files), "")


def file_bytes(outcome: Outcome, name: str, hidden: Collection[str]) -> bytes:
    """The content of a file of a run, with secrets masked; of a link, where it leads.

    Raises TemplateError where there is no such file.
    """
    name = name.removeprefix("./")
    if name in outcome.links:
        return f"link to {outcome.links[name]}\n".encode()
    if name not in outcome.contents:
        near = nearest(name, outcome.files)
        fix = f"did you mean {near}?" if near else "see the names with --dry-run alone"
        raise TemplateError(f"the template writes no file {name!r}", fix=fix)
    content = outcome.contents[name]
    for text in hidden:
        content = content.replace(text.encode("utf-8", "surrogatepass"), _MASK)
    return content


def _nested(files: Iterable[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for file in files:
        inner = tree
        *folders, name = file.split("/")
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[name] = {}
    return tree


def _lines(tree: dict[str, Any], indent: str) -> Iterator[str]:
    names = sorted(tree, key=lambda name: (not tree[name], name))
    for name in names:
        last = name == names[-1]
        yield f"{indent}{'└── ' if last else '├── '}{name}{'/' if tree[name] else ''}"
        yield from _lines(tree[name], indent + ("    " if last else "│   "))
