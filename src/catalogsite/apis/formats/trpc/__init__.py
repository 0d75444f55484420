"""tRPC: the procedures of routers that are written in TypeScript."""

from __future__ import annotations

from catalogsite.apis.formats.trpc.read_trpc import TRPC

__all__ = ["TRPC"]
