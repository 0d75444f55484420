"""A command loads the libraries that it needs, and no others."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAVY = frozenset(
    {
        *("cel", "copier", "cryptography", "git", "graphql", "httpx", "jinja2", "jsonschema"),
        *("markdown", "markdown_it", "mkdocs", "networkx", "nh3", "quickjs", "tree_sitter"),
        *("catalogsite.apis", "catalogsite.changes", "catalogsite.docs", "catalogsite.graph"),
        *("catalogsite.inference", "catalogsite.render", "catalogsite.scaffold"),
        *("catalogsite.site", "catalogsite.commands"),
    }
)


def _loaded(code: str) -> set[str]:
    """The heavy modules that a program has loaded when it ends."""
    program = f"{code}\nimport sys\nprint(*sys.modules)"
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    return _HEAVY & set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "catalogsite.cli",
        "catalogsite.pipeline",
        "catalogsite.config.settings",
        "catalogsite.collect.run",
    ],
)
def test_what_every_command_imports_is_light(module):
    assert _loaded(f"import {module}") <= {"catalogsite.graph"}


def test_a_collect_without_changes_loads_no_stage_of_reading(tmp_path):
    tool, state = tmp_path / "tool", tmp_path / "state"
    tool.mkdir()
    (tool / "README.md").write_text("# A tool\n")
    code = (
        "from catalogsite.cli import main\n"
        f"main(['collect', '-q', {str(tool)!r}, '--state-dir', {str(state)!r}])"
    )
    assert "catalogsite.inference" in _loaded(code)
    # Of these rooms, single modules without libraries of their own.
    light = {"apis", "changes", "commands", "graph"}
    assert _loaded(code) <= {f"catalogsite.{room}" for room in light}


def test_a_configuration_of_folders_loads_no_library_of_providers():
    code = (
        "from catalogsite.config.settings import Config\n"
        "Config.model_validate({'sources': [{'kind': 'folder', 'path': 'x'}]}).policy"
    )
    assert _loaded(code) <= {"catalogsite.graph"}
