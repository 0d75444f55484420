"""Where the fields of a template stand in its file."""

from __future__ import annotations

from functools import cached_property

from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import Document, Path, YamlError, parse_documents


class Positions:
    """The lines of a template's fields; its file is read at the first question."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def line(self, path: Path) -> int | None:
        """The line of a field; of one that is not written, that of its deepest written parent."""
        return self._document.position(path).line if self._document else None

    def line_and_where(self, path: Path) -> tuple[int, str]:
        """The line of a field, 0 where the file cannot be read, and its file and line."""
        return self.line(path) or 0, self.where(path)

    def where(self, path: Path) -> str:
        """The file and the line of a field, for an error."""
        line = self.line(path)
        return f"{self._template.file}:{line}" if line else str(self._template.file)

    @cached_property
    def _document(self) -> Document | None:
        try:
            documents = parse_documents(self._template.file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, YamlError):
            return None
        name = self._template.entity["metadata"]["name"]
        return next((one for one in documents if _is_template(one, name)), None)


def _is_template(document: Document, name: str) -> bool:
    data = document.data
    if not isinstance(data, dict) or data.get("kind") != "Template":
        return False
    metadata = data.get("metadata")
    return isinstance(metadata, dict) and metadata.get("name") == name
