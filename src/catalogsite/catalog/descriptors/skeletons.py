"""Recognises what template engines fill in: skeletons of templates, and templates of Helm charts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any

_SKELETON_FOLDERS = frozenset({"skeleton", "skeletons", "template-tests"})
"""Where the files of templates lie, and what their tests expect of them."""
_EXPRESSION = re.compile(r"\$\{\{|\{%|\{\{|cookiecutter\.")
_IDENTIFYING = (("metadata", "name"), ("metadata", "namespace"), ("kind",), ("spec", "type"),
          ("spec", "owner"), ("spec", "system"), ("spec", "lifecycle"))  # fmt: skip
_IDENTIFYING_LINE = re.compile(
    r"(?m)^[ \t]*(?:- )?[\"']?(?:kind|name|namespace|title|type|owner|system|lifecycle)[\"']?[ \t]*:"
    r"[^\n#]*(?:\{\{|\{%)"
)
_STATEMENT = re.compile(r"\{%|cookiecutter\.|(?m:^[ \t]*(?:- )?\{\{)")
# Nunjucks and Jinja have no names that begin with a dot, and write these words after `{%`.
_GO_TEMPLATE = re.compile(
    r"(?<!\$)\{\{-?[ \t]*(?:\.[A-Z]|\$\.|\$\w*[ \t]*:?=|/\*"
    r"|(?:include|template|define|block|toYaml|tpl|range|with|if|else|end|printf|default)\b(?![ \t]*\())"
)


def is_skeleton_path(path: str) -> bool:
    """Whether a path is in a skeleton folder, or contains a template expression."""
    if "{{" in path or "{%" in path:
        return True
    return not _SKELETON_FOLDERS.isdisjoint(path.split("/")[:-1])


def has_expressions(text: str) -> bool:
    """Whether a text contains expressions of a template engine."""
    return _EXPRESSION.search(text) is not None


def is_skeleton(entity: dict[str, Any]) -> bool:
    """Whether a field that identifies an entity contains a template expression."""
    for path in _IDENTIFYING:
        value: Any = entity
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and _EXPRESSION.search(value):
            return True
        # Unquoted, `{{ name }}` is a mapping with a mapping as key.
        if isinstance(value, dict) and any(key.startswith("{ ") for key in value):
            return True
    return False


def skeleton_folders(template: dict[str, Any], file: str) -> Iterator[str]:
    """The folders of the repository that a template's steps fetch from."""
    spec = template.get("spec")
    steps = spec.get("steps") if isinstance(spec, dict) else None
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict) or not str(step.get("action", "")).startswith("fetch:"):
            continue
        given = step.get("input")
        url = given.get("url") if isinstance(given, dict) else None
        if not isinstance(url, str) or ":" in url or "{{" in url:
            continue
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(file), url))
        own = posixpath.dirname(file) or "."
        if not folder.startswith("..") and folder not in (own, "."):
            yield folder


def lies_under(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is in one of the folders."""
    return any(path.startswith(f"{folder}/") for folder in folders)


def is_helm_template(text: str) -> bool:
    """Whether a text has the expressions of Go's templates, in which Helm charts are written."""
    return _GO_TEMPLATE.search(text) is not None


def is_broken_skeleton(text: str, line: str) -> bool:
    """Whether a document is not YAML because of a template engine; `line` is that of the error.

    Expressions in other places do not excuse an error: the author meant an entity.
    """
    if not has_expressions(text):
        return False
    marks = (_IDENTIFYING_LINE, _STATEMENT)
    return has_expressions(line) or any(mark.search(text) for mark in marks)
