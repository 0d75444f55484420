"""Which requirements of manifests state one version."""

from __future__ import annotations

import pytest

from catalogsite.inference.pinned import pinned_version

CASES = [
    ("pkg:pypi/requests", "==2.31.0", "2.31.0"),
    ("pkg:pypi/requests", "===2.31.0", "2.31.0"),
    ("pkg:pypi/requests", "== 2.31.0", "2.31.0"),
    ("pkg:pypi/requests", "==2.31.*", None),
    ("pkg:pypi/requests", ">=2.31.0", None),
    ("pkg:pypi/requests", "==2.31.0,!=2.31.1", None),
    ("pkg:pypi/requests", "", None),
    ("pkg:pypi/requests", None, None),
    ("pkg:npm/lodash", "4.17.20", "4.17.20"),
    ("pkg:npm/lodash", "=4.17.20", "4.17.20"),
    ("pkg:npm/lodash", "v4.17.20", "4.17.20"),
    ("pkg:npm/lodash", "1.0.0-rc.1", "1.0.0-rc.1"),
    ("pkg:npm/lodash", "^4.17.20", None),
    ("pkg:npm/lodash", "~4.17.20", None),
    ("pkg:npm/lodash", "4.17", None),
    ("pkg:npm/lodash", "4.17.x", None),
    ("pkg:npm/lodash", "latest", None),
    ("pkg:npm/lodash", "workspace:*", None),
    ("pkg:npm/%40acme/ui", "1.2.3", "1.2.3"),
    ("pkg:golang/github.com/x/y", "v1.2.3", "v1.2.3"),
    ("pkg:golang/github.com/x/y", "v0.0.0-20260101000000-abcdefabcdef", "v0.0.0-20260101000000-abcdefabcdef"),
    ("pkg:cargo/serde", "1.0.0", None),
]  # fmt: skip


@pytest.mark.parametrize(("purl", "requirement", "version"), CASES)
def test_a_pinned_version(purl, requirement, version):
    assert pinned_version(purl, requirement) == version
