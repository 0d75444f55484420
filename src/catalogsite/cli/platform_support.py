"""The platforms that catalogsite runs on (docs/reference/platforms.md)."""

from __future__ import annotations


def unsupported(platform: str) -> str | None:
    """Why catalogsite cannot run on a platform, as `sys.platform` names it; None where it can."""
    if platform == "win32":
        return (
            "catalogsite needs Linux or macOS\n"
            "  fix: on Windows, install and run it in WSL (https://learn.microsoft.com/windows/wsl/)"
        )
    return None
