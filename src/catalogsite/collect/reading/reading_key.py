"""The key of a reading: a digest of all that it depends on."""

from __future__ import annotations

import hashlib
import json

from catalogsite import __version__
from catalogsite.apis.extra import is_extra_installed
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.model.limits import DEFAULT_LIMITS, Limits


class ReadingKeys:
    """The keys of the readings of one run, whose policy and limits are the same for all."""

    def __init__(self, policy: Policy, limits: Limits = DEFAULT_LIMITS) -> None:
        self._rules = policy.model_dump_json()
        self._limit = f"{limits.repository:g}"
        self._extras = f"apis={is_extra_installed()}"

    def of(self, checkout: Checkout) -> str:
        """A digest (64 hex digits) of all that the reading of a checkout depends on."""
        # The host may report another branch or description, or archive it, without a new commit.
        repository = checkout.repository.model_dump_json(
            exclude={"state", "stale_since", "native_id"}
        )
        request = checkout.request.model_dump_json(include={"scope", "descriptors", "also"})
        contents = json.dumps(checkout.contents)
        parts = (
            *(__version__, self._extras, repository, checkout.key, request),
            *(self._rules, contents, self._limit),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
