"""What connects two owners, as text."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.graph.findings.isolated import Shared


def shared_text(found: Shared, first: str, second: str) -> str:
    """What connects two owners for a terminal."""
    return "\n".join(_lines(found, first, second)) or f"nothing connects {first} and {second}"


def _lines(found: Shared, first: str, second: str) -> Iterator[str]:
    for title, pairs in (
        (f"{first} needs {second}", found.first_needs),
        (f"{second} needs {first}", found.second_needs),
    ):
        if pairs:
            yield f"{title}: {len(pairs)}"
            yield from (f"  {source} -> {target}" for source, target in pairs)
    if found.both_need:
        yield f"both need: {len(found.both_need)}"
        yield from (f"  {ref}" for ref in found.both_need)
