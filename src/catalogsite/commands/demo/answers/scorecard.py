"""What Acme's OpenSSF Scorecard answers about the repositories that are public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

WEB = "https://scorecard.acme.example"
_HOST = "git.acme.example/acme"
_NO_CONCLUSION = -1


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer for each repository; `stated` is by name."""
    for name, one in stated.items():
        yield (
            f"{WEB}/projects/{_HOST}/{name}",
            {
                "date": f"{now - timedelta(days=one['days']):%Y-%m-%d}",
                "repo": {"name": f"{_HOST}/{name}", "commit": "0" * 40},
                "scorecard": {"version": "v5.3.0", "commit": "0" * 40},
                "score": one["score"],
                "checks": [_check(check, points) for check, points in one["checks"].items()],
            },
        )


def _check(name: str, points: int | None) -> dict[str, Any]:
    score = _NO_CONCLUSION if points is None else points
    reason = "nothing to judge was found" if points is None else f"{points} of 10 points"
    page = f"{WEB}/checks#{name.lower()}"
    about = {"short": name, "url": page}
    return {"name": name, "score": score, "reason": reason, "details": [], "documentation": about}
