"""Helm charts: Chart.yaml, requirements.yaml, and the images in values.

The rules are those of Helm's documentation: https://helm.sh/docs/topics/charts/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.inference.artifacts.chart_names import chart_purl, chart_use
from catalogsite.inference.artifacts.git_places import inner_place
from catalogsite.inference.artifacts.image_fields import image_fields
from catalogsite.inference.artifacts.image_names import image_use
from catalogsite.inference.artifacts.purposes import is_ours, scope_of
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_of, readable_documents
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest, ManifestError
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.yaml12.documents import Document

_FILES = re.compile(r"(?:Chart|requirements|values(?:[.-][\w.-]+)?)\.ya?ml")


def may_hold(path: str) -> bool:
    """Whether a file may be one of a chart, by its name."""
    return _FILES.fullmatch(path.rpartition("/")[2]) is not None and is_ours(path)


def parse(text: str, file: str) -> Document | None:
    """The document of a file. Raises ManifestError for a Chart.yaml that is no chart."""
    if posixpath.basename(file).startswith("values"):
        return next(iter(readable_documents(text)), None)
    document = next(iter(documents_of(text)), None)
    if document is not None and not isinstance(document.data, dict):
        raise ManifestError(document.line, "a chart", "it is not a mapping")
    return document


def manifests(
    parsed: Mapping[str, Document | None], repository: RepositoryFiles
) -> Iterator[Manifest]:
    """The chart of each folder, what it depends on, and the images of its values."""
    charts = {
        posixpath.dirname(path): name
        for path, document in parsed.items()
        if posixpath.basename(path).startswith("Chart.") and document is not None
        if (name := text_of(document.data.get("name")))
    }
    for path, document in parsed.items():
        folder, name = posixpath.dirname(path), posixpath.basename(path)
        if document is None or folder not in charts:
            continue
        if name.startswith("values"):
            images = image_fields(document, document.data)
            scope = scope_of(path, "runtime")
            used = tuple(image_use(image, path, line, scope) for image, line in images)
            yield Manifest(ecosystem="helm", file=path, dependencies=used)
            continue
        yield Manifest(
            ecosystem="helm",
            file=path,
            packages=tuple(_published(document, path)) if name.startswith("Chart.") else (),
            dependencies=tuple(_needed(document, path, charts, repository)),
        )


def _published(document: Document, path: str) -> Iterator[Package]:
    name = text_of(document.data.get("name"))
    purl = chart_purl(name, None, None) if name else None
    if name and purl:
        version = _scalar(document, document.data.get("version"), "version")
        line = document.position(("name",)).line
        yield Package(purl=purl, name=name, version=version, file=path, line=line)


def _needed(
    document: Document, path: str, charts: Mapping[str, str], repository: RepositoryFiles
) -> Iterator[Dependency]:
    owner = (repository.owner_and_name or "").partition("/")[0] or None
    for number, entry in enumerate(items(document.data.get("dependencies"))):
        stated = mapping(entry)
        name, address = text_of(stated.get("name")), text_of(stated.get("repository"))
        if name is None:
            continue
        place = ("dependencies", number, "version")
        version = text_of(stated.get("version")) or document.scalar_text(place)
        line = document.position(("dependencies", number, "name")).line
        if address and address.startswith("file://"):
            local = inner_place(posixpath.dirname(path), address.removeprefix("file://"))
            name, address = charts.get(local if local is not None else "\0", name), None
        yield from chart_use(name, address, version, path, line, owner, _condition(stated))


def _condition(stated: Mapping[str, Any]) -> str | None:
    """The values or tags that switch a chart on."""
    value = text_of(stated.get("condition"))
    tags = [one for one in items(stated.get("tags")) if isinstance(one, str)]
    if value:
        return f"value {value}"
    return f"tag {', '.join(tags)}" if tags else None


def _scalar(document: Document, value: Any, key: str) -> str | None:
    return text_of(value) or document.scalar_text((key,))
