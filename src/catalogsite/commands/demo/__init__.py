"""The example organisation Acme: its repositories, what its providers answer, and its past."""

from __future__ import annotations

from catalogsite.commands.demo.acme import acme_dir, is_demo, make_demo, write_past_values
from catalogsite.commands.demo.nights import collect_nights

__all__ = ["acme_dir", "collect_nights", "is_demo", "make_demo", "write_past_values"]
