"""User tabs: sections that the templates of a folder `tabs` add to every entity page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from jinja2 import Environment, Template
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Tab:
    """A section of one page; `html` is safe."""

    id: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class UserTab:
    """A template of the user, and its name: `tabs/20-on-call.jinja` is "On call"."""

    id: str
    title: str
    template: Template


def user_tabs(env: Environment) -> tuple[UserTab, ...]:
    """The templates of all folders `tabs`, by name."""
    names = env.list_templates(filter_func=lambda n: n.startswith("tabs/") and n.endswith(".jinja"))
    return tuple(_tab(env, name) for name in sorted(names))


def _tab(env: Environment, name: str) -> UserTab:
    stem = re.sub(r"^\d+-", "", PurePosixPath(name).stem)
    title = stem.replace("-", " ").replace("_", " ")
    return UserTab(f"tab-{stem}", title[:1].upper() + title[1:], env.get_template(name))
