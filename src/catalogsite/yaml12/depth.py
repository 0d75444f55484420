"""The depth of YAML, since the composer of libyaml is recursive and too many levels end the process."""

from __future__ import annotations

import re
from typing import Any

import yaml
import yaml.cyaml

_MOST_LEVELS = 1000
_INDENTED = re.compile(r"^[ \t?:-]{500}", re.MULTILINE)


def refuse_depth(text: str) -> None:
    """Raise ComposerError for more than 1,000 levels, counted in libyaml's stream of events."""
    if text.count("[") + text.count("{") <= _MOST_LEVELS and not _INDENTED.search(text):
        return
    parser = yaml.cyaml.CParser(text)  # type: ignore[attr-defined, unused-ignore]  # not in every version of the stubs
    levels = 0
    while (event := parser.get_event()) is not None:
        if isinstance(event, yaml.CollectionStartEvent):
            levels += 1
            if levels > _MOST_LEVELS:
                mark: Any = event.start_mark
                raise yaml.composer.ComposerError(None, None, "nested too deeply", mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            levels -= 1
