"""The version that images of containers tell by their tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_MOVING = frozenset({"latest", "main", "master", "stable", "edge", "dev", "develop"})
_COMMIT = re.compile(r"(?:sha-|git-)?([0-9a-f]{40})")


def version_and_commit(
    images: Iterable[str], names: Collection[str]
) -> tuple[str | None, str | None]:
    """The tag that all the images share; of images that differ, the tag of those with one of the names.

    A tag that is the hash of a commit is the commit. Both are None where the tags still differ, or
    say nothing, as `latest`.
    """
    tagged = {one: tag for one in images if (tag := _tag(one))}
    own = {tag for one, tag in tagged.items() if _name(one) in names}
    tags = own or set(tagged.values())
    found = next(iter(tags)) if len(tags) == 1 else ""
    commit = _COMMIT.fullmatch(found)
    return (None, commit[1]) if commit else (None if found in _MOVING else found or None, None)


def names_of(name: str) -> frozenset[str]:
    """The names that the image of something may have: `pay-prod` may run `pay`."""
    parts = name.split("-")
    return frozenset("-".join(parts[:count]) for count in range(1, len(parts) + 1))


def _tag(image: str) -> str:
    # A port of the registry is followed by a slash, and a digest is no version.
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _name(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]
