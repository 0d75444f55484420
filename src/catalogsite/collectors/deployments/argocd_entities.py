"""Which applications of an Argo CD belong to which entity: by annotations, else by the repository."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from catalogsite.collectors.deployments.argocd_applications import Application
from catalogsite.collectors.deployments.label_selectors import selector_of
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import is_instance
from catalogsite.model.entity import annotations_of, ref_of

APP_NAME, SELECTOR, PROJECT = "argocd/app-name", "argocd/app-selector", "argocd/project-name"
_INSTANCE, _NAMESPACE = "argocd/instance-name", "argocd/app-namespace"


class Wanted(NamedTuple):
    """What an entity names: by one of its annotations applications, of which others leave some out.

    `only_here` tells that no other Argo CD of the configuration may have them.
    """

    ref: str
    annotation: str
    named: str
    namespace: str
    project: str
    both: bool
    only_here: bool


def wanted_by(settings: Any, context: Context) -> Iterator[Wanted]:
    """What each entity names that belongs to this Argo CD."""
    archived = {one.id for one in context.repositories if one.archived}
    servers = [one for one in context.enrichments if isinstance(one, type(settings))]
    for entity in context.entities:
        notes, ref = annotations_of(entity), ref_of(entity)
        origin = context.origins.get(ref)
        keys = [key for key in (APP_NAME, SELECTOR, PROJECT) if notes.get(key, "").strip()]
        if not keys or (origin is not None and origin.repository in archived):
            continue
        names = [one.strip() for one in notes.get(_INSTANCE, "").split(",") if one.strip()]
        if not names or any(is_instance(one, settings, context) for one in names):
            yield Wanted(
                ref,
                keys[0],
                notes[keys[0]].strip(),
                notes.get(_NAMESPACE, "").strip(),
                notes.get(PROJECT, "").strip(),
                both=APP_NAME in keys and SELECTOR in keys,
                only_here=len(names) == 1 or len(servers) < 2,
            )


def matching(wanted: Wanted, applications: Iterable[Application]) -> list[Application]:
    """The applications that an entity names. Raises ValueError for a wrong annotation.

    One that manages other applications counts only where it is named itself: else these are counted.
    """
    if wanted.both:
        raise ValueError(f"`{APP_NAME}` and `{SELECTOR}` are both given, and only one may be")
    by_selector = selector_of(wanted.named) if wanted.annotation == SELECTOR else None
    found = []
    for one in applications:
        fits = wanted.namespace in ("", one.namespace) and wanted.project in ("", one.project)
        if wanted.annotation == APP_NAME:
            fits = fits and one.name == wanted.named
        else:
            fits = fits and not one.manages_applications
        if fits and (by_selector is None or by_selector(one.labels)):
            found.append(one)
    return found


def by_repository(
    applications: Sequence[Application],
    named: Mapping[str, Collection[Application]],
    context: Context,
) -> dict[str, list[Application]]:
    """The applications that no entity names, by the one component of the repository of their sources.

    A repository with several components, or with several applications for an environment, as one of
    manifests for all services, says nothing.
    """
    taken = {id(one) for own in named.values() for one in own}
    single = _single_components(context)
    found: dict[str, list[Application]] = {}
    for one in applications:
        # One repository, which the charts of others do not change.
        page = next(iter(one.repositories)) if len(one.repositories) == 1 else ""
        ref = single.get(page)
        if ref and ref not in named and id(one) not in taken and not one.manages_applications:
            found.setdefault(ref, []).append(one)
    return {ref: own for ref, own in found.items() if _are_apart(own)}


def _are_apart(own: Sequence[Application]) -> bool:
    return len({one.environment for one in own}) == len(own)


def _single_components(context: Context) -> dict[str, str]:
    """The reference of the only component of a repository, by the page of the repository."""
    components: dict[str, list[str]] = {}
    for entity in context.entities:
        ref, notes = ref_of(entity), annotations_of(entity)
        origin = context.origins.get(ref)
        if entity.get("kind") == "Component" and origin and origin.repository:
            unnamed = not any(key in notes for key in (APP_NAME, SELECTOR, PROJECT))
            components.setdefault(origin.repository, []).append(ref if unnamed else "")
    pages = {
        one.id: one.web_url.casefold()
        for one in context.repositories
        if one.web_url and not one.archived
    }
    return {
        pages[name]: refs[0]
        for name, refs in components.items()
        if name in pages and len(refs) == 1 and refs[0]
    }
