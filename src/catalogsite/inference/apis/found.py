"""What the definitions of APIs say, as frozen values."""

from __future__ import annotations

from typing import NamedTuple


class Server(NamedTuple):
    """A server of a contract: its host with a port that is not the usual one, and its base path."""

    host: str
    base: str = ""


class ApiContract(NamedTuple):
    """What the definition of an API says of how it is reached.

    `sent` and `received` are the topics of messages by what its application does with them,
    `packages` those of Protocol Buffers that declare its services.
    """

    ref: str
    servers: tuple[Server, ...] = ()
    sent: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
