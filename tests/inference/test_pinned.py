"""Which requirements of manifests state one version."""

from __future__ import annotations

import pytest

from catalogsite.inference.pinned import pinned_version, stated_version

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
    ("pkg:cargo/serde", "=1.0.0", "1.0.0"),
    ("pkg:maven/org.slf4j/slf4j-api", "2.0.9", "2.0.9"),
    ("pkg:maven/org.slf4j/slf4j-api", "[2.0.9]", "2.0.9"),
    ("pkg:maven/org.slf4j/slf4j-api", "[2.0,3)", None),
    ("pkg:maven/org.slf4j/slf4j-api", "${slf4j.version}", None),
    ("pkg:nuget/Serilog", "3.1.1", "3.1.1"),
    ("pkg:nuget/Serilog", "3.*", None),
    ("pkg:composer/monolog/monolog", "3.5.0", "3.5.0"),
    ("pkg:composer/monolog/monolog", "^3.5", None),
    ("pkg:composer/monolog/monolog", "3.5.*", None),
    ("pkg:gem/rails", "= 7.1.2", "7.1.2"),
    ("pkg:gem/rails", "~> 7.1", None),
    ("pkg:docker/node", "20-alpine", None),
]  # fmt: skip


STATED = [
    ("pkg:docker/node", "20-alpine", "20-alpine"),
    ("pkg:github/actions/checkout", "v4", "v4"),
    ("pkg:helm/redis", "18.1.0", "18.1.0"),
    ("pkg:helm/redis", "^18.1.0", None),
    ("pkg:terraform/hashicorp/consul/aws", "= 0.1.0", "0.1.0"),
    ("pkg:terraform/hashicorp/consul/aws", "~> 0.1", None),
    ("pkg:npm/lodash", "4.17.20", "4.17.20"),
    ("pkg:docker/node", None, None),
    ("pkg:docker/node", f"26.4.0-slim@sha256:{'a1d9' * 16}", "26.4.0-slim"),
    ("pkg:docker/node", f"sha256:{'a1d9' * 16}", "sha256:a1d9a1d9a1d9"),
]


@pytest.mark.parametrize(("purl", "requirement", "version"), STATED)
def test_a_version_or_tag_that_is_stated(purl, requirement, version):
    assert stated_version(purl, requirement) == version


@pytest.mark.parametrize(("purl", "requirement", "version"), CASES)
def test_a_pinned_version(purl, requirement, version):
    assert pinned_version(purl, requirement) == version
