"""The versions of all that turns Markdown into HTML: another one may give other HTML."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from catalogsite import __version__
from catalogsite.docs.fragments import CONVERTER

_LIBRARIES = (
    *("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments"),
    *("mdx-truly-sane-lists", "nh3", "pyyaml", "comrak-ext"),
)


@cache
def converter_versions() -> tuple[str, ...]:
    """The versions of the conversion, of catalogsite and of the libraries; empty if not installed."""
    return (CONVERTER, __version__, *map(_version, _LIBRARIES))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
