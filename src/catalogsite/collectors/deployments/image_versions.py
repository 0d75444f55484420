"""The version that images of containers tell by their tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_MOVING = frozenset({"latest", "main", "master", "stable", "edge", "dev", "develop"})
_COMMIT = re.compile(r"(?:sha-|git-)?([0-9a-f]{40})")


def version_of(images: Iterable[str], names: Collection[str]) -> str | None:
    """The tag that all the images share; of images that differ, the tag of those with one of the names.

    None where the tags still differ, or tell no version, as `latest` or the hash of a commit.
    """
    tagged = {one: tag for one in images if (tag := _tag(one))}
    own = {tag for one, tag in tagged.items() if _name(one) in names}
    tags = own or set(tagged.values())
    found = next(iter(tags)) if len(tags) == 1 else None
    return None if found in _MOVING or commit_of(found) else found


def names_of(name: str) -> frozenset[str]:
    """The names that the image of something may have: `pay-prod` may run `pay`."""
    parts = name.split("-")
    return frozenset("-".join(parts[:count]) for count in range(1, len(parts) + 1))


def commit_of(version: str | None) -> str | None:
    """The hash of a commit that a tag is, as many pipelines write it."""
    found = _COMMIT.fullmatch(version or "")
    return found[1] if found else None


def _tag(image: str) -> str:
    # A port of the registry is followed by a slash, and a digest is no version.
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _name(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]
