"""Products whose versions stop to be maintained on a day that is published."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from catalogsite.model.value import Name, Value

_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^@?#\s]+(?:\?repository_url=[^@?#&\s]+)?")


def _without_version(purl: str) -> str:
    if _PURL.fullmatch(purl) is None:
        raise ValueError("write a package URL without a version, such as pkg:pypi/django")
    return purl


class Product(Value):
    """A product: the packages that are versions of it, and the last day of each line of versions.

    A line is the beginning of its versions (`3.2`) or a name (`bullseye`). `source` is the page that
    publishes the days.
    """

    id: Name
    title: Name
    source: str = ""
    packages: tuple[Annotated[str, AfterValidator(_without_version)], ...] = Field(min_length=1)
    lines: dict[Name, date]


class Products(Value):
    """What a file says about the end of life of products, and the day up to which that was known."""

    as_of: date | None = None
    products: tuple[Product, ...] = ()
