"""Compares a site with what was deployed before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogsite.commands.deploy.site_manifest import (
    SiteFile,
    read_site_manifest,
    site_files,
)
from catalogsite.errors import UserError
from catalogsite.execution.progress import counted

_SHOWN = 20
"""The paths of each group that the text lists."""


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """The paths to upload and to delete, each group in the order of a safe deployment.

    `added` and `changed` have the files that pages load before the pages, so that no visitor gets a
    page without them; `removed` is for after the uploads.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    upload_bytes: int

    @property
    def uploads(self) -> tuple[str, ...]:
        """The paths to upload, pages last."""
        return tuple(sorted((*self.added, *self.changed), key=_order))


def deploy_plan(site: Path, deployed: Path | None) -> DeployPlan:
    """What brings a deployed folder, or the one that a manifest lists, to the state of the site.

    Without `deployed`, everything is new. Raises UserError where one of them is not there.
    """
    if not (site / "index.html").is_file():
        raise UserError("there is no site", where=str(site), fix="run `catalogsite build` first")
    new = site_files(site)
    return compare_sites(new, {} if deployed is None else _deployed(deployed))


def compare_sites(new: Mapping[str, SiteFile], old: Mapping[str, SiteFile]) -> DeployPlan:
    """The plan from the files of two sites by path."""
    added = [path for path in new if path not in old]
    changed = [path for path, content in new.items() if path in old and content != old[path]]
    return DeployPlan(
        tuple(sorted(added, key=_order)),
        tuple(sorted(changed, key=_order)),
        tuple(sorted(path for path in old if path not in new)),
        len(new) - len(added) - len(changed),
        sum(new[path].size for path in (*added, *changed)),
    )


def plan_as_json(plan: DeployPlan) -> dict[str, Any]:
    """The plan as JSON: the lists `added`, `changed` and `removed`, and the counts."""
    return {
        "added": plan.added,
        "changed": plan.changed,
        "removed": plan.removed,
        "unchanged": plan.unchanged,
        "upload_bytes": plan.upload_bytes,
    }


def plan_as_text(plan: DeployPlan) -> str:
    """The first paths of each group, and a last line with the counts."""
    groups = (("+", plan.added), ("~", plan.changed), ("-", plan.removed))
    lines = [line for sign, paths in groups for line in _listed(sign, paths)]
    return "\n".join([*lines, _summary(plan)])


def _listed(sign: str, paths: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{sign} {path}" for path in paths[:_SHOWN])
    if len(paths) > _SHOWN:
        yield f"{sign} … and {len(paths) - _SHOWN:,} more"


def _summary(plan: DeployPlan) -> str:
    uploads = counted(len(plan.added) + len(plan.changed), "file", "files")
    size = f"{plan.upload_bytes / 1e6:,.1f} MB"
    new = f"{len(plan.added):,} new, {len(plan.changed):,} changed"
    return (
        f"upload {uploads} ({new}; {size}), delete {len(plan.removed):,}, "
        f"{plan.unchanged:,} unchanged"
    )


def _deployed(path: Path) -> dict[str, SiteFile]:
    if path.is_dir():
        return site_files(path)
    if path.exists():
        return read_site_manifest(path)
    raise UserError(
        "there is neither a folder nor a manifest",
        where=str(path),
        fix="name what was deployed last; without --against, everything is uploaded",
    )


def _order(path: str) -> tuple[bool, str]:
    return path.endswith(".html"), path


def lines_of(paths: Iterable[str]) -> str:
    """One path a line, as `rsync --files-from` and `rclone --files-from-raw` read them.

    Raises UserError for a path that has a line break; the site has none, but what is deployed may.
    """
    found = list(paths)
    for path in found:
        if len(path.splitlines()) > 1:
            raise UserError(
                f"the path {path!r} has a line break, so a list of lines cannot name it",
                fix="delete that file by hand, or read the plan with --format json",
            )
    return "\n".join(found)
