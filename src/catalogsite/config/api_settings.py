"""The key `apis` of the configuration: what is said of definitions of APIs."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from catalogsite.config.catalog_settings import Section


class ApiSettings(Section):
    """Which changes of APIs are problems, and how serious they are."""

    breaking: Literal["error", "warning", "info", "off"] = "warning"
    lifecycles: tuple[str, ...] = ("production",)

    @field_validator("breaking", mode="before")
    @classmethod
    def _off(cls, given: object) -> object:
        # In YAML 1.1 a bare `off` is false.
        return "off" if given is False else given
