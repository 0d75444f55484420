"""Our styles and scripts as files of the portal, and which of them every page loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from catalogsite.paths.package_data import resource_dir

FOLDER = "assets/catalogsite"


class PortalAsset(NamedTuple):
    """A file of the site: its path there, and its source on this machine."""

    path: str
    source: Path


def portal_assets() -> list[PortalAsset]:
    """Every file of `site_templates/assets` and the vendored browser libraries."""
    templates = resource_dir("site_templates")
    found = []
    for folder, prefix in (
        (templates / "assets", FOLDER),
        (templates / "vendor", f"{FOLDER}/vendor"),
    ):
        for source in sorted(folder.rglob("*")):
            relative = source.relative_to(folder)
            hidden = any(part.startswith(".") for part in relative.parts)
            if source.is_file() and not hidden:
                found.append(PortalAsset(f"{prefix}/{relative.as_posix()}", source))
    return found


def entry_styles(assets: list[PortalAsset]) -> list[str]:
    """The style sheets that every page loads: those at the top of our folder."""
    return [asset.path for asset in assets if _is_top(asset) and asset.path.endswith(".css")]


def entry_scripts(assets: list[PortalAsset]) -> list[tuple[str, bool]]:
    """The scripts that every page loads, and whether each is a module.

    What another script imports loads by itself; a script that asks for `document.currentScript`
    is a classic one.
    """
    scripts = {
        asset: asset.source.read_text("utf-8")
        for asset in assets
        if _is_top(asset) and asset.path.endswith(".js")
    }
    imported = {name for text in scripts.values() for name in re.findall(r'"\./([\w.-]+)"', text)}
    return [
        (asset.path, "currentScript" not in text)
        for asset, text in scripts.items()
        if asset.source.name not in imported
    ]


def _is_top(asset: PortalAsset) -> bool:
    return asset.path.count("/") == FOLDER.count("/") + 1
