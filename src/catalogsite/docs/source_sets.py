"""Reads and writes `srcset`, the attribute that lists several files for one image."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SPACE = " \t\n\r\f"
_DESCRIPTOR = re.compile(r"(?:\d{1,6}w|\d{1,3}(?:\.\d{1,3})?x)?")
_LIMIT = 100


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """Address and descriptor (`2x`, `640w` or `""`) of each image, as the HTML standard splits them.

    Candidates with another descriptor are left out, and those after the hundredth.
    """
    rest = srcset
    for _ in range(_LIMIT):
        rest = rest.lstrip(f"{_SPACE},")
        if not rest:
            return
        address, *after = re.split(f"[{_SPACE}]", rest, maxsplit=1)
        rest = after[0] if after else ""
        descriptor = ""
        if address.endswith(","):
            address = address.rstrip(",")
        else:
            descriptor, _, rest = rest.partition(",")
        if _DESCRIPTOR.fullmatch(descriptor.strip(_SPACE)):
            yield address, descriptor.strip(_SPACE)


def source_set(images: Iterable[tuple[str, str]]) -> str:
    """The attribute for addresses and descriptors; a comma in an address is escaped."""
    return ", ".join(
        f"{address.replace(',', '%2C')} {descriptor}".rstrip() for address, descriptor in images
    )
