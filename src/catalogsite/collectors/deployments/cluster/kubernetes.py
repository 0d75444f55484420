"""Enrichment `kubernetes`: what runs in a cluster, by its API or by manifests; workloads and Flux."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, Self

from pydantic import model_validator

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.deployments.cluster.flux_objects import STATES
from catalogsite.collectors.deployments.cluster.kubernetes_api import WORKLOADS, objects_in_cluster
from catalogsite.collectors.deployments.cluster.kubernetes_entities import (
    ID,
    Entities,
    results_of,
    wanted_by,
)
from catalogsite.collectors.deployments.cluster.kubernetes_files import objects_in_files
from catalogsite.collectors.deployments.cluster.kubernetes_objects import (
    KINDS,
    KubernetesObject,
    ObjectKind,
)
from catalogsite.collectors.deployments.entity_deployments import fact_key, same_key
from catalogsite.collectors.deployments.environments import EnvironmentSettings
from catalogsite.collectors.protocol import Address, Context, PublicText, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.targets import Hint, Target
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

__all__ = ["HINT", "STATES", "TITLE", "Settings", "collect", "probe", "targets"]

TITLE = "Kubernetes"
HINT = Hint(ID, "{name}")


class Settings(EnvironmentSettings):
    """One of `url` (the API of a cluster), `path` (manifests beside the configuration) and `files`.

    `files` is a glob of manifests in each repository whose id matches `repositories`. `cluster` is
    the name in `backstage.io/kubernetes-cluster`; `environment` is that of all that is there.
    """

    kind: Literal["kubernetes"] = "kubernetes"
    url: Address | None = None
    path: PublicText | None = None
    files: str | None = None
    repositories: tuple[str, ...] = ("*",)
    cluster: str | None = None
    environment: str | None = None
    namespaces: tuple[str, ...] = ()
    objects: tuple[ObjectKind, ...] = KINDS
    token: Secret = Secret(env="KUBERNETES_TOKEN")
    ca_file: PublicText | None = None

    @model_validator(mode="after")
    def _reads_one(self) -> Self:
        if sum(one is not None for one in (self.url, self.path, self.files)) != 1:
            raise ValueError("expected one of `url`, `path` and `files`")
        return self


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity of which objects are there."""
    if failure := same_key(settings, context, "cluster", settings.cluster):
        yield failure
    wanted = []
    for one in wanted_by(settings, context):
        if isinstance(one, Failure):
            yield one
        else:
            wanted.append(one)
    if wanted and settings.url is not None:
        client, read = _open(settings, context), partial(_read, Entities(wanted))
        yield from collect_account(settings, context, "the API of a Kubernetes", client, read)
    elif wanted:
        responses: dict[str, Response] = {}
        yield from _results(
            objects_in_files(settings, context, responses), Entities(wanted), settings
        )
        for place, response in responses.items():
            if failure := response.failure(settings.kind, (), place):
                yield failure


def targets(settings: Settings, context: Context) -> list[Target]:
    """What each entity names."""
    found = [one for one in wanted_by(settings, context) if not isinstance(one, Failure)]
    return [Target(one.named, None, (one.ref,)) for one in found]


def probe(settings: Settings, context: Context) -> Access | None:
    """Say what the token may not read. Raises ProviderError."""
    if settings.url is None:
        return None
    kinds = [one for one in WORKLOADS if one in settings.objects]
    needs = [
        Need(path, f"to list {path.rpartition('/')[2]}", {"limit": 1})
        for kind in kinds
        for path in WORKLOADS[kind].paths(settings.namespaces)
    ]
    with _open(settings, context) as client:
        client.get_json("version/")
        return Access(missing=tuple(dict.fromkeys(lacking(client, needs))))


def _open(settings: Settings, context: Context) -> Client:
    ca_file = context.base_dir / settings.ca_file if settings.ca_file else None
    token = settings.token.value(context.env)
    return context.client(settings.url or "", token=token, ca_file=ca_file)


def _read(entities: Entities, account: Account) -> Results:
    found = objects_in_cluster(account, entities.accept)
    yield from _results(found, entities, account.settings)


def _results(
    found: Iterator[KubernetesObject | Failure],
    entities: Entities,
    settings: Settings,
) -> Results:
    """The facts, and the failures of what could not be read: these cost what only they tell."""
    objects, whole = [], True
    for one in found:
        if isinstance(one, Failure):
            whole = False
            yield one.model_copy(update={"subjects": (fact_key(settings.kind, settings.cluster),)})
        else:
            objects.append(one)
    yield from results_of(objects, entities, settings, whole=whole)
