"""What a release consists of: the wheel, its bill of materials, and the container image."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator

TOP = Path(__file__).parents[2]


def _bill(folder, name):
    target = folder / name
    command = [sys.executable, str(TOP / ".ci/sbom"), "0.1.0", str(target)]
    subprocess.run(command, check=True)
    return target.read_text("utf-8")


def _pinned(name):
    text = (TOP / f"requirements{name}.txt").read_text("utf-8")
    return {tuple(found) for found in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)}


def test_bill_names_every_pin_and_every_browser_library(tmp_path):
    text = _bill(tmp_path, "a.json")
    assert (
        make_schemabased_validator(OutputFormat.JSON, SchemaVersion.V1_6).validate_str(text) is None
    )
    components = json.loads(text)["components"]
    named = {(one["purl"].split("@")[0], one["version"]) for one in components}
    python = {(f"pkg:pypi/{name}".lower(), version) for name, version in _pinned("-extras")}
    assert {one for one in named if one[0].startswith("pkg:pypi/")} == python
    required = {one["name"] for one in components if one["scope"] == "required"}
    assert {name for name, _ in _pinned("")} <= required
    assert not required & {name for name, _ in _pinned("-extras") - _pinned("")}
    vendored = json.loads((TOP / "site_templates/vendor.json").read_text("utf-8"))
    npm = {name for name, _ in named if name.startswith("pkg:npm/")}
    assert {f"pkg:npm/{name.replace('@', '%40')}" for name in vendored} <= npm
    assert all(one["hashes"] for one in components)


def test_bill_of_the_same_locks_is_the_same(tmp_path):
    assert _bill(tmp_path, "a.json") == _bill(tmp_path, "b.json")


def test_pins_of_the_extras_agree_with_those_of_the_core():
    assert _pinned("") <= _pinned("-extras")


def test_image_installs_pins_by_their_hashes_and_runs_as_nobody():
    recipe = (TOP / "container/Dockerfile").read_text("utf-8")
    assert "--require-hashes --only-binary=:all: -r /wheel/requirements-extras.txt" in recipe
    assert re.search(r"^USER 10001$", recipe, re.MULTILINE)
    copied = re.search(r"^COPY (requirements\S+) dist/", recipe, re.MULTILINE)[1]
    assert (TOP / copied).is_file()
    allowed = (TOP / "container/Dockerfile.dockerignore").read_text("utf-8").split()
    assert {"*", f"!{copied}", "!dist/*.whl"} <= set(allowed)


@pytest.mark.wheel
@pytest.mark.slow
def test_wheel_has_the_same_bytes_wherever_it_is_built(tmp_path):
    """The wheel of `.ci/run` against one of a clone: other place, times, mode bits and time zone."""
    first = os.environ.get("CATALOGSITE_WHEEL")
    if not first:
        pytest.skip("CATALOGSITE_WHEEL names no wheel of this checkout; see .ci/run")
    clone = tmp_path / "elsewhere" / "clone"
    subprocess.run(["git", "clone", "-q", str(TOP), str(clone)], check=True, umask=0o077)
    for folder in ("vendor", "schemas"):
        # Without the times of the originals.
        shutil.copytree(
            TOP / f"site_templates/{folder}",
            clone / f"site_templates/{folder}",
            copy_function=shutil.copyfile,
        )
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."],
        cwd=clone,
        env={**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
        umask=0o077,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    (second,) = (clone / "dist").glob("*.whl")
    assert _digest(second) == _digest(Path(first))


def _digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()
