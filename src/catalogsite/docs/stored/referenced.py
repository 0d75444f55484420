"""The folders that `backstage.io/techdocs-ref` can mean. Pure."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from catalogsite.docs.file_paths import join
from catalogsite.repositories.file_links import split_file_url

ANNOTATION = "backstage.io/techdocs-ref"
SOURCE = "backstage.io/source-location"


class Reference(NamedTuple):
    """The folders to look in, in order. Where there is none, `elsewhere` tells another repository
    from a folder outside this one.

    `source` is the address that Backstage reads the folder from, where it is not known to be an
    address of this repository.
    """

    folders: tuple[str, ...]
    elsewhere: bool = False
    source: str | None = None


def reference(value: str, here: str, source: str, web_url: str | None) -> Reference | None:
    """What an annotation of a descriptor in the folder `here` refers to; None if it has another form.

    `source` is the source location of the entity, which `dir:` is relative to, or `""`.
    """
    kind, _, target = value.partition(":")
    target = target.strip()
    if kind == "url":
        path = _path_in(target, web_url)
        return Reference(() if path is None else (path.strip("/"),), elsewhere=path is None)
    if kind != "dir":
        return None
    address = source.removeprefix("url:").strip()
    path = _path_in(address, web_url) if "://" in address else None
    # Without a final slash, Backstage begins at the folder above, and authors mean this one.
    bases = [] if path is None else [posixpath.dirname(path), path.strip("/")]
    found = [join(base, target or ".") for base in (*bases, here)]
    unknown = address if "://" in address and path is None else None
    folders = dict.fromkeys(folder for folder in found if folder is not None)
    return Reference(tuple(folders), source=unknown)


def _path_in(address: str, web_url: str | None) -> str | None:
    """The path in this repository that an address shows; None where it shows another one."""
    if web_url is None:
        return None
    if address.rstrip("/").removesuffix(".git").lower() == web_url.lower():
        return ""
    link = split_file_url(address)
    return link.path if link and link.web_url.lower() == web_url.lower() else None
