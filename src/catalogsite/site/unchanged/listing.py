"""The files of a site and the times of their last changes, by which a touched one is found."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_END = "\0"
"""No path has it."""


class Listing(NamedTuple):
    """The paths of files and folders of a site, each with its mode, size and time of change.

    A folder has no size. Its time changes when a file is added to it or removed from it, so that such
    a file is found without listing the folder.
    """

    paths: tuple[str, ...]
    stamps: bytes
    folders: tuple[str, ...]
    folder_stamps: bytes

    @property
    def files(self) -> int:
        """The number of files."""
        return len(self.paths)

    @property
    def digest(self) -> str:
        """A digest of the files: it is the same for a copy that has the same times."""
        return hashlib.blake2b(_joined(self.paths) + self.stamps, digest_size=16).hexdigest()

    @property
    def newest_folder(self) -> int:
        """The time of the last change of the folder that was changed last, in nanoseconds."""
        return max(_numbers(self.folder_stamps)[1::2], default=0)

    def is_now(self, site: Path) -> bool:
        """Whether exactly these files and folders are there, and nobody has touched one."""
        place = f"{site}/"
        try:
            if _folder_stamps(place + path for path in self.folders) != self.folder_stamps:
                return False
            return _stamps(place + path for path in self.paths) == self.stamps
        except OSError:
            return False

    def packed(self) -> tuple[bytes, bytes, bytes, bytes]:
        """The listing as four values without structure, from which `unpacked` makes it again."""
        return _joined(self.paths), self.stamps, _joined(self.folders), self.folder_stamps

    @classmethod
    def unpacked(cls, paths: bytes, stamps: bytes, folders: bytes, folder_stamps: bytes) -> Listing:
        """The listing of `packed`."""
        return cls(_names(paths), stamps, _names(folders), folder_stamps)


def listing(site: Path) -> Listing | None:
    """The listing of all files below a folder; None where it cannot be read."""
    folders, paths = [""], list[str]()
    try:
        # The list grows while it is gone through.
        for folder in folders:
            with os.scandir(f"{site}/{folder}") as found:
                entries = sorted((one.name, one.is_dir(follow_symlinks=False)) for one in found)
            folders += [f"{folder}{name}/" for name, is_folder in entries if is_folder]
            paths += [folder + name for name, is_folder in entries if not is_folder]
        place = f"{site}/"
        stamps = _stamps(place + path for path in paths)
        folder_stamps = _folder_stamps(place + path for path in folders)
    except OSError:
        return None
    return Listing(tuple(paths), stamps, tuple(folders), folder_stamps)


def _stamps(paths: Iterable[str]) -> bytes:
    """The mode, size and time of each file. Raises OSError."""
    found = array("q")
    for status in map(os.lstat, paths):
        found.extend((status.st_mode, status.st_size, status.st_mtime_ns))
    return found.tobytes()


def _folder_stamps(paths: Iterable[str]) -> bytes:
    """The mode and time of each folder, and of a link to one those of the link. Raises OSError."""
    found = array("q")
    # With a slash at its end, the path of a link would be that of its target.
    for status in map(os.lstat, (path.rstrip("/") for path in paths)):
        found.extend((status.st_mode, status.st_mtime_ns))
    return found.tobytes()


def _joined(names: Iterable[str]) -> bytes:
    return os.fsencode("".join(f"{name}{_END}" for name in names))


def _names(packed: bytes) -> tuple[str, ...]:
    return tuple(os.fsdecode(packed).split(_END)[:-1])


def _numbers(packed: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(packed)
    return numbers
