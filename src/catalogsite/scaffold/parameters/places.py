"""Where something stands in the file of a template."""

from __future__ import annotations

from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import Path, YamlError, parse_documents


def place(template: Template, path: Path) -> str:
    """`file:line` of a path from the top of the template's entity; the file alone if it is unread."""
    try:
        documents = parse_documents(template.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YamlError):
        return str(template.file)
    for document in documents:
        if document.data == template.entity:
            return f"{template.file}:{document.position(path).line}"
    return str(template.file)


def page_path(template: Template, index: int) -> Path:
    """The path of a page of the form, by its index in `Template.pages`."""
    stated = template.spec.get("parameters")
    if not isinstance(stated, list):
        return ("spec", "parameters")
    places = [at for at, page in enumerate(stated) if isinstance(page, dict)]
    return ("spec", "parameters", places[index])
