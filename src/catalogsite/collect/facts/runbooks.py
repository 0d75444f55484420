"""Adds to alerts without a runbook the one that the descriptor or documentation of their entity has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from catalogsite.docs.runbooks import (
    RunbookPage,
    Runbooks,
    documented_runbooks,
    stated_runbook,
)
from catalogsite.errors import StoreError
from catalogsite.model.documentation.shared_documentation import documentation_link
from catalogsite.model.entity import title_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts.alerts import Alert, Alerts, DocumentedRunbook
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.repositories.hosts import file_url
from catalogsite.state.store import Store


def with_runbooks(facts: Iterable[Fact], catalog: Snapshot, store: Store) -> list[Fact]:
    """The facts in their order; those that a failed provider keeps are looked at again."""
    runbooks = _Runbooks(catalog, store)
    return [_fact(fact, runbooks) for fact in facts]


def _fact(fact: Fact, runbooks: _Runbooks) -> Fact:
    value = fact.value
    if not isinstance(value, Alerts) or all(one.runbook for one in value.alerts):
        return fact
    found = runbooks.of(fact.subject)
    alerts = tuple(one if one.runbook else _alert(one, found) for one in value.alerts)
    return replace(fact, value=value.model_copy(update={"alerts": alerts}))


def _alert(alert: Alert, runbooks: _OfEntity) -> Alert:
    found = runbooks.of_alert(alert.name)
    if found is None and alert.documented is None:
        return alert
    return alert.model_copy(update={"documented": found})


@dataclass(frozen=True)
class _OfEntity:
    """The runbook that a descriptor states, and those of the documentation of `repository`."""

    stated: str = ""
    documented: Runbooks = field(default_factory=Runbooks)
    repository: Repository | None = None

    def of_alert(self, name: str) -> DocumentedRunbook | None:
        """The page that is called like the alert, else the runbook of the entity."""
        page = self.documented.of_alert(name)
        if page is not None:
            return self._documented(page, "alert")
        if self.stated:
            return DocumentedRunbook(of="entity", url=self.stated)
        page = self.documented.page
        return self._documented(page, "entity") if page else None

    def _documented(self, page: RunbookPage, of: Literal["alert", "entity"]) -> DocumentedRunbook:
        url = file_url(self.repository, page.file) if self.repository else None
        stated = {"url": url, "part": page.part}
        given = {key: value for key, value in stated.items() if value}
        return DocumentedRunbook.model_validate({"of": of, "file": page.file, **given})


class _Runbooks:
    """The runbooks of entities, read when the first alert asks for them."""

    def __init__(self, catalog: Snapshot, store: Store) -> None:
        self._index = SnapshotIndex(catalog)
        self._documentation = {one.entity_ref: one for one in catalog.documentation}
        self._store = store
        self.of = cache(self._of)

    def _of(self, ref: str) -> _OfEntity:
        entity = self._index.entity(ref)
        if entity is None:
            return _OfEntity()
        stated = stated_runbook(entity)
        link = documentation_link(entity, self._documentation.keys())
        if link is None:
            return _OfEntity(stated)
        found = self._documentation[link.ref]
        # Of documentation that it shares with another entity, its own part counts.
        part = link.page if link.ref != ref else ""
        try:
            tree = self._store.tree(found.tree)
            documented = documented_runbooks(found, tree, self._store.get, part, title_of(entity))
        except StoreError:
            # The build reports what the store has lost.
            return _OfEntity(stated)
        return _OfEntity(stated, documented, self._index.repository(found.repository))
