"""The reference page of what is read of MkDocs, made of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.docs.configuration.option_tables import (
    Disobeyed,
    Table,
    extension_tables,
    plugin_tables,
    settings_table,
)

_HEAD = """\
# What of MkDocs is read

The `mkdocs.yml` of a repository is read as data. Nothing in it is imported or run, no variable of the environment is
read, and no connection is opened. Each setting, and each option of an extension or plugin, is *obeyed*, or *ignored*
because no reader could see the difference, or *reported* in [Problems](problems.md) at its line. A name that is not on
this page is reported too.

- `INHERIT` names another file of the repository, and `!ENV [NAME, default]` gives its default.
- `!relative`, `!relative $docs_dir` and `!relative $config_dir` name folders for snippets.
- Functions after `!!python/name:` and `!!python/object/apply:` are known by name: slug functions of
  `pymdownx.slugs` (`slugify`, `uslugify`, `gfm` and the others) and of `markdown.extensions.toc`, indexes and generators
  of emoji, and formats of fences of `pymdownx.superfences`, `pymdownx.arithmatex` and `mermaid2`.
- Files in `nav` that are no pages are published and linked if a browser cannot run them; others, such as ready-made
  HTML, lead to the repository's host.
- `redirects` leaves a page at the former address that leads on, and links to the former page lead to the new one.
- `.pages` of `awesome-pages` and `.nav.yml` of `awesome-nav` are read as plain YAML: titles, order, `...` and patterns,
  hidden and ignored files. `...` is read in `nav`, too. Regular expressions (`... | regex=`) are reported.
- With `i18n`, the default language is the documentation; pages of other languages are below the folder of their
  language, and are reported once.
- `{{ git_revision_date_localized }}` and its kin are the dates of git. Variables of `macros` are plain values of `extra`
  and of YAML files that `include_yaml` names; templates are not run.
- Fences of the Kroki plugin show their source; Mermaid is drawn.
"""


def reference_of_options() -> str:
    """The Markdown of the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## Settings"
    yield ""
    yield from (f"- {line}" for line in _grouped(settings_table()))
    yield ""
    yield "## Markdown extensions"
    yield ""
    yield "Those with a star are loaded for every documentation."
    yield ""
    for name, table in extension_tables().items():
        star = " *" if table.loaded == "always" else ""
        yield from _table(f"`{name}`{star}", table)
    yield ""
    yield "## Plugins"
    yield ""
    yield "The portal does the work of these plugins itself, or no reader can see that they are not run."
    yield ""
    for name, table in plugin_tables().items():
        yield from _table(f"`{name}`", table)


def _table(title: str, table: Table) -> Iterator[str]:
    yield f"- {title}"
    if table.nested:
        yield "    - its options are those of the extensions in it"
    yield from (f"    - {line}" for line in _grouped(table.options))
    if table.any_option:
        other = "every other option" if table.options else "every option"
        yield f"    - ignored, because {table.any_option}: {other}"


def _grouped(rules: Mapping[str, str | Disobeyed]) -> Iterator[str]:
    """A line for what is obeyed, and one for every reason not to."""
    groups: dict[str, list[str]] = {}
    for name, rule in rules.items():
        groups.setdefault(_head(rule), []).append(f"`{name}`")
        for inner, one in rule.nested.items() if isinstance(rule, Disobeyed) else ():
            groups.setdefault(_head(one), []).append(f"`{name}.{inner}`")
    for head, names in groups.items():
        yield f"{head}: {', '.join(names)}"


def _head(rule: str | Disobeyed) -> str:
    if isinstance(rule, str):
        return "obeyed"
    if rule.reported:
        return f"reported, because {rule.reported}"
    return f"ignored, because {rule.ignored}"
