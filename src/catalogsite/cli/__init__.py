"""The command line: with `console.py` the only place that prints and sets exit codes."""

from __future__ import annotations

import os

# Else pydantic reads the metadata of every installed package; none of them is a plugin of ours.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Each module registers its commands, so this is the order in which `--help` lists them.
# isort: off
from catalogsite.cli import portal as _portal  # noqa: F401
from catalogsite.cli import merge as _merge  # noqa: F401
from catalogsite.cli import deploy as _deploy  # noqa: F401
from catalogsite.cli import query as _query  # noqa: F401
from catalogsite.cli import diff as _diff  # noqa: F401
from catalogsite.cli import graph as _graph  # noqa: F401
from catalogsite.cli import impact as _impact  # noqa: F401
from catalogsite.cli import history as _history  # noqa: F401
from catalogsite.cli import changes as _changes  # noqa: F401
from catalogsite.cli import snapshots as _snapshots  # noqa: F401
from catalogsite.cli import sbom as _sbom  # noqa: F401
from catalogsite.cli import check as _check  # noqa: F401
from catalogsite.cli.new import command as _new  # noqa: F401
from catalogsite.cli import scaffold as _scaffold  # noqa: F401
from catalogsite.cli import schema as _schema  # noqa: F401
from catalogsite.cli import describe as _describe  # noqa: F401
from catalogsite.cli import doctor as _doctor  # noqa: F401

# isort: on
from catalogsite.cli.app import app
from catalogsite.cli.run import main

__all__ = ["app", "main"]
