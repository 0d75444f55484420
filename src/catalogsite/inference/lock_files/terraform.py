""".terraform.lock.hcl.

The format is described at https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from __future__ import annotations

import re

from catalogsite.inference.lock_files.lock_file import LockFile, entries_of
from catalogsite.inference.packages.scripts.statements import (
    blocks,
    is_mark,
    statements_of,
    string_at,
    word,
)
from catalogsite.inference.packages.scripts.tokens import HCL

FILES = re.compile(r"\.terraform\.lock\.hcl")
ECOSYSTEM = "terraform"


def read(text: str) -> LockFile:
    """The providers; modules are not locked. Raises ManifestError."""
    found = []
    for statement, block in blocks(statements_of(text, HCL, "HCL"), "provider"):
        address = string_at(statement, 1)
        for one in block.parts:
            version = string_at(one, 2)
            if address and version and word(one, 0) == "version" and is_mark(one, 1, "="):
                name = "/".join(address.text.split("/")[-2:])
                found.append((name, version.text, version.line))
    return LockFile(entries_of("terraform", found))
