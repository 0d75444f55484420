"""The one module that imports Copier: it copies and updates, and is never given more than was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError


def copy(address: str, dest: Path, values: Mapping[str, Any], *, trust: bool, where: str) -> None:
    """Let Copier make the files of a template in the folder `dest`; nothing is asked. Raises TemplateError."""
    copier = _copier()
    _run(
        where,
        lambda: copier.run_copy(
            address,
            dest,
            data=dict(values),
            defaults=True,
            overwrite=True,
            quiet=True,
            unsafe=trust,
            settings=copier.Settings(),
        ),
    )


def update(project: Path, values: Mapping[str, Any], *, trust: bool, where: str) -> None:
    """Let Copier update a project in place; conflicts are marked in the files. Raises TemplateError."""
    copier = _copier()
    _run(
        where,
        lambda: copier.run_update(
            project,
            data=dict(values),
            defaults=True,
            overwrite=True,
            quiet=True,
            unsafe=trust,
            conflict="inline",
            settings=copier.Settings(),
        ),
    )


def require_copier() -> None:
    """Raise TemplateError, in one line, where Copier is not installed."""
    _copier()


def unsafe(where: str) -> TemplateError:
    """The error for a template with code, where nobody said that it may run."""
    return TemplateError(
        "the template holds code (tasks, migrations or Jinja extensions), which is not run",
        where=where,
        fix="read its code, then add --trust if you want it to run",
    )


def _copier() -> Any:
    try:
        import copier
    except ImportError:
        raise TemplateError(
            "this is a Copier template, and Copier is not installed",
            fix="pip install 'catalogsite[scaffold]'",
        ) from None
    return copier


def _run(where: str, call: Callable[[], object]) -> None:
    from copier.errors import CopierError, UnsafeTemplateError
    from jinja2 import TemplateError as JinjaError
    from plumbum import ProcessExecutionError

    try:
        call()
    except UnsafeTemplateError:
        raise unsafe(where) from None
    except ProcessExecutionError as error:
        # The command itself names temporary folders.
        lines = [line.strip() for line in error.stderr.splitlines() if line.strip()]
        what = f"git failed: {lines[-1] if lines else 'no reason'}"
        raise TemplateError(what, where=where, fix="see `docs/how-to/scaffolds.md`") from None
    except (CopierError, JinjaError, ValueError, TypeError, OSError) as error:
        raise TemplateError(f"Copier: {_one_line(error)}", where=where) from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
