"""The images that a workflow builds and pushes with docker/build-push-action, and from which folder."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.inference.artifacts.git_places import inner_place
from catalogsite.inference.artifacts.image_names import image_name
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.inferred import Package
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.inference.shell_variables import UNKNOWN
from catalogsite.yaml12.documents import Document

_BUILD = re.compile(r"docker/(?:build-push-action|bake-action)@.+")
_METADATA = re.compile(r"docker/metadata-action@.+")
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_TAGS_OF = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.(?:tags|json)\s*\}\}")
_PUSHES = re.compile(r"(?:^|,)push=true(?:,|$)|type=registry", re.IGNORECASE)


def built_images(document: Document, path: str, repository: RepositoryFiles) -> Iterator[Package]:
    """Each image that a step pushes, as a package of the folder that the step builds."""
    top = _texts(document.data.get("env"))
    for name, stated in mapping(document.data.get("jobs")).items():
        job = mapping(stated)
        known = top | _texts(job.get("env"))
        steps = [mapping(one) for one in items(job.get("steps"))]
        metadata = {text_of(one.get("id")): number for number, one in enumerate(steps)
                    if _METADATA.fullmatch(str(one.get("uses", "")))}  # fmt: skip
        for number, step in enumerate(steps):
            given = mapping(step.get("with"))
            folder = _folder(given)
            if not _BUILD.fullmatch(str(step.get("uses", ""))) or not _is_pushed(given):
                continue
            if folder is None:
                continue
            tags, place, key = text_of(given.get("tags")) or "", number, "tags"
            if (found := _TAGS_OF.search(tags)) and found[1] in metadata:
                place, key = metadata[found[1]], "images"
                tags = text_of(mapping(steps[place].get("with")).get(key)) or ""
            line = document.position(("jobs", name, "steps", place, "with", key)).line
            values = known | _texts(step.get("env"))
            yield from _named(tags, values, path, line, folder, repository)


def _named(
    tags: str,
    values: Mapping[str, str],
    path: str,
    line: int,
    folder: str,
    repository: RepositoryFiles,
) -> Iterator[Package]:
    for written in re.split(r"[\n]|,(?!enable=|suffix=)", tags):
        reference = written.strip().removeprefix("name=")
        found = image_name(_filled(reference, values, repository).partition(",")[0])
        if found is not None and not found.alone:
            yield Package(purl=found.purl, name=found.name, file=path, line=line, folder=folder)


def _filled(text: str, values: Mapping[str, str], repository: RepositoryFiles) -> str:
    """A text with the expressions filled in whose values the file or the repository gives."""
    own = repository.owner_and_name or UNKNOWN
    known = {f"env.{key}": value for key, value in values.items()} | {
        "github.repository": own,
        "github.repository_owner": own.partition("/")[0],
        "github.event.repository.name": own.rpartition("/")[2],
    }
    for _ in range(3):  # a variable of the workflow may be made of others
        text = _EXPRESSION.sub(lambda found: known.get(found[1], UNKNOWN), text)
    return text


def _texts(value: Any) -> dict[str, str]:
    return {str(key): str(one) for key, one in mapping(value).items() if isinstance(one, str | int)}


def _is_pushed(given: Mapping[str, Any]) -> bool:
    """Whether a step may push: by an expression too, but not where it says false or nothing."""
    push = given.get("push")
    said = push is True or (isinstance(push, str) and push.strip().lower() not in {"", "false"})
    return said or _PUSHES.search(text_of(given.get("outputs")) or "") is not None


def _folder(given: Mapping[str, Any]) -> str | None:
    """The folder that is built: that of the Dockerfile, else the context; None for one elsewhere."""
    file, context = text_of(given.get("file")), text_of(given.get("context")) or "."
    if file and "${{" not in file and posixpath.dirname(file):
        return inner_place("", posixpath.dirname(file))
    if "${{" in context or "://" in context:
        return None
    return inner_place("", context)
