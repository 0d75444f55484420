"""Services of an on-call provider, and the facts about the entities that name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from catalogsite.collectors.account import Account, Results
from catalogsite.collectors.response_item import Item, given
from catalogsite.model.facts.on_call.incidents import Incident, incidents_value
from catalogsite.model.facts.on_call.shifts import OnCall, Shift, by_time
from catalogsite.model.source_run import Failure

_Value = TypeVar("_Value")
ByKey = Mapping[str, Sequence[_Value]]


class Service(NamedTuple):
    """What an entity names at a provider: its page, and by which keys its parts are found.

    `shifts` is the key of its shifts, None where it has none; `incidents` that of its incidents.
    `paused` tells that it opens no incident now.
    """

    url: str | None
    shifts: str | None
    incidents: str | None
    policy: str | None = None
    paused: bool = False


class Parts(NamedTuple):
    """The shifts and incidents of an account by the keys of services; a Failure where not readable."""

    shifts: ByKey[Shift] | Failure
    incidents: ByKey[Incident] | Failure


def read_parts(
    account: Account,
    shifts: Callable[[], ByKey[Shift]],
    incidents: Callable[[], ByKey[Incident]],
) -> Parts:
    """Both parts; one that is refused costs only its own facts. Raises ProviderError for a wrong token."""
    return Parts(
        account.part(shifts, f"on_call.{account.kind}"),
        account.part(incidents, f"incidents.{account.kind}"),
    )


def service_facts(account: Account, services: Mapping[str, Service], parts: Parts) -> Results:
    """The facts about each entity by its service, and the failures of parts."""
    yield from (part for part in parts if isinstance(part, Failure))
    now = account.context.now
    for ref in sorted(services):
        service = services[ref]
        if not isinstance(parts.shifts, Failure) and service.shifts is not None:
            value = _on_call(service, parts.shifts.get(service.shifts, ()), now)
            yield from account.facts([ref], f"on_call.{account.kind}", value, service.url)
        if not isinstance(parts.incidents, Failure) and service.incidents is not None:
            found = parts.incidents.get(service.incidents, ())
            state = incidents_value(found, paused=service.paused)
            yield from account.facts([ref], f"incidents.{account.kind}", state, service.url)


def grouped(pairs: Iterable[tuple[str | None, _Value | None]]) -> dict[str, list[_Value]]:
    """The values by key, in their order; a pair without a key or a value is left out."""
    found: dict[str, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        if key is not None and value is not None:
            found[key].append(value)
    return found


def shift_of(item: Item, fields: Mapping[str, str], *, names: bool, **known: object) -> Shift:
    """The shift that an object describes: `fields` are the paths of its values by field of a Shift.

    `names` tells whether the person's name may be kept.
    """
    readers = {"start": item.time, "end": item.time, "level": item.whole}
    values = _read(item, fields, readers) | known
    if not names:
        values.pop("person", None)
    return Shift(**given(**values))


def incident_of(item: Item, fields: Mapping[str, str], **known: object) -> Incident | None:
    """The incident that an object describes: `fields` as in `shift_of`, `known` are other values.

    None for an object without an id, which is noted.
    """
    if item.required(fields["id"]) is None:
        return None
    values = _read(item, fields, {"opened": item.time, "resolved": item.time}) | known
    return Incident(**given(**values | {"title": values["title"] or "incident"}))


def _read(
    item: Item, fields: Mapping[str, str], readers: Mapping[str, Callable[[str], object]]
) -> dict[str, object]:
    return {name: readers.get(name, item.text)(path) for name, path in fields.items()}


def _on_call(service: Service, shifts: Iterable[Shift], now: datetime) -> OnCall:
    current, later = by_time(shifts, now)
    return OnCall(**given(now=current, next=later, policy=service.policy, url=service.url))
