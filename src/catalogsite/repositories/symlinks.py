"""Where symbolic links within a repository lead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from catalogsite.repositories.tree import files_in

_MOST_HOPS = 8
_MOST_FILES = 5000
"""So many files are shown under linked folders at most; a link may lead to the whole repository."""


def leads_out(path: str, target: str) -> bool:
    """Whether a link at `path` with the text `target` leads out of the repository."""
    reached = _reached(path, target)
    return target.startswith("/") or reached == ".." or reached.startswith("../")


def followed(files: Sequence[str], links: Mapping[str, str]) -> dict[str, str]:
    """Path of each file that is reached by a link, to the path of the file itself.

    `files` are sorted paths; `links` map the path of each link to its text. A link to a folder
    stands for the files in it, unless it lies in that folder itself.
    """
    known = frozenset(files)
    found: dict[str, str] = {}
    for path in sorted(links):
        real = _end(path, links)
        if real in known:
            found[path] = real
        elif real is not None:
            found.update(_files_below(path, "" if real == "." else real, files))
        if len(found) > _MOST_FILES:
            break
    return {path: real for path, real in found.items() if path not in known}


def _end(path: str, links: Mapping[str, str]) -> str | None:
    for _ in range(_MOST_HOPS):
        if leads_out(path, links[path]):
            return None
        path = _reached(path, links[path])
        if path not in links:
            return path
    return None


def _files_below(path: str, folder: str, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    prefix = f"{folder}/" if folder else ""
    if not path.startswith(prefix):
        yield from (
            (f"{path}/{real.removeprefix(prefix)}", real) for real in files_in(folder, files)
        )


def _reached(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
