"""The digest of all that a snapshot is made from, apart from the time and the snapshot before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from catalogsite import __version__
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.fetched import Fetched
from catalogsite.collect.reading.reading_key import ReadingKeys
from catalogsite.collect.run import Run
from catalogsite.errors import CatalogsiteError
from catalogsite.model.repository import RepositoryState


def inputs_digest(run: Run, fetched: Fetched) -> str | None:
    """The digest (64 hex digits); None where something failed, or is asked anew in each run.

    Providers are asked in each run, and a failure keeps what was good before: neither is an input
    that a digest could be of.
    """
    failed = any(listing.run.state != "ok" for listing in fetched.listings)
    if run.config.enrich or failed or not all(map(_is_fetched, fetched.found)):
        return None
    digest = hashlib.sha256()
    try:
        for part in _parts(run, fetched):
            digest.update(part + b"\0")
    except (OSError, CatalogsiteError):
        # What is wrong with a file of the configuration is reported where it is used.
        return None
    return digest.hexdigest()


def _is_fetched(found: object) -> bool:
    whole = (RepositoryState.READ, RepositoryState.UNCHANGED)
    return isinstance(found, Checkout) and found.repository.state in whole


def _parts(run: Run, fetched: Fetched) -> Iterator[bytes]:
    config = run.config
    yield f"{__version__} {run.network} {run.revision}".encode()
    yield config.model_dump_json().encode()
    for path in config.files(config.scorecards):
        yield path.read_bytes()
    for product in config.end_of_life:
        yield product.model_dump_json().encode()
    for listing in fetched.listings:
        yield listing.key.encode()
        yield from (request.model_dump_json().encode() for request in listing.requests)
    keys = ReadingKeys(config.policy, config.limits)
    for checkout in fetched.checkouts:
        yield keys.of(checkout).encode()
