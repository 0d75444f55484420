"""Where symbolic links within a repository lead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from catalogsite.paths.inner_path import InnerPath, is_inner_path
from catalogsite.repositories.trees.tree import files_in

_MAX_HOPS = 8
_MAX_FILES = 5000
"""So many files are listed under linked folders; a link may lead to the whole repository."""


def leads_out(path: str, target: str) -> bool:
    """Whether a link at `path` with the text `target` leads out of the repository."""
    reached = _normalised(path, target)
    return target.startswith("/") or reached == ".." or reached.startswith("../")


def can_be_made(path: str, target: str) -> bool:
    """Whether a link stays in the repository wherever other links of it lead.

    After a name, `..` would mean the folder above what that name is a link to.
    """
    parts = [part for part in target.split("/") if part not in {"", "."}]
    ups = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    return "\0" not in target and ".." not in parts[ups:] and not leads_out(path, target)


def with_linked_paths(path: str, links: Mapping[str, str]) -> set[str]:
    """A path, and every path that links at it, above it and below it lead to; `.` is the top."""
    waiting, found = [posixpath.normpath(path or ".")], set[str]()
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for link, text in links.items():
            below = one in {".", link} or link.startswith(f"{one}/")
            if not (below or one.startswith(f"{link}/")) or leads_out(link, text):
                continue
            target = _normalised(link, text)
            if not below:
                found.add(link)  # the link above alone, not all that it leads to
                target += one.removeprefix(link)
            waiting.append(target)
        if len(found) > _MAX_FILES:
            break
    return found


def resolve_symlinks(
    files: Sequence[InnerPath], links: Mapping[InnerPath, str]
) -> dict[InnerPath, InnerPath]:
    """Map the path of each file that is reached by a link to the path of the file itself.

    `files` are sorted paths; `links` map the path of each link to its text. A link to a folder
    stands for the files in it, unless the link lies in that folder itself.
    """
    known = {str(path): path for path in files}
    texts = {str(path): text for path, text in links.items()}
    found: dict[InnerPath, InnerPath] = {}
    for path in sorted(links):
        real = _final_target(path, texts)
        if real in known:
            found[path] = known[real]
        elif real is not None:
            found.update(_files_below(path, "" if real == "." else real, files))
        if len(found) > _MAX_FILES:
            break
    return {path: real for path, real in found.items() if path not in known}


def _final_target(path: str, texts: Mapping[str, str]) -> str | None:
    """The path at the end of a chain of links; None where it leads out or is too long."""
    for _ in range(_MAX_HOPS):
        if leads_out(path, texts[path]):
            return None
        path = _normalised(path, texts[path])
        if path not in texts:
            return path
    return None


def _files_below(
    path: InnerPath, folder: str, files: Sequence[InnerPath]
) -> Iterator[tuple[InnerPath, InnerPath]]:
    prefix = f"{folder}/" if folder else ""
    if path.startswith(prefix):
        return
    for real in files_in(folder, files):
        linked = f"{path}/{real.removeprefix(prefix)}"
        # Both halves are safe; together they may be too long.
        if is_inner_path(linked):
            yield linked, real


def _normalised(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
