"""What a test may use of the machine, and the reason given where it is absent.

A checkout holds everything that its tests need, apart from what lies in `../shared`: repositories of
other organisations, which are not ours to publish. Tests that read them skip without that folder.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
CORPUS = SHARED / "corpus" / "repos"
VECTORS = SHARED / "vectors"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="needs ../shared/corpus: repositories of other organisations, not part of a checkout",
)
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="needs ../shared/vectors: cases made from files of others, not part of a checkout",
)


def require(present: object, message: str) -> None:
    """Skip the test where something is absent; fail it where `CI=true`, which installs everything."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def find_chromium() -> str | None:
    """The path of the browser, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
