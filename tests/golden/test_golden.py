"""One small site, compared file by file with what was reviewed: `make golden` writes it again."""

from __future__ import annotations

import pytest
from tests.golden.build import EXPECTED, build, outputs

REVIEWED = {
    file.relative_to(EXPECTED).as_posix(): file
    for file in sorted(EXPECTED.rglob("*.*"))
    if file.is_file()
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return outputs(build(tmp_path_factory.mktemp("golden")))


def test_the_site_has_the_files_that_were_reviewed(found):
    assert list(found) == sorted(REVIEWED)


@pytest.mark.parametrize("path", REVIEWED)
def test_a_file_is_as_it_was_reviewed(found, path):
    assert found[path].splitlines() == REVIEWED[path].read_text("utf-8").splitlines()
