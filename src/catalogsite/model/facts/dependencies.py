"""`dependencies`: what an entity needs of other entities by its own files."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, RootModel, StrictBool

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import FactKind, FactValue
from catalogsite.model.value import Name, Text

DEPENDS_ON = "dependsOn"
"""The relation of a dependency that names none."""


class Dependency(FactValue):
    """One thing of another entity that a file names: `target` is that entity's reference.

    `purl` is the package URL of a package, `requirement` the range of versions as the file has it,
    `condition` the target or profile with which alone it is needed, `file` relative to the
    repository; `line` counts from 1. `declared` tells that the catalog states the relation too.
    What has its default is not given, so that snapshots stay small.
    """

    target: Text
    relation: Name = DEPENDS_ON
    package: Text | None = None
    purl: Text | None = None
    requirement: Text | None = None
    scope: Literal["runtime", "build", "test"] = "runtime"
    optional: StrictBool = False
    condition: Text | None = None
    declared: StrictBool = False
    file: Text | None = None
    line: Count | None = None

    @property
    def is_undeclared_need(self) -> bool:
        """Whether the entity needs the target when it runs, and no descriptor says so."""
        needed = self.scope == "runtime" and not self.optional
        return needed and not self.declared and self.relation == DEPENDS_ON


class Dependencies(RootModel[tuple[Dependency, ...]]):
    """What an entity uses of others: one entry for each target, relation, package and scope."""

    model_config = ConfigDict(frozen=True, revalidate_instances="always")


KIND = FactKind(key="dependencies", label="Dependencies", model=Dependencies)
