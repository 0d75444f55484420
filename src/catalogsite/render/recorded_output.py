"""Outputs that read the catalog through a Portal, so that all that they read is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.read_log import ReadLog
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex


def recorded_output(
    at: str,
    index: PortalIndex,
    make: Callable[[Portal], Page | Asset | Iterable[Page | Asset]],
    *,
    kept: bool = False,
    also: Callable[[], tuple[str, ...]] = tuple,
) -> OutputGroup:
    """The output at an address, and at others that `also` gives, which `make` makes from a Portal of its own."""

    def items(reads: ReadLog) -> Iterable[Page | Asset]:
        made = make(Portal(index, reads))
        return (made,) if isinstance(made, (Page, Asset)) else made

    return OutputGroup(at, items, kept, recorded=True, also=also)
