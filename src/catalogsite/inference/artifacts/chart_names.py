"""The names of Helm charts, and whether an address is one of the public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PUBLIC = frozenset(
    {"charts.bitnami.com", "registry-1.docker.io", "docker.io", "charts.helm.sh", "charts.jetstack.io",
     "quay.io", "public.ecr.aws", "helm.elastic.co", "kubernetes-charts.storage.googleapis.com",
     "releases.hashicorp.com", "helm.releases.hashicorp.com", "charts.rancher.io",
     "releases.rancher.com", "helm.nginx.com", "charts.konghq.com", "traefik.github.io",
     "raw.githubusercontent.com", "registry.k8s.io", "mcr.microsoft.com", "charts.gitlab.io",
     "helm.datadoghq.com", "helm.cilium.io", "helm.traefik.io", "charts.min.io", "repo.broadcom.com",
     "strimzi.io", "charts.fluxcd.io", "charts.dexidp.io", "helm.sh", "ghcr.io/prometheus-community"}
)  # fmt: skip
"""Hosts of charts for everybody."""

_PAGES = (".github.io", ".gitlab.io")


def chart_purl(name: str, address: str | None, owner: str | None) -> str | None:
    """The package URL of a chart; one at an address of the public has that address in it.

    `owner` is that of the repository which names it: pages of GitHub of the same owner are its own.
    """
    if not _NAME.fullmatch(name):
        return None
    where = {"repository_url": address} if address and _is_public(address, owner) else None
    return PackageURL("helm", None, name, qualifiers=where).to_string()


def _is_public(address: str, owner: str | None) -> bool:
    try:
        host = urlsplit(address if "://" in address else f"oci://{address}").hostname or ""
    except ValueError:
        return True
    for pages in _PAGES:
        if host.endswith(pages):
            return host.removesuffix(pages) != (owner or "").lower()
    return host in _PUBLIC


def chart_use(
    name: str,
    address: str | None,
    version: str | None,
    file: str,
    line: int,
    owner: str | None = None,
    condition: str | None = None,
) -> Iterator[Dependency]:
    """The use of a chart at a line; none for what is no name."""
    purl = chart_purl(name, address, owner)
    if purl is not None:
        yield Dependency(
            purl=purl, name=name, requirement=version, condition=condition, file=file, line=line
        )
