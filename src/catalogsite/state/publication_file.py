"""What is kept of the catalogs that were published; only a publication replaces it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from catalogsite.errors import SnapshotError
from catalogsite.model.catalog_size import Publications
from catalogsite.state.atomic import atomic_write, read_regular


def read_publications(path: Path) -> Publications:
    """The publications that are recorded at `path`, none where it does not exist.

    Raises SnapshotError where it cannot be read.
    """
    try:
        return Publications.model_validate_json(read_regular(path))
    except FileNotFoundError:
        return Publications()
    except (OSError, ValidationError) as error:
        reason = f": {error.strerror}" if isinstance(error, OSError) else ""
        raise SnapshotError(
            f"the record of publications cannot be read{reason}", where=str(path)
        ) from error


def write_publications(path: Path, publications: Publications) -> None:
    """Replace the record at `path`."""
    atomic_write(path, publications.model_dump_json().encode())


def write_acceptance(path: Path, snapshot: Path) -> None:
    """Record at `path` that this very snapshot may be published whatever it lost."""
    atomic_write(path, _digest(snapshot))


def is_accepted(path: Path, snapshot: Path) -> bool:
    """Whether `path` records that this very snapshot may be published."""
    try:
        return read_regular(path) == _digest(snapshot)
    except OSError:
        return False


def _digest(snapshot: Path) -> bytes:
    return hashlib.sha256(snapshot.read_bytes()).hexdigest().encode()
