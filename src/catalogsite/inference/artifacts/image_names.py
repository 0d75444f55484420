"""The names of images: registry, path, tag and digest, and the package URL of each."""

from __future__ import annotations

import re
from typing import NamedTuple

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency, Scope
from catalogsite.inference.shell_variables import UNKNOWN

HUB = "docker.io"
_HUB_HOSTS = frozenset(
    {HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com"}
)
_PART = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?P<path>{_PART}(?:/{_PART})*)"
    rf"(?::(?P<tag>[\w.{UNKNOWN}-]{{1,200}}))?"
    rf"(?:@(?P<digest>[a-z0-9]+:[0-9a-f]{{32,}}|[^@]*{UNKNOWN}[^@]*))?"
)
_HOST = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*(?::\d+)?", re.IGNORECASE)
_PICTURE = re.compile(r".+\.(?:png|jpe?g|gif|svg|webp|ico|avif)", re.IGNORECASE)


class ImageName(NamedTuple):
    """An image: its package URL without version, its name as one writes it, its tag and digest.

    `alone` tells that it is a name of Docker Hub without a namespace.
    """

    purl: str
    name: str
    version: str | None = None
    alone: bool = False


def image_name(reference: str, tag: str | None = None) -> ImageName | None:
    """The image that a reference names, with `tag` where it has none itself; None for anything else.

    `node`, `library/node` and `docker.io/library/node` are one image. A tag with an unknown part
    is not known.
    """
    host, path = _split(reference.strip())
    found = _REFERENCE.fullmatch(path)
    if found is None or (host and not _HOST.fullmatch(host)) or _PICTURE.fullmatch(found["path"]):
        return None
    path = found["path"]
    if host is None:
        path = path.removeprefix("library/")
    namespace, _, last = path.rpartition("/")
    where = {"repository_url": host} if host else None
    purl = PackageURL("docker", namespace or None, last, qualifiers=where).to_string()
    parts = (found["tag"] or tag, found["digest"])
    version = "@".join(one for one in parts if one and UNKNOWN not in one)
    name = f"{host}/{path}" if host else path
    return ImageName(purl, name, version or None, host is None and not namespace)


def _split(reference: str) -> tuple[str | None, str]:
    """The host, None for Docker Hub, and the rest."""
    first, slash, rest = reference.partition("/")
    if not slash or not (first == "localhost" or "." in first or ":" in first):
        return None, reference
    return (None if first.lower() in _HUB_HOSTS else first.lower()), rest


def image_use(
    image: ImageName, file: str, line: int, scope: Scope, condition: str | None = None
) -> Dependency:
    """The use of an image at a line."""
    return Dependency(
        purl=image.purl,
        name=image.name,
        requirement=image.version,
        scope=scope,
        condition=condition,
        file=file,
        line=line,
    )
