"""Pointers of Git LFS: what a repository holds of a file that the LFS server keeps."""

from __future__ import annotations

import re

# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: `version` first, keys in order.
_VERSION = re.compile(
    rb"version https?://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v\d+\r?\n"
)
_LARGEST = 1024


def is_lfs_pointer(content: bytes) -> bool:
    """Whether the bytes of a file are a pointer, which is smaller than 1,024 bytes."""
    if len(content) >= _LARGEST or not content.startswith(b"version http"):
        return False
    return _VERSION.match(content) is not None and b"\noid sha256:" in content
