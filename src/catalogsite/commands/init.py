"""Writes the files of a new portal, for `catalogsite init`."""

from __future__ import annotations

import json
from pathlib import Path

from catalogsite.errors import UserError
from catalogsite.paths.package_data import resource_dir

_SUFFIX = ".jinja"


def init_portal(folder: Path, title: str, config: str | None = None) -> list[Path]:
    """Write the files of a portal into a folder, and return their paths.

    `config` replaces the usual text of catalogsite.yaml. Raises UserError if a file exists already.
    """
    source = resource_dir("scaffolds") / "portal"
    names = sorted(p.relative_to(source) for p in source.rglob(f"*{_SUFFIX}") if p.is_file())
    targets = {folder / _target(name): (source / name).read_text("utf-8") for name in names}
    if config is not None:
        targets[folder / "catalogsite.yaml"] = config
    present = [str(path) for path in targets if path.exists()]
    if present:
        raise UserError(
            f"would overwrite {', '.join(present)}",
            where=str(folder),
            fix="choose another folder, or remove these files first",
        )
    for path, text in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Every JSON string is a YAML string, whatever characters the title has.
        path.write_text(text.replace("{{ title }}", json.dumps(title, ensure_ascii=False)), "utf-8")
    return list(targets)


def _target(name: Path) -> Path:
    parts = ["." + part[4:] if part.startswith("dot_") else part for part in name.parts]
    return Path(*parts).with_suffix("")
