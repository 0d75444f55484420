"""Objects of Kubernetes, each with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from catalogsite.collectors.response_item import Item
from catalogsite.model.fact import Provenance

ObjectKind = Literal["Deployment", "StatefulSet", "DaemonSet", "HelmRelease", "Kustomization"]
KINDS: tuple[ObjectKind, ...] = get_args(ObjectKind)
GROUPS: Mapping[ObjectKind, str] = {
    "Deployment": "apps",
    "StatefulSet": "apps",
    "DaemonSet": "apps",
    "HelmRelease": "helm.toolkit.fluxcd.io",
    "Kustomization": "kustomize.toolkit.fluxcd.io",
}
"""The API group of each kind: others have kinds of the same names."""


@dataclass(frozen=True, slots=True, eq=False)
class KubernetesObject:
    """An object; `folder` is the name of the folder of the file that it was read from."""

    kind: ObjectKind
    item: Item
    name: str
    namespace: str
    labels: Mapping[str, str]
    source: Provenance
    folder: str = ""

    def environment(self, settings: Any) -> str:
        """The setting, else the cluster and the namespace; without a namespace the folder."""
        if settings.environment:
            return str(settings.environment)
        # Flux applies to another namespace than that of its own object.
        target = self.item.text("spec.targetNamespace") if self.is_of_flux else None
        namespace = target or self.namespace or self.folder or "default"
        return f"{settings.cluster}/{namespace}" if settings.cluster else namespace

    @property
    def is_of_flux(self) -> bool:
        """Whether it is an object of Flux."""
        return self.kind in ("HelmRelease", "Kustomization")


def object_of(
    kind: ObjectKind, item: Item, source: Provenance, folder: str = ""
) -> KubernetesObject:
    """The object of a kind that an item is."""
    named = item.inner("metadata.labels")
    texts = {key: named.response.text(named.value, key, named.place) for key in named.value}
    return KubernetesObject(
        kind,
        item,
        item.text("metadata.name") or "",
        item.text("metadata.namespace") or "",
        {key: text for key, text in texts.items() if text is not None},
        source,
        folder,
    )
