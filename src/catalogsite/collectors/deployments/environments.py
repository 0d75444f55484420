"""The settings of collectors of deployments: whose names are kept, and which environments are production."""

from __future__ import annotations

import re

from catalogsite.collectors.protocol import CollectorSettings
from catalogsite.paths.wildcard import matches_any

_WORDS = re.compile(r"[^\W_]+")
_PRODUCTION = frozenset({"production", "prod"})
_BEFORE = frozenset({"pre", "non", "not", "no", "test"})


class EnvironmentSettings(CollectorSettings):
    """`production` are patterns of the names of environments that are production."""

    production: tuple[str, ...] | None = None

    def is_production(self, environment: str) -> bool:
        """Whether an environment is production, by the patterns; without any by the words of its name.

        Each part between slashes is looked at, as in `cluster/namespace`.
        """
        if self.production is not None:
            parts = [environment, *environment.split("/")]
            return any(matches_any(one, self.production) for one in parts)
        return any(map(_names_production, environment.casefold().split("/")))


class DeploymentSettings(EnvironmentSettings):
    """`names` tells whether names of people are kept: without it only those of bots are."""

    names: bool = False


def _names_production(part: str) -> bool:
    words = set(_WORDS.findall(part))
    return part == "live" or bool(words & _PRODUCTION and not words & _BEFORE)
