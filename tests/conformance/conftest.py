"""One process of Backstage's own validators for the tests of each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance import judge


@pytest.fixture(scope="module")
def backstage() -> Iterator[judge.Judge]:
    if not judge.is_available():
        pytest.skip("no node, or no packages: run `make conformance-tools` where there is npm")
    process = judge.Judge()
    yield process
    process.close()
