"""The package holds what it needs, in the checkout and in a wheel."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from importlib.metadata import distribution, entry_points
from pathlib import Path

import pytest

from catalogsite.resources import resource_dir

TOP = Path(__file__).parents[1]
PINS = [TOP / "requirements.txt", TOP / "requirements-dev.txt"]


@pytest.mark.parametrize("name", ["site_templates", "scaffolds"])
def test_data_folders_are_found(name):
    assert any(resource_dir(name).iterdir())


def test_plugin_entry_point_loads():
    (plugin,) = entry_points(group="mkdocs.plugins", name="catalogsite")
    assert plugin.load().__name__ == "CatalogsitePlugin"


def test_command_is_installed():
    (command,) = entry_points(group="console_scripts", name="catalogsite")
    assert callable(command.load())


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_have_hashes_and_name_no_place(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"://|^-|^/|file:", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[\w.-]+==\S+ \\\n +--hash=sha256:[0-9a-f]{64}", block), block[:80]


def test_every_dependency_is_pinned():
    pinned = set(re.findall(r"^([\w.-]+)==", PINS[0].read_text(encoding="utf-8"), re.MULTILINE))
    wanted = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[\w-]+", name)[0] for name in wanted["dependencies"]}
    assert names <= pinned


def test_browser_libraries_are_locked_by_hash():
    lock = json.loads((TOP / "site_templates/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: item for name, item in lock["packages"].items() if name}
    assert all(item["integrity"].startswith("sha512-") for item in packages.values())
    assert not [name for name, item in packages.items() if "resolved" in item]


def test_every_vendored_file_is_there():
    wanted = json.loads((TOP / "site_templates/vendor.json").read_text(encoding="utf-8"))
    vendor = TOP / "site_templates/vendor"
    missing = [
        f"{package}/{name}"
        for package, files in wanted.items()
        for name in files.values()
        if not (vendor / package.rpartition("/")[2] / name).is_file()
    ]
    assert not missing, "run `make vendor`"


@pytest.mark.wheel
def test_wheel_builds_the_demo_portal(tmp_path):
    python = os.environ.get("CATALOGSITE_WHEEL_PYTHON")
    if not python:
        pytest.skip("CATALOGSITE_WHEEL_PYTHON names no Python that has the wheel; see .ci/run")
    command = [python, "-I", "-m", "catalogsite", "demo", str(tmp_path / "demo")]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    site = tmp_path / "demo" / "site"
    for path in ("index.html", "catalog/index.html", "assets/catalogsite/search.js"):
        assert (site / path).is_file(), path


def test_licence_is_part_of_the_distribution():
    assert distribution("catalogsite").metadata["License-Expression"] == "Apache-2.0"
