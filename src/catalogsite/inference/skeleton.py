"""What a template would write: the files of its skeletons, by the names they would get."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MOST = 200
"""Files of one template that are remembered."""

_FETCHES = ("fetch:template", "fetch:plain")
_PLACEHOLDER = re.compile(r"\$?\{\{-?\s*(?:values|parameters)?\.?([\w.]*)[^}]*\}\}")


def template_files(entity: Mapping[str, Any], folder: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The files that a Template writes, from its folder and all paths of its repository.

    A placeholder in a name is shown as `<name>`; files from other repositories are not known.
    """
    spec = entity.get("spec")
    steps = spec.get("steps") if isinstance(spec, dict) else None
    known = sorted(paths)
    found: set[str] = set()
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict) and step.get("action") in _FETCHES:
            found.update(_files_of(step, folder, known))
    return tuple(sorted(found)[:MOST])


def _files_of(step: Mapping[str, Any], folder: str, paths: list[str]) -> Iterator[str]:
    stated = step.get("input")
    given = stated if isinstance(stated, dict) else {}
    url = given.get("url")
    if not isinstance(url, str) or "://" in url or url.startswith(("/", "${{")):
        return
    skeleton = posixpath.normpath(posixpath.join(folder, url)) + "/"
    suffix = given.get("templateFileExtension")
    ending = ".njk" if suffix is True else suffix if isinstance(suffix, str) else ""
    target = given.get("targetPath")
    for path in paths:
        if path.startswith(skeleton):
            name = path.removeprefix(skeleton).removesuffix(ending)
            whole = posixpath.normpath(posixpath.join(str(target or ""), name))
            yield _PLACEHOLDER.sub(_placeholder, whole).removeprefix("./")


def _placeholder(match: re.Match[str]) -> str:
    return f"<{match[1] or 'name'}>"
