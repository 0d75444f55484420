"""The key `apis` of the configuration: what is said of definitions of APIs."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, field_validator

from catalogsite.config.catalog_settings import Section

_HOST = re.compile(r"https?://(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d+)?")


def _server(host: str) -> str:
    if _HOST.fullmatch(host) is None:
        raise ValueError("write a server, such as https://api.example.com or https://*.example.com")
    return host


TryItHost = Annotated[str, AfterValidator(_server)]
"""A server with its scheme, and without a path."""


class ApiSettings(Section):
    """Which changes of APIs are problems, and where the interactive view may send requests."""

    breaking: Literal["error", "warning", "info", "off"] = "warning"
    lifecycles: tuple[str, ...] = ("production",)
    try_it: tuple[TryItHost, ...] = ()

    @field_validator("breaking", mode="before")
    @classmethod
    def _off(cls, given: object) -> object:
        # In YAML 1.1 a bare `off` is false.
        return "off" if given is False else given
