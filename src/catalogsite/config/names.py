"""Names that users write on the command line; it imports nothing, so that help is there at once."""

from __future__ import annotations

from enum import StrEnum

FILE_NAME = "catalogsite.yaml"
"""The configuration, where no other file is named."""


class SchemaName(StrEnum):
    """What `catalogsite schema` can describe."""

    SNAPSHOT = "snapshot"
    CONFIG = "config"
    SCORECARD = "scorecard"
    ENTITY = "entity"
    TEMPLATE = "template"
