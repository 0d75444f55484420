"""Whether a version of a package is still maintained on a day, as far as that is published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import yaml

from catalogsite.model.end_of_life import Product, Products

SOON = timedelta(days=180)
"""How long before its last day a version is said to end soon."""


class EndOfLife(NamedTuple):
    """The last day on which a version is maintained; `state` compares it with another day."""

    product: str
    line: str
    last_day: date
    state: Literal["ended", "ends soon", "maintained"]
    source: str


@cache
def built_in_products() -> Products:
    """What `end_of_life.yaml` beside this module says."""
    text = files(__package__).joinpath("end_of_life.yaml").read_text("utf-8")
    return Products.model_validate(yaml.safe_load(text))


class EndOfLifeTable:
    """The products by the packages that are versions of them.

    `added` are the company's own: a product of the same id replaces the built-in one.
    """

    def __init__(self, added: Iterable[Product] = ()) -> None:
        own = tuple(added)
        replaced = {one.id for one in own}
        known = [one for one in built_in_products().products if one.id not in replaced]
        self._by_purl = {purl: one for one in (*known, *own) for purl in one.packages}
        self._found: dict[tuple[str, str, date], EndOfLife | None] = {}

    def find(self, purl: str, version: str, day: date) -> EndOfLife | None:
        """The end of life of a version as seen on a day; None where nothing is known of it."""
        product = self._by_purl.get(purl)
        if product is None or not version:
            return None
        key = (purl, version, day)
        if key not in self._found:
            self._found[key] = _judged(product, version, day)
        return self._found[key]


def _judged(product: Product, version: str, day: date) -> EndOfLife | None:
    line = max((one for one in product.lines if _begins(version, one)), key=len, default=None)
    if line is None:
        return None
    last = product.lines[line]
    state: Literal["ended", "ends soon", "maintained"] = "maintained"
    if last < day:
        state = "ended"
    elif last - day <= SOON:
        state = "ends soon"
    return EndOfLife(product.title, line, last, state, product.source)


def _begins(version: str, line: str) -> bool:
    """Whether a version is in a line: 3.2.25 is in 3.2, and 3.20 is not."""
    return re.match(rf"v?{re.escape(line)}(?![0-9a-zA-Z])", version) is not None
