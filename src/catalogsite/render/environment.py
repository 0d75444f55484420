"""The one Jinja environment of the site: autoescape on, strict, user templates first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalogsite.render import filters
from catalogsite.resources import resource_dir


def build_environment(template_dirs: Sequence[Path] = ()) -> Environment:
    """An environment that looks into `template_dirs` before the built-in templates."""
    folders = [*template_dirs, resource_dir("site_templates")]
    env = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=False,
    )
    env.filters["markdown"] = filters.markdown_html
    env.filters["code"] = filters.code_html
    env.filters["plain"] = filters.plain_line
    env.filters["time"] = filters.time_html
    env.filters["duration"] = filters.duration
    env.filters["number"] = filters.number
    env.filters["plural"] = filters.plural
    env.filters["safe_url"] = filters.safe_url
    return env
