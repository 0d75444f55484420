"""Source `folder`: clones and plain folders on this machine."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from catalogsite.collectors.protocol import CollectorSettings, Context
from catalogsite.errors import UserError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.paths.wildcard import matches_any
from catalogsite.repositories.path_arguments import expand_path_arguments


class Settings(CollectorSettings):
    """`path` may be a glob; a match that is no repository is a folder of them."""

    kind: Literal["folder"] = "folder"
    path: str
    exclude: tuple[str, ...] = ()
    descriptors: tuple[str, ...] = ()


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """The repositories that the path names, without those whose folder name is excluded."""
    folders = _matches(context.base_dir, settings.path)
    if not folders:
        yield Failure(
            source="folder",
            reason=f"no folder matches `{settings.path}`",
            fix="the path is relative to catalogsite.yaml; check it",
        )
    for folder in folders:
        try:
            requests = expand_path_arguments([folder])
        except UserError as error:
            # One of several matches may well hold no repository.
            if len(folders) == 1:
                reason = f"{error.what}: {folder}"
                yield Failure(source="folder", reason=reason, fix=error.fix)
            continue
        for request in requests:
            if not matches_any(request.name, settings.exclude):
                yield request.model_copy(update={"descriptors": settings.descriptors})


def _matches(base: Path, pattern: str) -> list[Path]:
    stated = Path(pattern).expanduser()
    if (base / stated).is_dir():
        return [base / stated]
    # The pattern may be absolute, and the folder's own name may hold brackets.
    found = glob.glob(str(stated), root_dir=base, recursive=True)  # noqa: PTH207
    return sorted(base / path for path in found if (base / path).is_dir())
