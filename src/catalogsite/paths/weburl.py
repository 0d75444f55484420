"""Whether a text is an absolute address as browsers read it (the WHATWG URL standard)."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

_SPECIAL = {"http", "https", "ws", "wss", "ftp"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FORBIDDEN_OPAQUE = re.compile(r"[\x00\t\n\r #/:<>?@\[\\\]^|]")
_FORBIDDEN_DOMAIN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]+")
_MAX_PORT = 65535


@lru_cache(maxsize=8192)
def is_url(text: str) -> bool:
    """Whether a browser's `new URL(text)` succeeds without a base."""
    text = re.sub(r"[\t\n\r]", "", text.strip("".join(map(chr, range(0x21)))))
    scheme = _SCHEME.match(text)
    if not scheme:
        return False
    rest = text[scheme.end() :]
    name = scheme[1].lower()
    if name == "file":
        return _file(rest)
    if name in _SPECIAL:
        return _authority(rest.lstrip("/\\"), special=True)
    return _authority(rest[2:], special=False) if rest.startswith("//") else True


def _file(rest: str) -> bool:
    if not re.match(r"[/\\]{2}", rest):
        return True
    host = re.split(r"[/\\?#]", rest[2:], maxsplit=1)[0]
    return not host or bool(re.fullmatch(r"[A-Za-z][:|]", host)) or _host(host, special=True)


def _authority(rest: str, *, special: bool) -> bool:
    authority = re.split(r"[/\\?#]" if special else r"[/?#]", rest, maxsplit=1)[0]
    credentials, at, host = authority.rpartition("@")
    if at and not host:
        return False
    port = ""
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(.*)", host, re.DOTALL)
    if found:
        host, port = found[1], found[2]
        if not host:
            return False
    if port and not (re.fullmatch(r"[0-9]+", port) and int(port) <= _MAX_PORT):
        return False
    if not host:
        return not special and not credentials
    return _host(host, special=special)


def _host(host: str, *, special: bool) -> bool:
    if host.startswith("["):
        return host.endswith("]") and _ipv6(host[1:-1])
    if not special:
        return _FORBIDDEN_OPAQUE.search(host) is None
    domain = unquote(host, errors="replace")
    if not domain.isascii():
        domain = _ascii_domain(domain)
    if not domain or _FORBIDDEN_DOMAIN.search(domain):
        return False
    if any(_bad_punycode(label) for label in domain.lower().split(".")):
        return False
    return _ipv4(domain) if _ends_in_number(domain) else True


def _bad_punycode(label: str) -> bool:
    if not label.startswith("xn--"):
        return False
    try:
        decoded = label[4:].encode().decode("punycode")
    except UnicodeError:
        return True
    return decoded.isascii() or any(unicodedata.category(char) in "CcCnCo" for char in decoded)


def _ascii_domain(domain: str) -> str:
    # Soft hyphens and joiners vanish, and the ideographic full stops count as dots.
    domain = re.sub("[\u00ad\u200b\u2060\ufeff]", "", domain)
    domain = re.sub("[\u3002\uff0e\uff61]", ".", domain)
    if "\ufffd" in domain:
        return ""
    try:
        return ".".join(
            label.encode("idna").decode() if label and not label.isascii() else label
            for label in domain.split(".")
        )
    except UnicodeError:
        return ""


def _ends_in_number(domain: str) -> bool:
    parts = domain.split(".")
    if not parts[-1] and len(parts) > 1:
        parts.pop()
    return bool(re.fullmatch(r"[0-9]+|0[xX][0-9A-Fa-f]*", parts[-1]))


def _ipv4(domain: str) -> bool:
    parts = domain.split(".")
    if not parts[-1] and len(parts) > 1:
        parts.pop()
    if len(parts) > 4:
        return False
    numbers = []
    for part in parts:
        number = _ipv4_number(part)
        if number is None:
            return False
        numbers.append(number)
    return all(number <= 255 for number in numbers[:-1]) and numbers[-1] < 256 ** (5 - len(numbers))


def _ipv4_number(part: str) -> int | None:
    if re.fullmatch(r"0[xX][0-9A-Fa-f]*", part):
        return int(part[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]+", part):
        return int(part, 8)
    if re.fullmatch(r"0[0-9]+", part) or not part.isdecimal() or not part.isascii():
        return None
    return int(part)


def _ipv6(text: str) -> bool:
    if not _IPV6.fullmatch(text):
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
