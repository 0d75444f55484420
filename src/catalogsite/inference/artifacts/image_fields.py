"""Fields named `image` in values of charts: a mapping with `repository` and `tag`, or one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.inference.artifacts.image_names import ImageName, image_name
from catalogsite.inference.artifacts.yaml_files import fields_of
from catalogsite.inference.services.units import text_of
from catalogsite.yaml12.documents import Document, Path


def image_fields(
    document: Document, values: Any, base: Path = ()
) -> Iterator[tuple[ImageName, int]]:
    """Each image that values name, with its line; `base` is the place of the values in the document."""
    for place, value in fields_of(values, base):
        if place[-1] != "image":
            continue
        if isinstance(value, str):
            found, at = image_name(value), place
        elif isinstance(value, dict):
            found, at = _stated(value, document, place), (*place, "repository")
        else:
            continue
        if found is not None:
            yield found, document.position(at).line


def _stated(value: dict[str, Any], document: Document, place: Path) -> ImageName | None:
    repository, registry = text_of(value.get("repository")), text_of(value.get("registry"))
    if repository is None:
        return None
    # A tag such as 1.10 is a number to YAML.
    tag = text_of(value.get("tag")) or document.scalar_text((*place, "tag"))
    digest = text_of(value.get("digest"))
    reference = f"{registry}/{repository}" if registry else repository
    return image_name(f"{reference}@{digest}" if digest else reference, tag or None)
