"""The requirements of a portal's nightly job: every package with its version and hashes."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import NamedTuple

from catalogsite import __version__
from catalogsite.paths.package_data import resource_dir

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEAD = """\
# Installed with `pip install --require-hashes`: nothing but these very files.
# To update: uv pip compile --upgrade --universal --generate-hashes --output-file requirements.txt requirements.in
"""


class PinnedRequirements(NamedTuple):
    """The text of requirements.txt; `missing` says what is left to do, None where nothing is."""

    text: str
    missing: str | None


def pinned_requirements() -> PinnedRequirements:
    """The packages that this version was tested with, and this version itself.

    Its own hash is that of the wheel that it was installed from. Where the installer did not record
    it, the line has none: pip then refuses the file, and names the hash that it expects.
    """
    others = (resource_dir("scaffolds") / "requirements.txt").read_text("utf-8")
    own, digest = f"catalogsite=={__version__}", _hash_of_installation()
    if digest is not None:
        return PinnedRequirements(f"{_HEAD}{own} \\\n    --hash=sha256:{digest}\n{others}", None)
    command = f"pip download --no-deps {own} && pip hash catalogsite-{__version__}-*.whl"
    note = f"# Add the hash, which pip demands: {command}\n"
    return PinnedRequirements(
        f"{_HEAD}{note}{own}\n{others}",
        f"requirements.txt needs the hash of catalogsite {__version__}: {command}",
    )


def _hash_of_installation() -> str | None:
    """The SHA-256 of the archive that this package was installed from (PEP 610)."""
    try:
        recorded = json.loads(distribution("catalogsite").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    archive = recorded.get("archive_info", {})
    older = str(archive.get("hash", "")).removeprefix("sha256=")
    digest = str(archive.get("hashes", {}).get("sha256", older))
    return digest if _SHA256.fullmatch(digest) else None
