"""The content store: bytes by their SHA-256, which a snapshot names instead of holding them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from catalogsite.errors import DiskError, StoreError
from catalogsite.model.documentation.documentation import TreeManifest
from catalogsite.state.atomic import atomic_write, mark_used, read_regular

_HASH = re.compile(r"[0-9a-f]{64}")


class Store:
    """A folder of immutable objects; safe to share between processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store `content` and return its hash (64 hex digits). Raises DiskError."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        try:
            if not (_holds(path, content) and mark_used(path)):
                atomic_write(path, content)
        except OSError as error:
            raise DiskError.at(path, error.strerror) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of an object. Raises StoreError where it is missing or damaged."""
        path = self._path(digest)
        try:
            content = read_regular(path)
        except OSError as error:
            raise _lost(self.folder, digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            # A damaged object that exists would never be written again.
            path.unlink(missing_ok=True)
            raise _lost(self.folder, digest)
        return content

    def has(self, digest: str) -> bool:
        """Whether the store has the object, which may be damaged."""
        return self._path(digest).is_file()

    def size(self, digest: str) -> int:
        """The bytes of an object; 0 where the store lacks it."""
        try:
            return self._path(digest).stat().st_size
        except (OSError, StoreError):
            return 0

    def is_whole(self, tree: str) -> bool:
        """Whether the store has a tree and all of its files, which may be damaged."""
        try:
            files = self.tree(tree).files.values()
        except StoreError:
            return False
        return all(self.has(entry.blob) for entry in files)

    def put_tree(self, manifest: TreeManifest) -> str:
        """Store a manifest with its paths sorted, and return its hash. Raises DiskError."""
        files = dict(sorted(manifest.files.items()))
        ordered = manifest.model_copy(update={"files": files})
        return self.put(ordered.model_dump_json(exclude_defaults=True).encode())

    def tree(self, digest: str) -> TreeManifest:
        """The manifest of this hash. Raises StoreError where it is missing or damaged."""
        content = self.get(digest)
        try:
            return TreeManifest.model_validate_json(content)
        except ValidationError as error:
            raise _lost(self.folder, digest) from error

    def objects(self) -> Iterator[tuple[str, Path]]:
        """The hash and the file of every object."""
        for path in self.folder.glob("*/*"):
            yield path.parent.name + path.name, path

    def _path(self, digest: str) -> Path:
        if not _HASH.fullmatch(digest):
            raise StoreError(f"not a content hash: {digest[:80]!r}", where=str(self.folder))
        return self.folder / digest[:2] / digest[2:]


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file of this name has this content: a damaged one must be written again."""
    try:
        return read_regular(path) == content
    except OSError:
        return False


def _lost(folder: Path, digest: str) -> StoreError:
    return StoreError(
        f"the content store lacks {digest[:12]}",
        where=str(folder),
        fix="run `catalogsite collect` again",
    )
