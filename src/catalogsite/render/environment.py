"""The one Jinja environment of the site: autoescape on, strict, user templates first."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.debug import rewrite_traceback_stack

from catalogsite.errors import UserError
from catalogsite.model import quantities
from catalogsite.paths.package_data import resource_dir
from catalogsite.render import filters


class _Compiled(BytecodeCache):
    """Templates as this process compiled them: `serve` asks for them after every collect."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source."""
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class SiteEnvironment(Environment):
    """An environment that tells mistakes in the user's templates by file and line."""

    user_dirs: tuple[Path, ...] = ()

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Jinja2 comes here with whatever a template raises."""
        error = rewrite_traceback_stack(source=source)
        place = self._place(error)
        if place is None:
            raise error
        raise UserError(
            f"the template cannot be filled: {error}",
            where=place,
            fix="compare it with the built-in one of the same name",
        ) from error

    def _place(self, error: BaseException) -> str | None:
        frames = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError) and error.filename:
            frames.append((error.filename, error.lineno))
        for file, line in reversed(frames):
            if any(Path(file).is_relative_to(folder) for folder in self.user_dirs):
                return f"{file}:{line}"
        return None


def build_environment(template_dirs: Sequence[Path] = ()) -> Environment:
    """An environment that looks into `template_dirs` before the built-in templates."""
    for folder in template_dirs:
        if not folder.is_dir():
            fix = "`templates` names folders, relative to catalogsite.yaml"
            raise UserError("there is no such folder of templates", where=str(folder), fix=fix)
    folders = [*template_dirs, resource_dir("site_templates")]
    env = SiteEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
        keep_trailing_newline=False,
    )
    env.user_dirs = tuple(template_dirs)
    env.filters["markdown"] = filters.markdown_html
    env.filters["code"] = filters.code_html
    env.filters["plain"] = filters.plain_line
    env.filters["time"] = filters.time_html
    env.filters["duration"] = quantities.duration
    env.filters["number"] = quantities.number
    env.filters["plural"] = quantities.plural
    env.filters["safe_url"] = filters.safe_url
    return env
