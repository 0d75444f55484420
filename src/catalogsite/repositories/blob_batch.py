"""The bytes of many objects of a repository, read by one process of git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from catalogsite.errors import GitError
from catalogsite.repositories.git import run_git

_MOST_BYTES = 16 * 1024 * 1024
"""The bytes of one answer of git, more or less: it is in memory twice."""


def read_blobs(git_dir: Path, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """The bytes of blobs by the hexadecimal names of their objects, whose `sizes` are known.

    Those that git cannot read are left out, and where it fails all that it did not write.
    """
    found: dict[str, bytes] = {}
    for names in _parts(sizes):
        wanted = "".join(f"{name}\n" for name in names).encode()
        try:
            output = run_git(["cat-file", "--batch", "--buffer"], git_dir=git_dir, stdin=wanted)
        except GitError:
            return found
        found.update(_parsed(output))
    return found


def _parts(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    names: list[str] = []
    total = 0
    for name, size in sizes.items():
        names.append(name)
        total += size
        if total >= _MOST_BYTES:
            yield names
            names, total = [], 0
    if names:
        yield names


def _parsed(output: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while (end := output.find(b"\n", place)) >= 0:
        name, _, rest = output[place:end].decode("ascii").partition(" ")
        kind, _, size = rest.partition(" ")
        place = end + 1
        if size:
            content = output[place : place + int(size)]
            place += int(size) + 1
            if kind == "blob":
                yield name, content
