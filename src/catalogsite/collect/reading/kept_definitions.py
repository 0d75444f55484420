"""What was read from API definitions, kept by their content: a new commit leaves most as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from catalogsite import __version__
from catalogsite.apis.definition_format import Definition, DefinitionFinding
from catalogsite.apis.extra import is_extra_installed
from catalogsite.errors import DiskError
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.value import Value
from catalogsite.state.atomic import mark_used
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.store import Store

WORTH = 4_000
"""Characters from which a definition is kept: to read a shorter one costs as little as its file."""


class _Finding(NamedTuple):
    rule: str
    variant: str | None
    file: str | None
    line: int | None
    values: Mapping[str, Any]


class _Reading(Value):
    definition: ApiDefinition
    findings: tuple[_Finding, ...] = ()


class DefinitionReading(NamedTuple):
    """What a snapshot keeps of a definition, and what is wrong in it."""

    definition: ApiDefinition
    findings: tuple[DefinitionFinding, ...]


class KeptDefinitions:
    """The readings of definitions in a folder; those without a folder are read each time."""

    def __init__(self, folder: Path | None, store: Store) -> None:
        self._folder = folder
        self._store = store

    def find(self, definition: Definition, files: Mapping[str, str]) -> DefinitionReading | None:
        """The reading of the same texts; None where there is none, or the store lacks its model.

        `files` are the hashes of the texts by path.
        """
        path = self._path(definition, files)
        content = read_checked(path) if path is not None else None
        if path is None or content is None:
            return None
        try:
            kept = _Reading.model_validate_json(content)
        except ValidationError:
            return None  # written by a version with other fields
        if kept.definition.model and not self._store.has(kept.definition.model):
            return None
        mark_used(path)
        findings = tuple(map(DefinitionFinding._make, kept.findings))
        return DefinitionReading(kept.definition, findings)

    def keep(
        self, definition: Definition, files: Mapping[str, str], reading: DefinitionReading
    ) -> None:
        """Keep the reading of a definition whose texts have these hashes. Raises DiskError."""
        path = self._path(definition, files)
        if path is None:
            return
        findings = tuple(map(_Finding._make, reading.findings))
        kept = _Reading(definition=reading.definition, findings=findings)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_checked(path, kept.model_dump_json(exclude_defaults=True).encode())
        except OSError as error:
            raise DiskError.at(path, error.strerror) from error

    def _path(self, definition: Definition, files: Mapping[str, str]) -> Path | None:
        if self._folder is None or sum(map(len, definition.files.values())) < WORTH:
            return None
        # Remotes of MCP servers are beside the text; that itself is among the files.
        spec = {key: value for key, value in definition.spec.items() if key != "definition"}
        parts = (__version__, is_extra_installed(), definition.type, definition.root, files, spec)
        text = json.dumps(parts, default=str)
        return self._folder / f"definition-{hashlib.sha256(text.encode()).hexdigest()}.json"
