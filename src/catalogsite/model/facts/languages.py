"""`languages`: the programming languages of a repository."""

from __future__ import annotations

from pydantic import ConfigDict, RootModel

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import FactKind
from catalogsite.model.value import Text


class Languages(RootModel[dict[Text, Count]]):
    """Bytes by language, the largest first."""

    model_config = ConfigDict(frozen=True, revalidate_instances="always")


KIND = FactKind(key="languages", label="Languages", model=Languages)
