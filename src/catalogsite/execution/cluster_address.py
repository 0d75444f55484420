"""The address of the scheduler of a Dask cluster."""

from __future__ import annotations

import re

SCHEME = "dask://"

_SCHEDULER = re.compile(r"dask://(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):([0-9]{1,5})", re.ASCII)
_LAST_PORT = 65_535


def require_scheduler(address: str) -> None:
    """Raise ValueError where an address is not `dask://HOST:PORT`."""
    found = _SCHEDULER.fullmatch(address)
    if found is None or int(found[1]) > _LAST_PORT:
        raise ValueError(f"{address!r} is not dask://HOST:PORT, such as dask://scheduler:8786")
