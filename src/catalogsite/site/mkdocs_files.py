"""Which mkdocs.yml a portal is built with: the one beside its configuration, or the built-in one."""

from __future__ import annotations

from pathlib import Path

from catalogsite.paths.package_data import resource_dir


def portal_beside(config_file: Path) -> Path | None:
    """The mkdocs.yml beside the configuration; None where there is none, or no configuration."""
    found = (config_file.with_name(name) for name in ("mkdocs.yml", "mkdocs.yaml"))
    return next((file for file in found if config_file.exists() and file.exists()), None)


def builtin_config() -> Path:
    """The mkdocs.yml of portals that have none of their own."""
    return resource_dir("site_templates") / "portal" / "mkdocs.yml"
