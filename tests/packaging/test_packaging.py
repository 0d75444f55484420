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

from catalogsite.paths.package_data import resource_dir

TOP = Path(__file__).parents[2]
PINS = [TOP / f"requirements{name}.txt" for name in ("", "-dev", "-extras", "-node")]


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
        assert re.match(r"[\w.-]+==\S+ (; .+ )?\\\n +--hash=sha256:[0-9a-f]{64}", block), block[:80]


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


@pytest.mark.parametrize("name", ["vendor", "schemas"])
def test_every_vendored_file_is_there(name):
    wanted = json.loads((TOP / f"site_templates/{name}.json").read_text(encoding="utf-8"))
    vendor = TOP / f"site_templates/{name}"
    missing = [
        f"{package}/{file}"
        for package, files in wanted.items()
        for file in files.values()
        if not (vendor / package.rpartition("/")[2] / file).is_file()
    ]
    assert not missing, "run `make vendor`"


@pytest.fixture
def wheel_python():
    python = os.environ.get("CATALOGSITE_WHEEL_PYTHON")
    if not python:
        pytest.skip("CATALOGSITE_WHEEL_PYTHON names no Python that has the wheel; see .ci/run")
    return python


def _wheel(python, folder, *arguments):
    # Isolated, so that neither the checkout nor the environment of the tests is seen.
    command = [python, "-I", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.wheel
def test_wheel_builds_the_demo_portal(wheel_python, tmp_path):
    _wheel(wheel_python, tmp_path, "-m", "catalogsite", "demo", str(tmp_path / "demo"))
    site = tmp_path / "demo" / "site"
    for path in ("index.html", "catalog/index.html", "assets/catalogsite/search.js"):
        assert (site / path).is_file(), path


@pytest.mark.wheel
def test_wheel_needs_no_configuration(wheel_python, tmp_path):
    repository = tmp_path / "src" / "ledger"
    repository.mkdir(parents=True)
    (repository / "README.md").write_text("# The ledger\n\nIt counts.\n", "utf-8")
    _wheel(wheel_python, tmp_path, "-m", "catalogsite", "build", "src")
    assert (tmp_path / "site/catalog/default/component/ledger/index.html").is_file()
    _wheel(wheel_python, tmp_path, "-m", "catalogsite", "check", "src")
    _wheel(wheel_python, tmp_path, "-m", "catalogsite", "doctor")


DEFINITIONS = """
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: payments}
spec:
  {type: openapi, lifecycle: production, owner: x, definition: '{"openapi": "3.1.0", "info": {}}'}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: orders}
spec: {type: trpc, lifecycle: production, owner: x, definition: 'export const r = router({})'}
"""


@pytest.mark.wheel
def test_wheel_says_what_its_extra_would_do(wheel_python, tmp_path):
    repository = tmp_path / "src" / "ledger"
    repository.mkdir(parents=True)
    (repository / "catalog-info.yaml").write_text(DEFINITIONS, "utf-8")
    _wheel(wheel_python, tmp_path, "-m", "catalogsite", "build", "src")
    found = json.loads((tmp_path / "site/api/problems.json").read_text("utf-8"))
    missing = {one["rule"] for one in found if "catalogsite[apis]" in one.get("fix", "")}
    assert missing == {"api-unchecked", "trpc-unread"}


@pytest.mark.wheel
def test_wheel_carries_its_data(wheel_python, tmp_path):
    code = "import catalogsite, pathlib; print(pathlib.Path(catalogsite.__file__).parent)"
    package = Path(_wheel(wheel_python, tmp_path, "-c", code).strip())
    assert TOP not in package.parents
    checkout = {"src/catalogsite": "", "site_templates": "site_templates"}
    checkout |= {"scaffolds": "scaffolds", "examples/acme": "examples/acme"}
    for source, target in checkout.items():
        listed = _tracked(source)
        assert listed
        missing = [name for name in listed if not (package / target / name).is_file()]
        assert missing == []
    for target in ("vendor", "schemas"):
        wanted = json.loads((TOP / f"site_templates/{target}.json").read_text(encoding="utf-8"))
        folders = {name.rpartition("/")[2] for name in wanted}
        assert {path.name for path in (package / "site_templates" / target).iterdir()} >= folders


@pytest.mark.wheel
def test_wheel_brings_few_packages(wheel_python, tmp_path):
    code = "from importlib.metadata import distributions as d; print(len({x.name for x in d()}))"
    others = int(_wheel(wheel_python, tmp_path, "-c", code)) - len(
        ("catalogsite", "pip", "setuptools")
    )
    assert others <= 75


@pytest.mark.wheel
def test_wheel_and_what_it_brings_are_small(wheel_python, tmp_path):
    code = (
        "import json; from importlib.metadata import distributions; "
        "print(json.dumps({d.name: sum(f.size or 0 for f in d.files or ()) for d in distributions()}))"
    )
    sizes = json.loads(_wheel(wheel_python, tmp_path, "-c", code))
    # As unpacked, without the bytecode that pip makes of it.
    megabytes = sum(size for name, size in sizes.items() if name not in {"pip", "setuptools"}) / 1e6
    assert megabytes <= 150


def _tracked(folder):
    command = ["git", "ls-files", "-z", "--", "."]
    run = subprocess.run(command, cwd=TOP / folder, capture_output=True, text=True, check=True)
    return [name for name in run.stdout.split("\0") if name]


def test_licence_is_part_of_the_distribution():
    assert distribution("catalogsite").metadata["License-Expression"] == "Apache-2.0"
