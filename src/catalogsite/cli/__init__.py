"""The command line, which alone prints and sets exit codes: a folder for each heading of `--help`."""

from __future__ import annotations

import os

# Else pydantic reads the metadata of every installed package; none of them is a plugin of ours.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Each module registers its commands, so this is the order in which `--help` lists them.
from catalogsite.cli.portal import init as _init
from catalogsite.cli.portal import demo as _demo
from catalogsite.cli.portal import collect as _collect
from catalogsite.cli.portal import build as _build
from catalogsite.cli.portal import serve as _serve
from catalogsite.cli.portal import merge as _merge
from catalogsite.cli.portal import deploy as _deploy
from catalogsite.cli.query import entities as _entities
from catalogsite.cli.query import diff as _diff
from catalogsite.cli.query import graph as _graph
from catalogsite.cli.query import impact as _impact
from catalogsite.cli.query import history as _history
from catalogsite.cli.query import changes as _changes
from catalogsite.cli.query import snapshots as _snapshots
from catalogsite.cli.query import sbom as _sbom
from catalogsite.cli.authoring import check as _check
from catalogsite.cli.authoring.new import command as _new
from catalogsite.cli.authoring import scaffold as _scaffold
from catalogsite.cli.authoring import schema as _schema
from catalogsite.cli.authoring import describe as _describe
from catalogsite.cli.installation import completion as _completion
from catalogsite.cli.installation import doctor as _doctor

from catalogsite.cli.app import app
from catalogsite.cli.run import main

__all__ = ["app", "main"]
