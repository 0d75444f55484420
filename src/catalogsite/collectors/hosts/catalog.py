"""Source `catalog`: a descriptor or Location outside the repositories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Literal

from catalogsite.collectors.hosts.git import name_of
from catalogsite.collectors.protocol import CollectorSettings, Context, PublicText
from catalogsite.model.repository import RepositoryRequest, Scope
from catalogsite.model.source_run import Failure
from catalogsite.repositories.file_links import FileUrl, split_file_url

_GLOB = frozenset("*?[")


class Settings(CollectorSettings):
    """`target` is a file or glob beside the config, or a link to a file on a known git host."""

    kind: Literal["catalog"] = "catalog"
    target: PublicText


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """A request for the folder or repository of the target, in which only the target is read."""
    if "://" in settings.target:
        link = split_file_url(settings.target)
        yield (request_for(link) if link else None) or _unknown(settings.target)
        return
    folder, pattern = _split(context.base_dir, settings.target)
    if not any(folder.glob(pattern)):
        yield Failure(
            source="catalog",
            reason=f"no file matches `{settings.target}`",
            fix="the target is relative to catalogsite.yaml; check it",
        )
        return
    root = _root(folder, context.base_dir.resolve())
    path = (folder / pattern).relative_to(root).as_posix()
    yield RepositoryRequest(
        source="catalog",
        name=root.name or "catalog",
        scope=Scope.FILES,
        path=str(root),
        descriptors=(path,),
        also=(path,),
    )


def request_for(link: FileUrl, source: str = "catalog") -> RepositoryRequest | None:
    """The request for a link to a descriptor on a git host; None for a link to no file."""
    if not link.path:
        return None
    return RepositoryRequest(
        source=source,
        name=name_of(link.web_url),
        scope=Scope.FILES,
        url=link.clone_url,
        branch=None if link.ref == "HEAD" else link.ref,
        web_url=link.web_url,
        host=link.host,
        descriptors=(link.path,),
        also=(link.path,),
    )


def _root(folder: Path, base: Path) -> Path:
    """The folder that Locations may name files of: the clone, else that of the configuration."""
    clone = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    return clone or (base if folder.is_relative_to(base) else folder)


def _unknown(url: str) -> Failure:
    return Failure(
        source="catalog",
        reason="not a link to a file in a git repository",
        fix="copy the address of the file's page, such as https://host/owner/name/blob/main/all.yaml",
        url=url,
    )


def _split(base: Path, target: str) -> tuple[Path, str]:
    parts = PurePosixPath(target).parts
    fixed = 0
    while fixed < len(parts) - 1 and _GLOB.isdisjoint(parts[fixed]):
        fixed += 1
    folder = (base / Path(*parts[:fixed]).expanduser()).resolve()
    return folder, "/".join(parts[fixed:])
