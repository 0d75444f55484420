"""Names that users write on the command line. Imports nothing, so that `--help` is fast."""

from __future__ import annotations

from enum import StrEnum

FILE_NAME = "catalogsite.yaml"
"""The default name of the configuration file."""

STATE_DIR = ".catalogsite"
"""The name of the state folder, beside the configuration file."""


class SchemaName(StrEnum):
    """The files that `catalogsite schema` has a schema for."""

    SNAPSHOT = "snapshot"
    RUN = "run"
    DOCTOR = "doctor"
    CONFIG = "config"
    SCORECARD = "scorecard"
    ENTITY = "entity"
    TEMPLATE = "template"
    SCAFFOLD_TEST = "scaffold-test"
    FACTS = "facts"


class CiHost(StrEnum):
    """The CI systems that `catalogsite init` writes a nightly job for."""

    GITHUB = "github"
    GITLAB = "gitlab"
    AZURE = "azure"
    BITBUCKET = "bitbucket"
    JENKINS = "jenkins"
    CRON = "cron"
