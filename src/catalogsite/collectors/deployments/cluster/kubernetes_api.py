"""Lists the objects of a cluster by its API, and keeps those that are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from catalogsite.collectors.account import Account
from catalogsite.collectors.deployments.cluster.kubernetes_objects import (
    GROUPS,
    KubernetesObject,
    ObjectKind,
    object_of,
)
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Provenance
from catalogsite.model.source_run import Failure
from catalogsite.network.paging import Page, with_parameter

Accepts = Callable[[KubernetesObject], bool]
_NAME = "the API of a Kubernetes"
_PAGE = 500
_VERSION = re.compile(r"v\d\w*")
_RIGHTS = "let the token list it, as the ClusterRole `view` does, or name `namespaces` or `objects`"


class Resource(NamedTuple):
    """A kind of objects in addresses of the API: its group with a version, and its plural."""

    group: str
    plural: str

    def paths(self, namespaces: tuple[str, ...]) -> list[str]:
        """The address of the list of all, else of the list of each namespace."""
        each = [f"namespaces/{quote(one, safe='')}/" for one in namespaces] or [""]
        return [f"apis/{self.group}/{one}{self.plural}" for one in each]


WORKLOADS: dict[ObjectKind, Resource] = {
    "Deployment": Resource("apps/v1", "deployments"),
    "StatefulSet": Resource("apps/v1", "statefulsets"),
    "DaemonSet": Resource("apps/v1", "daemonsets"),
}
_FLUX: dict[ObjectKind, str] = {"HelmRelease": "helmreleases", "Kustomization": "kustomizations"}


def objects_in_cluster(account: Account, accepts: Accepts) -> Iterator[KubernetesObject | Failure]:
    """The objects that are accepted; a Failure for each list that cannot be read.

    Raises ProviderError for a wrong token.
    """
    for kind, resource in WORKLOADS.items():
        if kind in account.settings.objects:
            yield from _of_kind(account, kind, resource, accepts)
    wanted = [kind for kind in _FLUX if kind in account.settings.objects]
    try:
        versions = _versions(account) if wanted else {}
    except ProviderError as error:
        yield _failure(account, error, "API groups")
        return
    for kind in wanted:
        # A cluster without Flux does not have its kinds.
        if version := versions.get(GROUPS[kind]):
            yield from _of_kind(
                account, kind, Resource(f"{GROUPS[kind]}/{version}", _FLUX[kind]), accepts
            )


def _of_kind(
    account: Account, kind: ObjectKind, resource: Resource, accepts: Accepts
) -> Iterator[KubernetesObject | Failure]:
    for path in resource.paths(account.settings.namespaces):
        try:
            yield from _listed(account, kind, path, accepts)
        except ProviderError as error:
            yield _failure(account, error, resource.plural)


def _versions(account: Account) -> dict[str, str]:
    """The version of each API group of Flux that the cluster prefers, such as `v2`."""
    found = {}
    for one in account.item("apis/").need_items("groups"):
        name, key = one.text("name"), "preferredVersion.version"
        version = one.text(key) if name in GROUPS.values() else None
        if name and version and _VERSION.fullmatch(version):
            found[name] = version
        elif name in GROUPS.values() and name != "apps":
            one.response.note("a version", f"{one.place}.{key}", version)
    return found


def _failure(account: Account, error: ProviderError, about: str) -> Failure:
    """The failure of a list. Raises ProviderError where credentials are refused, which all are."""
    if error.status == HTTPStatus.UNAUTHORIZED:
        raise error
    fix = _RIGHTS if error.status == HTTPStatus.FORBIDDEN else error.fix
    return account.failure(ProviderError(error.what, where=error.where, fix=fix), (), about)


def _listed(
    account: Account, kind: ObjectKind, path: str, accepts: Accepts
) -> Iterator[KubernetesObject]:
    address = f"{account.client.base_url}{path}"
    response = Response(address, _NAME)
    account.responses.append(response)
    source = Provenance(source=account.kind, time=account.context.now, url=address)
    pages = account.client.get_pages(path, {"limit": _PAGE}, items="items", following=_next)
    for number, value in enumerate(pages):
        # A cluster may have more objects than memory holds.
        if not isinstance(value, dict):
            response.note("an object", f"items[{number}]", value)
            continue
        found = object_of(kind, Item(response, value, f"items[{number}]"), source)
        if accepts(found):
            yield found


def _next(page: Page) -> str | None:
    """The next page, by the token that the metadata of a list holds."""
    metadata = page.body.get("metadata") if isinstance(page.body, dict) else None
    token = metadata.get("continue") if isinstance(metadata, dict) else None
    usable = isinstance(token, str) and token
    return with_parameter(page.url, "continue", str(token)) if usable else None
