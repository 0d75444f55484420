"""One process of Backstage's own validators for the tests of each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance import judge
from tests.environment import require


@pytest.fixture(scope="module")
def backstage() -> Iterator[judge.Judge]:
    require(
        judge.is_available(), "Backstage's packages are not installed: `make conformance-tools`"
    )
    process = judge.Judge()
    yield process
    process.close()
