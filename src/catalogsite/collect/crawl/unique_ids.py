"""Gives each repository of a run an id of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.model.source_run import Failure


def with_unique_ids(found: list[Checkout | Failure]) -> list[Checkout | Failure]:
    """The checkouts with an id of its own for each repository; folders may have one name."""
    taken: set[str] = set()
    result: list[Checkout | Failure] = []
    for item in found:
        if isinstance(item, Checkout):
            name = _free_id(item, taken)
            taken.add(name)
            repository = item.repository.model_copy(update={"id": name})
            result.append(replace(item, repository=repository))
        else:
            result.append(item)
    return result


def _free_id(checkout: Checkout, taken: set[str]) -> str:
    wanted = checkout.repository.id
    if wanted not in taken:
        return wanted
    parent = Path(checkout.request.path or "").parent.name
    if parent and f"{parent}/{wanted}" not in taken:
        return f"{parent}/{wanted}"
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
