"""How many entities of the last snapshot map to a source or provider, and what would map the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import Hint
from catalogsite.commands.doctor.diagnosis import Reach, Suggestion
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot

MOST_SUGGESTIONS = 3
"""Entities of one provider for which an annotation is suggested."""


def reach_of_source(key: str, snapshot: Snapshot) -> Reach | None:
    """The entities that come from a source, by the key of its settings; None where it was not read."""
    size = next((one for one in snapshot.sizes if one.key == key), None)
    if size is None:
        return None
    own = size.entities + size.shared_entities
    return Reach(mapped=own, of=len(snapshot.entities))


def reach_of_provider(
    collector: Any, settings: Any, name: str, context: Context, snapshot: Snapshot
) -> Reach:
    """The entities that the collector would ask about; of one without `targets`, those with facts of it."""
    mapped = _mapped(collector, settings, name, context, snapshot)
    archived = {repository.id for repository in context.repositories if repository.archived}
    components = {
        ref: entity
        for ref, entity in ((ref_of(entity), entity) for entity in context.entities)
        if entity.get("kind") == "Component" and _repository(ref, context.origins) not in archived
    }
    hint: Hint | None = getattr(collector, "HINT", None)
    rest = [entity for ref, entity in sorted(components.items()) if ref not in mapped]
    suggested = _suggestions(rest[:MOST_SUGGESTIONS], hint, settings, context) if hint else ()
    return Reach(
        mapped=len(mapped),
        of=len(mapped | set(components)),
        annotation=hint.annotation if hint else None,
        suggestions=tuple(suggested),
    )


def _mapped(
    collector: Any, settings: Any, name: str, context: Context, snapshot: Snapshot
) -> set[str]:
    known = set(map(ref_of, context.entities))
    targets = getattr(collector, "targets", None)
    if targets is not None:
        return {ref for target in targets(settings, context) for ref in target.subjects} & known
    return {
        fact.subject
        for fact in snapshot.facts
        if fact.provenance.source == settings.kind and fact.provenance.name in (None, name)
    } & known


def _repository(ref: str, origins: Mapping[str, Origin]) -> str | None:
    origin = origins.get(ref)
    return origin.repository if origin else None


def _suggestions(
    entities: Iterable[EntityData], hint: Hint, settings: Any, context: Context
) -> Iterator[Suggestion]:
    repositories = {one.id: one for one in context.repositories}
    for entity in entities:
        ref = ref_of(entity)
        origin = context.origins.get(ref) or Origin()
        repository = repositories.get(origin.repository or "")
        path = _path(repository) or str(entity["metadata"]["name"])
        # Nobody knows the owner of a folder without a remote.
        path = path if "/" in path else f"OWNER/{path}"
        yield Suggestion(
            ref=ref,
            repository=origin.repository,
            file=origin.file,
            line=origin.line,
            annotation=hint.annotation,
            value=hint.value.format(path=path, name=path.rpartition("/")[2], settings=settings),
        )


def _path(repository: Repository | None) -> str:
    url = (repository.web_url if repository else None) or ""
    return urlsplit(url).path.strip("/") or (repository.name if repository else "")
