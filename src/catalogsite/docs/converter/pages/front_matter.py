"""Whether the settings at the top of a page can be read; MkDocs shows those that cannot as text."""

from __future__ import annotations

import re

from catalogsite.docs.configuration.foreign_yaml import InvalidYamlError, parse_foreign_yaml

_BLOCK = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[\w-]+:(?:\s|$)", re.MULTILINE)
_LONGEST = 20_000


def front_matter_error(text: str) -> InvalidYamlError | None:
    """Why the block between `---` at the top of a page is no YAML; None where it is, or is no block.

    Lines of the error are those of the page. A block without any key is text between two rules.
    """
    block = _BLOCK.match(text[:_LONGEST].removeprefix("\ufeff"))
    if block is None or not _KEY.search(block[1]):
        return None
    try:
        data = parse_foreign_yaml(block[1]).data
    except InvalidYamlError as error:
        return InvalidYamlError(error.reason, (error.line or 1) + 1, error.column)
    return None if isinstance(data, dict) else InvalidYamlError("it is not an object", 1)
