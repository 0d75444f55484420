"""The files from which something is built, and the language that each is for."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BY_NAME: Mapping[str, str] = {
    "build.gradle": "Java",
    "build.gradle.kts": "Kotlin",
    "build.sbt": "Scala",
    "Cargo.toml": "Rust",
    "composer.json": "PHP",
    "Gemfile": "Ruby",
    "go.mod": "Go",
    "mix.exs": "Elixir",
    "package.json": "JavaScript",
    "pom.xml": "Java",
    "pyproject.toml": "Python",
    "setup.cfg": "Python",
    "setup.py": "Python",
}
_BY_ENDING: Mapping[str, str] = {".csproj": "C#", ".fsproj": "F#", ".vbproj": "Visual Basic"}
_REQUIREMENTS = re.compile(r"requirements[\w.-]*\.(?:txt|in)")


def build_language(path: str) -> str | None:
    """The language that a build file is for, by its name; None for any other file."""
    name = path.rpartition("/")[2]
    if _REQUIREMENTS.fullmatch(name):
        return "Python"
    ending = f".{name.rpartition('.')[2]}"
    return _BY_NAME.get(name) or _BY_ENDING.get(ending)
