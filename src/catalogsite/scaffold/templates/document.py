"""The document of a template in its file, refused where nothing could be run from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.yaml12.documents import Document, YamlError, parse_documents

API_VERSION = "scaffolder.backstage.io/v1beta3"
_OLD = "backstage.io/"
_MIGRATION = (
    "https://backstage.io/docs/features/software-templates/migrating-from-v1beta2-to-v1beta3"
)


def template_document(file: Path, name: str | None) -> dict[str, Any]:
    """The template in a file, chosen by its name where there are several. Raises TemplateError."""
    documents = _documents(file)
    found = [one for one in documents if _is_template(one)]
    if not found:
        broken = next((one.error for one in documents if one.error), None)
        if broken is not None:
            raise TemplateError(
                f"is not YAML: {broken.what}", where=f"{file}:{broken.position.line}"
            )
        raise TemplateError("holds no entity of kind Template", where=str(file))
    chosen = _chosen(found, name, file)
    _refuse_old(chosen, file)
    return dict(chosen.data)


def refuse_incomplete(entity: dict[str, Any], file: Path) -> None:
    """Raise TemplateError for a template without a name or steps, or with a step without an action."""
    metadata, spec = entity.get("metadata"), entity.get("spec")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        raise TemplateError("metadata.name is missing", where=str(file), fix="add `name:`")
    steps = spec.get("steps") if isinstance(spec, dict) else None
    if not isinstance(steps, list):
        raise TemplateError(
            "spec.steps must be a list of steps", where=str(file), fix="add `steps:` to `spec`"
        )
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict) or not isinstance(step.get("action"), str):
            raise TemplateError(
                f"step {number} names no action", where=str(file), fix="add `action:` to the step"
            )


def _documents(file: Path) -> list[Document]:
    try:
        return parse_documents(file.read_text("utf-8"))
    except (YamlError, UnicodeDecodeError, OSError) as error:
        raise TemplateError(f"cannot be read: {error}", where=str(file)) from None


def _is_template(document: Document) -> bool:
    return isinstance(document.data, dict) and document.data.get("kind") == "Template"


def _name_of(document: Document) -> str:
    metadata = document.data.get("metadata")
    return str(metadata.get("name")) if isinstance(metadata, dict) else "None"


def _chosen(found: list[Document], name: str | None, file: Path) -> Document:
    names = list(map(_name_of, found))
    if name is None and len(found) > 1:
        raise TemplateError(
            f"holds {len(found)} templates: {', '.join(names)}",
            where=str(file),
            fix=f"name one: catalogsite new {file}#{names[0]}",
        )
    lower = [one.lower() for one in names]
    if name is not None and name.lower() not in lower:
        raise TemplateError(f"holds no template {name!r}, but {', '.join(names)}", where=str(file))
    return found[lower.index(name.lower()) if name else 0]


def _refuse_old(document: Document, file: Path) -> None:
    version = document.data.get("apiVersion")
    if isinstance(version, str) and version.startswith(_OLD):
        raise TemplateError(
            f"has the old version `{version}`, whose templates are no longer run",
            where=f"{file}:{document.position(('apiVersion',)).line}",
            fix=f"change it to `{API_VERSION}`, as {_MIGRATION} says",
        )
