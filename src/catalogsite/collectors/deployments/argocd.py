"""Enrichment `argocd`: which revision Argo CD has deployed to which environment, and its health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from catalogsite.collectors.access.rights import Access, account_of
from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.deployments.argocd_applications import (
    STATES,
    Application,
    application_of,
    deployments_in,
)
from catalogsite.collectors.deployments.argocd_entities import (
    APP_NAME,
    Wanted,
    by_repository,
    matching,
    wanted_by,
)
from catalogsite.collectors.deployments.entity_deployments import (
    deployments_of,
    fact_key,
    same_key,
    with_distinct_environments,
)
from catalogsite.collectors.deployments.environments import DeploymentSettings
from catalogsite.collectors.protocol import Address, Context, PublicText, Secret
from catalogsite.collectors.targets import Hint, Target
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client

__all__ = ["HINT", "STATES", "TITLE", "Settings", "collect", "probe", "targets"]

TITLE = "Argo CD"
HINT = Hint(APP_NAME, "{name}")


class Settings(DeploymentSettings):
    """The Argo CD to read; `instance` is its name in `argocd/instance-name`.

    `projects` are those of Argo CD whose applications are listed, all by default. The value of the
    label `environment_label` names an application's environment.
    """

    kind: Literal["argocd"] = "argocd"
    url: Address
    web_url: Address | None = None
    instance: str | None = None
    projects: tuple[str, ...] = ()
    environment_label: str = "environment"
    token: Secret = Secret(env="ARGOCD_AUTH_TOKEN")
    ca_file: PublicText | None = None


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity with applications; all are listed by one request."""
    if failure := same_key(settings, context, "instance", settings.instance):
        yield failure
    client = _open(settings, context)
    yield from collect_account(settings, context, "the API of an Argo CD", client, _read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """What each entity names."""
    return [Target(one.named, None, (one.ref,)) for one in wanted_by(settings, context)]


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("api/version")
        account = account_of(client, "api/v1/session/userinfo", "username")
        return Access(account, () if account else ("applications, get",))


def _open(settings: Settings, context: Context) -> Client:
    ca_file = context.base_dir / settings.ca_file if settings.ca_file else None
    token = settings.token.value(context.env)
    return context.client(settings.url, token=token, ca_file=ca_file)


def _read(account: Account) -> Results:
    settings, context = account.settings, account.context
    params = [("projects", one) for one in settings.projects]
    listed = account.item("api/v1/applications", params)
    # The list of an Argo CD without any application is null.
    items = [] if listed.value.get("items", 0) is None else listed.need_items("items")
    applications = [application_of(one, settings) for one in items]
    by_name: dict[str, list[Application]] = {}
    for one in applications:
        by_name.setdefault(one.name, []).append(one)
    found: dict[str, list[Application]] = {}
    for wanted in wanted_by(settings, context):
        try:
            is_name = wanted.annotation == APP_NAME
            own = matching(wanted, by_name.get(wanted.named, []) if is_name else applications)
        except ValueError as error:
            yield _wrong(account, wanted, str(error))
            continue
        if own:
            found[wanted.ref] = own
        elif wanted.only_here:
            yield account.missing(wanted.named, [wanted.ref], wanted.annotation)
    yield from _facts(account, {**by_repository(applications, found, context), **found})


def _facts(account: Account, found: Mapping[str, list[Application]]) -> Results:
    settings = account.settings
    for ref, own in sorted(found.items()):
        made = with_distinct_environments(
            [
                ((one.name, f"{one.namespace}/{one.name}"), deployments_in(one, settings))
                for one in own
            ]
        )
        if made:
            value = deployments_of(made)
            page = next((one.url for one in value.deployments if one.url), None)
            yield from account.facts([ref], fact_key(account.kind, settings.instance), value, page)


def _wrong(account: Account, wanted: Wanted, reason: str) -> Failure:
    return Failure.about(
        wanted.ref,
        reason,
        source=account.kind,
        fix=f"correct the annotation `{wanted.annotation}`",
        url=account.client.base_url,
        subjects=(wanted.ref,),
    )
