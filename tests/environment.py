"""What a test may use of the machine, and the reason given where it is absent.

A checkout holds everything that its tests need, apart from what lies in `../shared`: repositories of
other organisations, which are not ours to publish. Tests that read them skip without that folder.
"""

from __future__ import annotations

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
