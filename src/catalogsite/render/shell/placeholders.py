"""The placeholders of a shell; the MkDocs plugin writes them, and filling replaces them.

Only lower-case letters and digits: no Markdown extension, slugifier or minifier changes them.
"""

from __future__ import annotations

import re

TITLE = "slot0title0"
DESCRIPTION = "slot0description0"
PATH = "slot0path0"
BODY = "slot0body0"
SKIP = "slot0skip0"
HEADING = "slot0heading0"
ANCHOR = "slot0anchor0"
TOC = "slot0toc0"
EDIT = "slot0edit0"
VIEW = "slot0raw0"
CRUMB = "slot0crumb0"
PREVIOUS = "slot0previous0"
PREVIOUS_TITLE = "slot0previoustitle0"
FOLLOWING = "slot0following0"
FOLLOWING_TITLE = "slot0followingtitle0"

SHELL_FOLDER = "_shell"
"""Shells are built below a folder of their own, so that each of their links leads to the root."""

LAYOUTS = ("catalog", "docs", "create")
"""The tabs whose pages share a shell; each `single` page has a shell of its own."""


def shell_path(layout: str) -> str:
    """The address of the shell of a layout; its depth makes the `../` of its links recognisable."""
    return f"{SHELL_FOLDER}/{layout}/a/b/{PATH}/"


ANY = re.compile(r"slot0[a-z]+0")
"""Any placeholder."""

SHELL_URL = re.compile(rf"{SHELL_FOLDER}/[a-z]+/a/b/{PATH}/")
"""The address of a shell where it is written out, as in the canonical link."""
