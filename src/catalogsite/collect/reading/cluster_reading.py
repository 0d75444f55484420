"""Reads repositories on a cluster, whose workers see neither this disk nor the repositories' hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_cache import keep, kept_reading, killed, read_one
from catalogsite.errors import CatalogsiteError
from catalogsite.execution.cluster import Cluster
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.limits import Limits
from catalogsite.repositories.trees.recorded_tree import record
from catalogsite.state.folders import State


class SentCheckout(NamedTuple):
    """A checkout with its files, and the contents of addresses that it names; `number` is its place."""

    number: int
    checkout: Checkout
    contents: tuple[bytes, ...]
    policy: Policy
    limits: Limits


class ReadElsewhere(NamedTuple):
    """A reading, and the objects that it put into the store.

    `reading` is None where files were needed that were not sent.
    """

    number: int
    reading: RepositoryReading | None
    objects: tuple[bytes, ...] = ()


def read_on(
    cluster: Cluster, checkouts: Sequence[Checkout], state: State, policy: Policy, limits: Limits
) -> Iterator[tuple[int, RepositoryReading]]:
    """The reading of each checkout with its place, in any order.

    Those that must be read here, because they are too large to be sent, are left out.
    """
    missing: list[int] = []
    for number, checkout in enumerate(checkouts):
        kept = kept_reading(checkout, state, policy, limits)
        if kept is None:
            missing.append(number)
        else:
            yield number, kept

    def sent() -> Iterator[SentCheckout]:
        for number in missing:
            try:
                found = _sent(number, checkouts[number], state, policy, limits)
            except CatalogsiteError:
                # The same happens where it is read here, and is reported there.
                continue
            if found is not None:
                yield found

    for number, reading, objects in cluster.mapped(read_sent, sent(), _lost):
        if reading is None:
            continue
        for content in objects:
            state.store.put(content)
        keep(reading, checkouts[number], state, policy, limits)
        yield number, reading


def read_sent(sent: SentCheckout) -> ReadElsewhere:
    """What a worker makes of a repository; a pure, picklable function."""
    with temporary_folder() as folder:
        state = State(folder)
        for content in sent.contents:
            state.store.put(content)
        reading = read_one(sent.checkout, state, sent.policy, sent.limits)
        tree = sent.checkout.recorded
        if tree is None or tree.is_missed:
            return ReadElsewhere(sent.number, None)
        objects = tuple(path.read_bytes() for _, path in sorted(state.store.objects()))
        return ReadElsewhere(sent.number, reading, objects)


def _lost(sent: SentCheckout) -> ReadElsewhere:
    return ReadElsewhere(sent.number, killed(sent.checkout))


def _sent(
    number: int, checkout: Checkout, state: State, policy: Policy, limits: Limits
) -> SentCheckout | None:
    """What a worker needs of a checkout; None where that is too large. Raises CatalogsiteError."""
    recorded = record(checkout.open())
    if recorded is None:
        return None
    blobs = [found.blob for _, found in checkout.contents]
    contents = tuple(state.store.get(blob) for blob in blobs if blob is not None)
    # No address, which may hold a secret, and no path of this machine is of use there.
    request = checkout.request
    place = {"url": None if request.url is None else "", "path": None}
    bare = replace(
        checkout,
        request=request.model_copy(update=place),
        recorded=recorded,
        remote=None,
        mirrors=None,
        clone=None,
    )
    return SentCheckout(number, bare, contents, policy, limits)
