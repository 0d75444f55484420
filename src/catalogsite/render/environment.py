"""The Jinja environment of the site: autoescape on, strict, templates from a given loader."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import NoReturn

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateSyntaxError
from jinja2.debug import rewrite_traceback_stack

from catalogsite.errors import UserError
from catalogsite.model import quantities
from catalogsite.render import filters
from catalogsite.render.commonmark import commonmark_html
from catalogsite.render.views.apis import texts as api_texts
from catalogsite.render.views.apis.anchors import fragment

IsUsers = Callable[[str], bool]
"""Whether a template, by the name of its file, is one of the user's own."""


class SiteEnvironment(Environment):
    """An environment that reports mistakes in the user's templates by file and line."""

    is_users: IsUsers = staticmethod(lambda _: False)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Called by Jinja2 with whatever a template raises, as the current exception."""
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
        # Not `extract_tb`, which reads the files for their lines.
        frames = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        if isinstance(error, TemplateSyntaxError) and error.filename:
            frames.append((error.filename, error.lineno))
        for file, line in reversed(frames):
            if self.is_users(file):
                return f"{file}:{line}"
        return None


def build_environment(
    loader: BaseLoader,
    is_users: IsUsers = SiteEnvironment.is_users,
    compiled: BytecodeCache | None = None,
) -> Environment:
    """An environment over the templates of `loader`, with the filters that they use."""
    env = SiteEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled,
        keep_trailing_newline=False,
    )
    env.is_users = is_users
    env.filters["markdown"] = filters.markdown_html
    env.filters["code"] = filters.code_html
    env.filters["markdown_line"] = filters.markdown_line
    env.filters["commonmark"] = commonmark_html
    env.filters["cut"] = api_texts.cut
    env.filters["wrapped"] = api_texts.wrapped
    env.filters["api_type"] = api_texts.type_html
    env.filters["api_example"] = api_texts.example_html
    env.filters["fragment"] = fragment
    env.filters["plain"] = filters.plain_line
    env.filters["day"] = filters.day_html
    env.filters["time"] = filters.time_html
    env.filters["duration"] = quantities.duration
    env.filters["number"] = quantities.number
    env.filters["plural"] = quantities.plural
    env.filters["safe_url"] = filters.safe_url
    return env
