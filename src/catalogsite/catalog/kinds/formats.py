"""The formats of names, tags, labels, annotations and link addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from ada_url import check_url

from catalogsite.model.text.latin_letters import latin_or_code_points
from catalogsite.model.text.unicode import replace_surrogates

MAX_LENGTH = 63
_MAX_PREFIX = 253
NAME = r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL = r"[a-z0-9]+(?:-+[a-z0-9]+)*"
TAG = r"[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*"
KIND = r"[a-zA-Z][a-z0-9A-Z]*"
SUFFIX = r"[a-z0-9A-Z]+"
# White space as JavaScript's trim sees it; Python's strip differs both ways.
WHITE_SPACE = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NAME = re.compile(NAME)
_LABEL = re.compile(LABEL)
_TAG = re.compile(TAG)
_KIND = re.compile(KIND)
_SUFFIX = re.compile(SUFFIX)
_BLANK = re.compile(f"[{WHITE_SPACE}]*")

__all__ = [
    "KIND", "LABEL", "MAX_LENGTH", "NAME", "SUFFIX", "TAG", "WHITE_SPACE",
    "is_api_version", "is_blank", "is_kind", "is_label_value", "is_name", "is_namespace",
    "is_prefixed_name", "is_tag", "is_url", "suggest_label", "suggest_name", "suggest_tag",
]  # fmt: skip


def _short(text: str) -> bool:
    # Only characters of one UTF-16 unit pass the patterns, so plain length is the right one.
    return 1 <= len(text) <= MAX_LENGTH


def is_name(text: str) -> bool:
    """Whether a text has letters, digits, `-`, `_` and `.`, with a letter or digit at both ends."""
    return _short(text) and _NAME.fullmatch(text) is not None


def is_namespace(text: str) -> bool:
    """Whether a text is a DNS label."""
    return _short(text) and _LABEL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_tag(text: str) -> bool:
    """Whether a text has lower case letters, digits, `:`, `+` and `#`, joined by single hyphens."""
    return _short(text) and _TAG.fullmatch(text) is not None


def is_kind(text: str) -> bool:
    """Whether a text has letters and digits and begins with a letter."""
    return _short(text) and _KIND.fullmatch(text) is not None


@lru_cache(maxsize=256)
def is_api_version(text: str) -> bool:
    """Whether a text is `[prefix/]version` with a DNS name as prefix."""
    prefix, slash, version = text.rpartition("/")
    if slash and not _is_dns_name(prefix):
        return False
    return _short(version) and _SUFFIX.fullmatch(version) is not None


@lru_cache(maxsize=4096)
def is_prefixed_name(text: str) -> bool:
    """Whether a text is the key of an annotation or label: `[prefix/]name`."""
    prefix, slash, name = text.partition("/")
    if not slash:
        return is_name(text)
    return _is_dns_name(prefix) and is_name(name)


def is_label_value(text: str) -> bool:
    """Whether a text is empty or a name."""
    return not text or is_name(text)


@lru_cache(maxsize=8192)
def is_url(text: str) -> bool:
    """Whether `new URL(text)` succeeds in a browser and in Node: an absolute address (WHATWG)."""
    # Half of a surrogate pair becomes U+FFFD there; ada-url itself takes UTF-8 only.
    return check_url(text if text.isascii() else replace_surrogates(text))


def is_blank(text: str) -> bool:
    """Whether a text is empty or only white space, as JavaScript defines it."""
    return _BLANK.fullmatch(text) is not None


def suggest_name(text: str) -> str:
    """A valid name made from a text; empty if no character can stay."""
    clean = re.sub(r"[^A-Za-z0-9_.-]+", "-", latin_or_code_points(text))
    return clean.strip("-_.")[:MAX_LENGTH].rstrip("-_.")


def suggest_label(text: str) -> str:
    """A valid namespace made from a text; empty if no character can stay."""
    clean = re.sub(r"[^a-z0-9-]+", "-", latin_or_code_points(text).lower())
    return clean.strip("-")[:MAX_LENGTH].rstrip("-")


def suggest_tag(text: str) -> str:
    """A valid tag made from a text; empty if no character can stay."""
    clean = re.sub(r"[^a-z0-9:+#]+", "-", latin_or_code_points(text).lower())
    return clean.strip("-")[:MAX_LENGTH].rstrip("-")


def _is_dns_name(text: str) -> bool:
    if not 1 <= len(text) <= _MAX_PREFIX:
        return False
    return all(is_namespace(part) for part in text.split("."))
