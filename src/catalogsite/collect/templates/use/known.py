"""The templates and repositories that the catalog knows, by the addresses that records name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.templates.use.records import TemplateRecord
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.hosts import web_url_of
from catalogsite.repositories.mirror import Mirror

COPIER_FILES = ("copier.yml", "copier.yaml")
_SHORTHANDS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}


class KnownTemplate(NamedTuple):
    """A template: its reference where it is an entity, its repository, and the folders that it consists of."""

    ref: str | None
    repository: str | None
    folders: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class KnownTemplates:
    """The templates of a catalog, and the repositories that were read."""

    entities: Iterable[EntityData]
    origins: Mapping[str, Origin]
    checkouts: Iterable[Checkout]

    def of_record(self, record: TemplateRecord) -> KnownTemplate:
        """The template of a record, as far as the catalog knows it."""
        repository = self.repository(record.source)
        if record.tool == "copier":
            places = [(repository, name) for name in COPIER_FILES]
            return KnownTemplate(self._ref_at(places), repository)
        if record.tool == "cruft":
            inside = record.path and is_inner_path(record.path)
            return KnownTemplate(None, repository, (record.path if inside else "",))
        ref = self._ref_at([(repository, record.path)])
        if ref is None and not record.source and record.template in self.templates:
            ref = record.template
        return KnownTemplate(ref, repository, self._folders(ref, record.path))

    def repository(self, source: str) -> str | None:
        """The id of the repository that a record names by its id or an address."""
        return self._repositories.get(normalized(source)) if source else None

    def git_dir(self, repository: str) -> tuple[Path, str] | None:
        """The git folder of a repository that was read, and its commit in this run."""
        checkout = self._checkouts.get(repository)
        if checkout is None or checkout.repository.commit is None:
            return None
        commit = checkout.repository.commit
        if checkout.remote is not None and checkout.mirrors is not None:
            return Mirror(checkout.remote, checkout.mirrors).git_dir, commit
        clone = clone_of(Path(checkout.request.path)) if checkout.request.path else None
        return (clone.git_dir, commit) if clone else None

    def checkout(self, repository: str) -> Checkout | None:
        """The checkout of a repository of this run."""
        return self._checkouts.get(repository)

    @cached_property
    def templates(self) -> Mapping[str, EntityData]:
        """The Template entities by reference."""
        return {ref_of(one): one for one in self.entities if one["kind"] == "Template"}

    def _ref_at(self, places: Iterable[tuple[str | None, str]]) -> str | None:
        return next((self._by_place[one] for one in places if one in self._by_place), None)

    def _folders(self, ref: str | None, path: str) -> tuple[str, ...]:
        entity = self.templates.get(ref or "")
        if not is_inner_path(path) or (entity is not None and _names_files_above(entity)):
            return ("",)
        return (posixpath.dirname(path),)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str | None, str], str]:
        found: dict[tuple[str | None, str], str] = {}
        for ref in self.templates:
            origin = self.origins.get(ref)
            if origin is not None and origin.repository and origin.file:
                found.setdefault((origin.repository, origin.file), ref)
        return found

    @cached_property
    def _checkouts(self) -> Mapping[str, Checkout]:
        return {one.repository.id: one for one in self.checkouts}

    @cached_property
    def _repositories(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for id_, one in self._checkouts.items():
            for address in (id_, one.request.url, one.request.path, one.repository.web_url):
                if address:
                    found.setdefault(normalized(address), id_)
        return found


def normalized(address: str) -> str:
    """An address for comparison: of a server its host and path, of anything else the text."""
    text = address.removeprefix("git+")
    for short, url in _SHORTHANDS.items():
        if text.startswith(short):
            text = url + text.removeprefix(short)
    page = web_url_of(text)
    if page is not None:
        return page[0].partition("://")[2].lower()
    return text.removeprefix("file://").rstrip("/").removesuffix(".git").lower()


def _names_files_above(entity: EntityData) -> bool:
    """Whether a Template may use files outside its own folder."""
    steps = (entity.get("spec") or {}).get("steps")
    inputs = (step.get("input") for step in steps or () if isinstance(step, dict))
    urls = (str(one.get("url", "")) for one in inputs if isinstance(one, dict))
    return any(".." in url or "${{" in url for url in urls)
