"""The templates of ../shared/corpus: read in their repositories, and run as far as they can offline."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.environment import CORPUS
from tests.scaffold.example_answers import example_answers

from catalogsite.errors import TemplateError
from catalogsite.repositories.file_links import split_file_url
from catalogsite.scaffold import read_template, run
from catalogsite.scaffold.templates.addresses import (
    Checkout,
    FolderCheckout,
    found_in,
    not_on_this_machine,
)
from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import parse_documents

_KIND = re.compile(rb"^kind:\s*[\"']?Template\b", re.MULTILINE)
_VERSION = re.compile(rb"^apiVersion:\s*[\"']?(?:scaffolder\.)?backstage\.io/", re.MULTILINE)


class Found(NamedTuple):
    """A template of a repository: its file, and its name where it has several."""

    repository: str
    file: Path
    name: str

    @property
    def id(self) -> str:
        """The path in the corpus, and the name."""
        return f"{self.file.relative_to(CORPUS)}#{self.name}"


@dataclass(frozen=True)
class Neighbours:
    """The repositories of the corpus, found by the addresses of their pages."""

    def checkout(self, origin: object) -> Checkout | None:
        """Not asked for: files are read by their paths."""
        del origin
        return None

    def place(self, address: str, home: Checkout | None = None) -> Path:
        """The file or folder of an address on GitHub, whatever its branch is."""
        del home
        link = split_file_url(address)
        page = (link.web_url if link else address).rstrip("/")
        folder = CORPUS / "__".join(page.split("/")[-2:])
        if not (page.startswith("https://github.com/") and folder.is_dir()):
            return not_on_this_machine(address)
        path = posixpath.normpath(link.path if link else ".")
        return found_in(FolderCheckout(folder), path, address)


@cache
def templates() -> tuple[Found, ...]:
    """Every template of the corpus."""
    return tuple(found for file in _files() for found in _templates_in(file))


def _files() -> Iterator[Path]:
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix in {".yaml", ".yml"} and path.is_file():
            content = path.read_bytes()
            if _KIND.search(content) and _VERSION.search(content):
                yield path


def _templates_in(file: Path) -> Iterator[Found]:
    repository = file.relative_to(CORPUS).parts[0]
    for document in parse_documents(file.read_text("utf-8")):
        data = document.data
        if isinstance(data, dict) and data.get("kind") == "Template":
            yield Found(repository, file, str(data["metadata"]["name"]))


def read(found: Found) -> Template:
    """The template in its repository."""
    checkout = FolderCheckout((CORPUS / found.repository).resolve())
    return read_template(found.file, found.name, checkout=checkout, repositories=Neighbours())


def refusal(found: Found) -> TemplateError | None:
    """Why a template does not run to its end with example answers; None where it does."""
    try:
        template = read(found)
        with tempfile.TemporaryDirectory() as folder:
            run(template, example_answers(template), Path(folder) / "made", dry_run=True)
    except TemplateError as error:
        return error
    return None
