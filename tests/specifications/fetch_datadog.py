"""Fetches the descriptions of Datadog's API from the sdist of its client: `make specifications`.

Of 8 MB the paths that a collector asks are kept, as JSON, in `fetched/`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import yaml
from tests.specifications.schemas import parts_of

HERE = Path(__file__).parent
FETCHED = HERE / "fetched"
PATHS = {
    "v1": ("/api/v1/monitor", "/api/v1/slo/search", "/api/v1/validate"),
    "v2": ("/api/v2/services/definitions",),
}
"""The paths that are kept, by version of the API."""


def fetch() -> None:
    """Download the sdist that `requirements.txt` pins, and keep its descriptions in part."""
    with tempfile.TemporaryDirectory(prefix="catalogsite-specifications-") as folder:
        pip = (sys.executable, "-m", "pip", "download", "-qq", "--require-hashes", "--no-deps")
        options = ("--no-binary", ":all:", "-d", folder, "-r", str(HERE / "requirements.txt"))
        subprocess.run((*pip, *options), check=True)
        (sdist,) = Path(folder).glob("*.tar.gz")
        FETCHED.mkdir(exist_ok=True)
        with tarfile.open(sdist) as archive:
            for version, paths in PATHS.items():
                name = f"{sdist.name.removesuffix('.tar.gz')}/.generator/schemas/{version}"
                file = archive.extractfile(f"{name}/openapi.yaml")
                assert file
                cut = _cut(yaml.load(file, _loader()), paths)
                text = json.dumps(cut, default=str)
                (FETCHED / f"datadog.{version}.json").write_text(text, "utf-8")


def _cut(spec: dict[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    kept = {path: {"get": spec["paths"][path]["get"]} for path in paths}
    return {"openapi": spec["openapi"], "paths": kept, "components": parts_of(spec, kept)}


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


if __name__ == "__main__":
    fetch()
