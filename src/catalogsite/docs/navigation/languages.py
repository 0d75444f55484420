"""The languages of a documentation, from the options of the `i18n` plugin."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.docs.mkdocs_config import ForeignConfig


@dataclass(frozen=True, slots=True)
class Languages:
    """How files of several languages are told apart, by a suffix or a folder of their language.

    `others` are the names of the further languages by locale, `unbuilt` the locales whose files are
    left out.
    """

    default: str
    by_folder: bool = False
    others: Mapping[str, str] = field(default_factory=dict)
    unbuilt: frozenset[str] = frozenset()

    def place(self, path: str) -> str | None:
        """The path that a file has in the documentation; None where it is left out.

        Files of the default language, and those of none, have their plain path; others are in the
        folder of their language.
        """
        locale, plain = self.split(path)
        if locale in self.unbuilt:
            return None
        return f"{locale}/{plain}" if locale in self.others else plain

    def split(self, path: str) -> tuple[str, str]:
        """The locale of a file, `""` without one, and its path without it."""
        if self.by_folder:
            first, slash, rest = path.partition("/")
            return (first, rest) if slash and self._is_known(first) else ("", path)
        stem, ending = posixpath.splitext(path)
        plain, dot, locale = stem.rpartition(".")
        return (locale, plain + ending) if dot and self._is_known(locale) else ("", path)

    def _is_known(self, locale: str) -> bool:
        return locale == self.default or locale in self.others or locale in self.unbuilt


def languages_of(config: ForeignConfig) -> Languages | None:
    """The languages that the plugin names; None without the plugin, or without a default."""
    options = config.plugins.get("i18n")
    if options is None:
        return None
    stated = list(_stated(options))
    only = options.get("build_only_locale")
    default = next((locale for locale, _, is_default, _ in stated if is_default), None)
    default = str(only or options.get("default_language") or default or "")
    if not default:
        return None
    alone = bool(only) or options.get("default_language_only") is True
    others = {key: name for key, name, _, built in stated if key != default and built and not alone}
    known = {key for key, *_ in stated if key not in {"null", "default"}}
    return Languages(
        default,
        by_folder=options.get("docs_structure") == "folder",
        others=others,
        unbuilt=frozenset(known - others.keys() - {default}),
    )


def _stated(options: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, bool]]:
    """Locale, name, whether it is the default and whether it is built, in both forms of the option."""
    languages = options.get("languages")
    if isinstance(languages, Mapping):
        for locale, value in languages.items():
            given = value if isinstance(value, Mapping) else {"name": value}
            name, built = str(given.get("name") or locale), given.get("build") is not False
            yield str(locale), name, given.get("default") is True, built
    for one in languages if isinstance(languages, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("locale"), str):
            name, built = str(one.get("name") or one["locale"]), one.get("build") is not False
            yield one["locale"], name, one.get("default") is True, built
