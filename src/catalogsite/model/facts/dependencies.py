"""`dependencies`: what an entity needs by its manifests."""

from __future__ import annotations

from pydantic import ConfigDict, RootModel

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import FactKind, FactValue
from catalogsite.model.value import Text


class Dependency(FactValue):
    """A package of another entity: `target` is that entity's reference.

    `purl` is the package URL, `requirement` the range of versions as the manifest has it, `file`
    the manifest relative to the repository, `line` counts from 1.
    """

    target: Text
    package: Text | None = None
    purl: Text | None = None
    requirement: Text | None = None
    file: Text | None = None
    line: Count | None = None


class Dependencies(RootModel[tuple[Dependency, ...]]):
    """The packages of other entities that an entity uses."""

    model_config = ConfigDict(frozen=True, revalidate_instances="always")


KIND = FactKind(key="dependencies", label="Dependencies", model=Dependencies)
