"""Scans the pages and entities of a snapshot for credentials, and withholds what holds one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from catalogsite.collect.credentials.scanner import CredentialScanner
from catalogsite.collect.run import Run
from catalogsite.docs.file_kinds import is_drawing, is_shown
from catalogsite.errors import StoreError
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, ref_of, stored_digest
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.state.atomic import atomic_write
from catalogsite.state.store import Store

Lines = list[tuple[int, str]]
"""Line and kind of each credential of a text; never its value."""

KnownLines = Callable[[str, Callable[[], Lines]], Lines]
"""The lines of the text with a hash, scanned by the function where they are not known."""

_SHORTEST = 16
_WITHHELD = "withheld: the text holds what looks like a credential"
_NOTE = b"""# This page is withheld

It holds what looks like a credential. The page of problems says where.
"""


def with_credential_scan(snapshot: Snapshot, run: Run) -> Snapshot:
    """The snapshot with a problem for each credential in its pages and entities.

    With `credentials: withhold`, such a page says that it is withheld, and so does such a text of
    an entity. Raises UserError where the extra is not installed.
    """
    mode = run.config.credentials
    if mode == "off":
        return snapshot
    scan = _Scan(CredentialScanner(), run.state.store, mode)
    known = _Known(run.state.folder / "cache" / "credentials.json")
    pages = [scan.documentation(one, known.lines) for one in snapshot.documentation]
    entities = [scan.entity(entity, snapshot, known.lines) for entity in snapshot.entities]
    known.save()
    return snapshot.model_copy(
        update={
            "documentation": tuple(pages),
            "entities": tuple(entities),
            "problems": (*snapshot.problems, *dict.fromkeys(scan.problems)),
        }
    )


class _Scan:
    def __init__(
        self, scanner: CredentialScanner, store: Store, mode: Literal["report", "withhold"]
    ) -> None:
        self.problems: list[Problem] = []
        self._scanner = scanner
        self._store = store
        self._withhold = mode == "withhold"
        self._trees: dict[str, str] = {}

    def documentation(self, one: Documentation, lines: KnownLines) -> Documentation:
        """The documentation, whose tree has notes in the place of files that are withheld.

        Its files of text are pages, what pages include, and what is published beside them.
        """
        try:
            manifest = self._store.tree(one.tree)
            found = {
                path: lines(entry.blob, partial(self._lines_of, entry.blob))
                for path, entry in manifest.files.items()
                if is_drawing(path) or not is_shown(path)
            }
        except StoreError:
            return one
        wrong = {path: listed for path, listed in found.items() if listed}
        for path, listed in wrong.items():
            self._report(listed, one.repository, f"{one.root}/{path}".lstrip("/"))
        if not (wrong and self._withhold):
            return one
        note = self._store.put(_NOTE)
        withheld = {path: manifest.files[path].model_copy(update={"blob": note}) for path in wrong}
        files = {**manifest.files, **withheld}
        tree = self._store.put_tree(manifest.model_copy(update={"files": files}))
        return one.model_copy(update={"tree": tree})

    def entity(self, entity: EntityData, snapshot: Snapshot, lines: KnownLines) -> EntityData:
        """The entity, whose texts with a credential are replaced where they are withheld."""
        texts = {text: kinds for text in set(_texts(entity)) if (kinds := self._kinds(text))}
        texts |= self._stored(entity, lines)
        if not texts:
            return entity
        origin = snapshot.origins.get(ref_of(entity))
        file, line = (origin.file, origin.line) if origin else (None, None)
        wrong = sorted({(line or 1, kind) for kinds in texts.values() for kind in kinds})
        self._report(wrong, (origin.repository if origin else None) or "", file)
        if not self._withhold:
            return entity
        clean: EntityData = _replaced(entity, texts.keys())
        return clean

    def _kinds(self, text: str) -> set[str]:
        return {one.kind for one in self._scanner.scan(text)}

    def _stored(self, entity: EntityData, lines: KnownLines) -> dict[str, set[str]]:
        """The text that stands for a definition in the store, and what the definition holds."""
        definition = (entity.get("spec") or {}).get("definition")
        digest = stored_digest(definition)
        if digest is None or not isinstance(definition, Mapping):
            return {}
        try:
            found = {kind for _, kind in lines(digest, partial(self._lines_of, digest))}
        except StoreError:
            return {}
        return {definition["$text"]: found} if found else {}

    def _lines_of(self, blob: str) -> Lines:
        content = self._store.get(blob)
        if b"\0" in content:
            return []
        return [
            (one.line, one.kind) for one in self._scanner.scan(content.decode("utf-8", "replace"))
        ]

    def _report(self, lines: Lines, repository: str, file: str | None) -> None:
        for line, kind in lines:
            at = SourceLocation(file, line, repository=repository or None)
            if self._withhold:
                self.problems.append(problem("credential", "withheld", at=at, kind=kind))
            else:
                self.problems.append(problem("credential", at=at, kind=kind))


class _Known:
    """What was found in each text by its hash, kept from run to run; it holds no value."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._version = f"1 {version('bc-detect-secrets')}"
        self._before = self._read()
        self._now: dict[str, Lines] = {}

    def lines(self, blob: str, scan: Callable[[], Lines]) -> Lines:
        """The lines of a text, scanned where it is new."""
        if blob not in self._now:
            self._now[blob] = self._before[blob] if blob in self._before else scan()
        return self._now[blob]

    def save(self) -> None:
        """Keep what this run found."""
        content = {"version": self._version, "texts": self._now}
        atomic_write(self._file, json.dumps(content, sort_keys=True).encode())

    def _read(self) -> Mapping[str, Lines]:
        try:
            content = json.loads(self._file.read_bytes())
            if content["version"] != self._version:
                return {}
            return {
                blob: [(int(line), str(kind)) for line, kind in listed]
                for blob, listed in content["texts"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) >= _SHORTEST:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _replaced(value: Any, texts: Collection[str]) -> Any:
    if isinstance(value, str):
        return _WITHHELD if value in texts else value
    if isinstance(value, dict):
        if stored_digest(value) is not None and value["$text"] in texts:
            return _WITHHELD
        return {key: _replaced(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, texts) for inner in value]
    return value
