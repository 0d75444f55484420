"""`publishes`: the packages that others can use of an entity."""

from __future__ import annotations

from pydantic import ConfigDict, RootModel

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import FactKind, FactValue
from catalogsite.model.value import Text


class PublishedPackage(FactValue):
    """A package by its package URL without a version; `version` is that of the manifest.

    `file` is the manifest, relative to the repository; `line` counts from 1.
    """

    purl: Text
    version: Text | None = None
    file: Text | None = None
    line: Count | None = None


class Publishes(RootModel[tuple[PublishedPackage, ...]]):
    """The packages that the manifests of an entity name and do not call private."""

    model_config = ConfigDict(frozen=True, revalidate_instances="always")


KIND = FactKind(key="publishes", label="Publishes", model=Publishes)
