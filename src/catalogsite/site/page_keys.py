"""Keys of lots: digests of all that they are made from, so that the same key means the same bytes.

A page of an entity shows the entity, what is known about it, and of each neighbour what a table
row or a box of the diagram says. Who lets a page show more adds it here; `test_keys.py` changes a
catalog at random and compares the site with one that was made from nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from catalogsite.model.entity import EntityData
from catalogsite.model.fact import fact_json
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import FactKind
from catalogsite.model.page import OutputGroup
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import badge_path, entity_json_path, entity_path
from catalogsite.model.value import Value
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.machine.badges import badge_name
from catalogsite.render.machine.llms import twin_path
from catalogsite.render.views.portal import link_of
from catalogsite.search.typeahead import INDEX_PATH

_WHOLE = {
    *("", "catalog/", "catalog/index/", "create/", "problems/", "scorecards/", "docs/"),
    *("assets/catalogsite/table.json", "llms.txt", INDEX_PATH),
}
"""Lots that show the whole catalog; and so do all of `api/` that are not about one entity."""

_LIBRARIES = ("jinja2", "markupsafe", "markdown", "pymdown-extensions", "nh3")
_OWNERS = ("group:", "user:")

_OF_THE_RUN = {"state"}
"""What says of a repository what the last run did with it; no entity's page shows it."""

_UNDATED = {"languages": {"provenance"}, "dependencies": {"provenance"}}
"""Facts of which no entity's page shows when they were found."""


def keyed(lots: Iterable[OutputGroup], keys: Keys) -> Iterator[OutputGroup]:
    """The lots with the keys of those that have one."""
    return (replace(lot, key=keys.of(lot.at)) for lot in lots)


class Keys:
    """The keys of a site: `documented` counts pages of documentation, `shells` are what is poured into.

    A template of the user may show anything, so with one every page depends on everything.
    """

    def __init__(
        self,
        index: SnapshotIndex,
        documented: Mapping[str, int],
        shells: Mapping[str, str],
        template_dirs: Sequence[Path] = (),
    ) -> None:
        snapshot = index.snapshot
        self._index = index
        self._entities = index.entities
        self._about = _About(index, documented)
        kinds = sorted({ref.partition(":")[0] for ref in self._entities})
        cards = [card.model_dump_json() for card in snapshot.scorecards]
        common = _digest(_code(), *map(_folder, template_dirs), *map(str, sorted(shells.items())))
        whole = _digest(common, snapshot.model_dump_json(), str(sorted(documented.items())))
        self._whole = whole.hex()
        self._common = whole if template_dirs else _digest(common, snapshot.title, *kinds, *cards)
        self._places = dict(self._listed())
        self._cards: dict[str, tuple[bytes, str | None]] = {}
        self._keys: dict[str, str] = {}

    def _listed(self) -> Iterator[tuple[str, str]]:
        for ref, entity in self._entities.items():
            yield entity_path(ref), ref
            yield twin_path(ref), ref
            yield entity_json_path(ref), ref
            yield badge_path(ref, badge_name(entity)), ref

    def of(self, at: str) -> str:
        """The key of the lot at an address; empty for one that is made each time."""
        if ref := self._places.get(at):
            return self._entity(ref)
        return self._whole if at in _WHOLE or at.startswith("api/") else ""

    def _entity(self, ref: str) -> str:
        if ref not in self._keys:
            entity = self._entities[ref]
            named = {str(one["targetRef"]).lower() for one in entity.get("relations") or ()}
            around = sorted(named.union(*self._index.inferred(ref)))
            said = self._owned if ref.startswith(_OWNERS) else self._row
            neighbours = (_digest(other, said(other)) for other in around)
            mine = self._about.everything(ref, entity)
            self._keys[ref] = _digest(self._common, *mine, *neighbours).hex()
        return self._keys[ref]

    def _owned(self, ref: str) -> bytes:
        """What an owner's page says of an entity: its row, and how it stands."""
        return self._row(ref) + self._about.standing(ref).encode()

    def _row(self, ref: str) -> bytes:
        """What a table row says of an entity, which names its owner too."""
        card, owner = self._card(ref)
        return card + self._card(owner)[0] if owner else card

    def _card(self, ref: str) -> tuple[bytes, str | None]:
        """What a link, a row and a box of a diagram say of an entity themselves; its owner."""
        if ref not in self._cards:
            entity = self._entities.get(ref)
            self._cards[ref] = self._carded(ref, entity) if entity else (b"", None)
        return self._cards[ref]

    def _carded(self, ref: str, entity: EntityData) -> tuple[bytes, str | None]:
        link = link_of(entity)
        return _digest(repr(link), str(entity["kind"]), self._about.build(ref)), link.owner


class _About:
    """What stands beside entities in a snapshot, arranged by reference."""

    def __init__(self, index: SnapshotIndex, documented: Mapping[str, int]) -> None:
        self._index = index
        self._documented = documented

    def everything(self, ref: str, entity: EntityData) -> Iterator[str]:
        """The entity, and all that is known about it and its repository."""
        index = self._index
        origin = index.origin(ref)
        yield json.dumps(entity)
        yield json.dumps(dict(index.trends(ref)))
        yield str((self._documented.get(ref), index.inferred(ref)))
        yield from map(_dumped, (origin, index.score(ref)))
        yield _dumped(index.repository(origin.repository), without=_OF_THE_RUN)
        yield _dumped(index.documentation(ref))
        for subject in (ref, origin.repository):
            yield str(subject)
            for fact in index.own_facts(subject or "").values():
                yield str({**fact_json(fact), **dict.fromkeys(_UNDATED.get(fact.key, ()))})
        yield from (problem.model_dump_json() for problem in index.problems(ref))

    def build(self, ref: str) -> str:
        """What a row says of the builds of an entity, or of its repository."""
        return self._told(ref, build_runs.KIND)

    def standing(self, ref: str) -> str:
        """What the table of an owner says besides: alerts and score."""
        score = self._index.score(ref)
        return f"{self._told(ref, alerts.KIND)} {score.points if score else None}"

    def _told(self, ref: str, kind: FactKind[Any]) -> str:
        subjects = (ref, self._index.origin(ref).repository or "")
        facts = (self._index.own_facts(one).get(kind.key) for one in subjects)
        return str([kind.status(fact.value) for fact in facts if fact and kind.status])


def _dumped(value: Value | None, without: set[str] | None = None) -> str:
    return value.model_dump_json(exclude=without) if value is not None else ""


def _digest(*parts: str | bytes) -> bytes:
    whole = [one.encode(errors="surrogatepass") if isinstance(one, str) else one for one in parts]
    # The lengths keep parts apart whatever they hold.
    lengths = repr([len(one) for one in whole]).encode()
    return hashlib.blake2b(b"".join([lengths, *whole]), digest_size=16).digest()


@cache
def _code() -> bytes:
    """What makes pages: our code and templates, and the libraries that write HTML."""
    own = Path(__file__).parents[1]
    folders = (own, resource_dir("site_templates"), resource_dir("scaffolds"))
    return _digest(*map(_folder, folders), *map(_version, _LIBRARIES))


def _folder(folder: Path) -> bytes:
    """The content of a folder, save of libraries for the browser and what Python compiled."""
    skipped = {"node_modules", "vendor", "__pycache__"}
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    told = [file for file in files if skipped.isdisjoint(file.relative_to(folder).parts)]
    return _digest(
        *(part for file in told for part in (str(file.relative_to(folder)), file.read_bytes()))
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
