"""The official schemas of AsyncAPI, which the npm package @asyncapi/specs ships."""

from __future__ import annotations

import gzip
import json
from functools import cache

from catalogsite.apis.extra import is_extra_installed
from catalogsite.apis.schema_violations import SchemaCheck
from catalogsite.paths.package_data import resource_dir


def schema_check(version: str) -> SchemaCheck | None:
    """The schema of a version; None for a version without one, and without the extra `apis`."""
    return _check(version) if is_extra_installed() else None


@cache
def _check(version: str) -> SchemaCheck | None:
    file = resource_dir("site_templates") / "schemas" / "specs" / f"{version}.json.gz"
    return SchemaCheck(json.loads(gzip.decompress(file.read_bytes()))) if file.is_file() else None
