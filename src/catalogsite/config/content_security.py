"""The key `csp` of the configuration: what pages may load besides files of the site."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_HOST = re.compile(
    r"(?:(?:https?|wss?)://)?(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::(?:\d+|\*))?(?:/[^\s;,'\"]*)?"
)
_HASH = re.compile(r"'sha(?:256|384|512)-[\w+/-]+={0,2}'")
_SCHEMES = frozenset({"data:", "blob:"})
_RUN = "a page must run no code that anybody can put there: name a host, or the hash of the code"


def _loaded(source: str) -> str:
    if source in _SCHEMES:
        return source
    return _host(source)


def _run(source: str) -> str:
    if source in _SCHEMES or source.startswith("'unsafe-"):
        raise ValueError(_RUN)
    return source if _HASH.fullmatch(source) else _host(source)


def _host(source: str) -> str:
    if _HOST.fullmatch(source) is None:
        raise ValueError("write a host, such as https://img.example.com or https://*.example.com")
    return source


Loaded = tuple[Annotated[str, AfterValidator(_loaded)], ...]
"""Sources of what is shown: hosts, `data:` and `blob:`."""

Executed = tuple[Annotated[str, AfterValidator(_run)], ...]
"""Sources of code: hosts and hashes."""


class ContentSecurity(BaseModel):
    """Further sources by directive of the Content-Security-Policy."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    script_src: Executed = Field(default=(), alias="script-src")
    style_src: Executed = Field(default=(), alias="style-src")
    img_src: Loaded = Field(default=(), alias="img-src")
    font_src: Loaded = Field(default=(), alias="font-src")
    connect_src: Loaded = Field(default=(), alias="connect-src")
    media_src: Loaded = Field(default=(), alias="media-src")
    frame_src: Loaded = Field(default=(), alias="frame-src")
    worker_src: Executed = Field(default=(), alias="worker-src")
    form_action: Loaded = Field(default=(), alias="form-action")
    frame_ancestors: Loaded = Field(default=(), alias="frame-ancestors")

    @property
    def sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each directive that has further sources, with them."""
        given = self.model_dump(by_alias=True, exclude_defaults=True)
        return tuple((name, tuple(sources)) for name, sources in sorted(given.items()))
