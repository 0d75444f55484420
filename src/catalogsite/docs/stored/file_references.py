"""Finds the files that Markdown refers to, without converting it: links, images, snippets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from catalogsite.docs.file_paths import join
from catalogsite.docs.source_sets import candidates

_INLINE = re.compile(r"\]\(\s*(?:<([^<>\n]+)>|((?:[^\s<>()]|\([^\s()]*\)|(?<=\\)[()])+))")
_DEFINED = re.compile(r"^[ >]*\[[^\]\n]+\]:\s*(?:<([^<>\n]+)>|([^\s<>]+))", re.MULTILINE)
_HTML = re.compile(
    r"""\b(?:href|src|poster)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'<>`=]+))""", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SOURCE_SET = re.compile(r"""\bsrcset\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_SNIPPET = re.compile(r"""-8<-+[ \t]+["']([^"'\n]+)["']""")
_SCISSORS = re.compile(r"-+8<-+")
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:")


def links_of(markdown: str, folder: str, docs_dir: str = "") -> set[str]:
    """Paths in the repository that links and images of a page in `folder` may point to.

    A leading slash is the top of the repository, as the hosts read it, or of `docs_dir`. Where a
    path may be a folder, its `index.html` is a path too, which a web server would show.
    """
    found: set[str] = set()
    for target in _targets(markdown):
        path = local_path(target, folder)
        if path:
            found.add(path)
            if target.startswith("/") and docs_dir:
                found.add(f"{docs_dir}/{path}")
    return found | {f"{path}/index.html" for path in found if "." not in posixpath.basename(path)}


def _targets(markdown: str) -> Iterator[str]:
    for pattern in (_INLINE, _DEFINED, _HTML):
        for found in pattern.finditer(markdown):
            written = next(filter(None, found.groups()))
            # Markdown takes away the backslash before punctuation, HTML decodes entities.
            yield written if pattern is _HTML else _ESCAPED.sub(r"\1", written)
    for srcset in _SOURCE_SET.findall(markdown):
        yield from (address for address, _ in candidates(srcset))


def snippets_of(markdown: str) -> set[str]:
    """Paths that snippet lines ask for, as written, without line ranges."""
    if "-8<-" not in markdown:
        return set()
    names = set(_SNIPPET.findall(markdown))
    names.update(_block_lines(markdown))
    return {re.sub(r"(:[^/:]*)+$", "", name.removeprefix(";").strip()) for name in names} - {""}


def _block_lines(markdown: str) -> Iterator[str]:
    """The lines between two lines of scissors."""
    inside = False
    for line in map(str.strip, markdown.splitlines()):
        if _SCISSORS.fullmatch(line):
            inside = not inside
        elif inside and line:
            yield line


def local_path(target: str, folder: str) -> str | None:
    """The repository path of a link of a page in `folder`; None for any other link.

    A leading slash is the top of the repository, as the hosts read it, and a backslash is a slash.
    """
    if _SCHEME.match(target) or target.startswith(("#", "//", "?")):
        return None
    path = unquote(re.split(r"[?#]", unescape(target), maxsplit=1)[0]).replace("\\", "/")
    if path.startswith("/"):
        return join("", path[1:])
    return join(folder, path) if path else None


def folder_of(path: str) -> str:
    """The folder of a file; `""` is the top."""
    return posixpath.dirname(path)
