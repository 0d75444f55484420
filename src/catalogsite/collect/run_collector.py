"""Asks one collector: what it told, what it could not tell, and what that cost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from catalogsite.collectors.protocol import Context
from catalogsite.errors import CatalogsiteError
from catalogsite.model.source_run import Failure

_NAMING_FIELDS = ("name", "organization", "target", "path", "web_url", "url")
_Item = TypeVar("_Item")


class CollectorResult(NamedTuple, Generic[_Item]):
    """The answer of one collector."""

    items: list[_Item]
    failures: list[Failure]
    requests: int
    seconds: float


def ask(
    collect: Callable[[Any, Context], Iterable[_Item | Failure]], settings: Any, context: Context
) -> CollectorResult[_Item]:
    """All that a collector tells; one that breaks costs no other."""
    started, asked = time.monotonic(), context.client.requests
    items: list[_Item] = []
    failures: list[Failure] = []
    try:
        for item in collect(settings, context):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                items.append(item)
    except CatalogsiteError as error:
        failures.append(
            Failure(source=settings.kind, reason=error.what, fix=error.fix, url=error.where)
        )
    except Exception as error:
        # A collector of someone else's may raise anything, and a provider answer any nonsense.
        reason = f"the collector broke: {type(error).__name__}"
        failures.append(Failure(source=settings.kind, reason=reason))
    seconds = round(time.monotonic() - started, 3)
    return CollectorResult(items, failures, context.client.requests - asked, seconds)


def source_names(settings_list: Iterable[Any]) -> list[str]:
    """How the crawl report calls each collector: what tells it from others of its kind."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for settings in settings_list:
        name = _name(settings)
        seen[settings.kind, name] += 1
        number = seen[settings.kind, name]
        names.append(name if number == 1 else f"{name} ({number})")
    return names


def _name(settings: Any) -> str:
    for field in _NAMING_FIELDS:
        value = getattr(settings, field, None)
        if isinstance(value, str):
            return value
    return str(settings.kind)
