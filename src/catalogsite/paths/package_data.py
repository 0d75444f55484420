"""Finds the folders that ship beside the code, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def resource_dir(name: Literal["site_templates", "scaffolds", "examples"]) -> Path:
    """The folder `name`: inside the installed package, else at the top of the checkout."""
    packaged = Path(__file__).parents[1] / name
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / name
