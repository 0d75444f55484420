"""The command line, which alone prints and sets exit codes: a folder for each heading of `--help`."""

from __future__ import annotations

import os

# Else pydantic reads the metadata of every installed package; none of them is a plugin of ours.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Each module registers its commands, so this is the order in which `--help` lists them.
# isort: off
from catalogsite.cli.portal import init as _init  # noqa: F401
from catalogsite.cli.portal import demo as _demo  # noqa: F401
from catalogsite.cli.portal import collect as _collect  # noqa: F401
from catalogsite.cli.portal import build as _build  # noqa: F401
from catalogsite.cli.portal import serve as _serve  # noqa: F401
from catalogsite.cli.portal import merge as _merge  # noqa: F401
from catalogsite.cli.portal import deploy as _deploy  # noqa: F401
from catalogsite.cli.query import entities as _entities  # noqa: F401
from catalogsite.cli.query import diff as _diff  # noqa: F401
from catalogsite.cli.query import graph as _graph  # noqa: F401
from catalogsite.cli.query import impact as _impact  # noqa: F401
from catalogsite.cli.query import history as _history  # noqa: F401
from catalogsite.cli.query import changes as _changes  # noqa: F401
from catalogsite.cli.query import snapshots as _snapshots  # noqa: F401
from catalogsite.cli.query import sbom as _sbom  # noqa: F401
from catalogsite.cli.authoring import check as _check  # noqa: F401
from catalogsite.cli.authoring.new import command as _new  # noqa: F401
from catalogsite.cli.authoring import scaffold as _scaffold  # noqa: F401
from catalogsite.cli.authoring import schema as _schema  # noqa: F401
from catalogsite.cli.authoring import describe as _describe  # noqa: F401
from catalogsite.cli.installation import completion as _completion  # noqa: F401
from catalogsite.cli.installation import doctor as _doctor  # noqa: F401

# isort: on
from catalogsite.cli.app import app
from catalogsite.cli.run import main

__all__ = ["app", "main"]
