"""The names and owners of inferred entities among those of the whole catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from catalogsite.catalog.annotations.locations import SOURCE
from catalogsite.catalog.kinds.formats import MAX_LENGTH, suggest_name
from catalogsite.catalog.reading import ReadEntity
from catalogsite.inference import KnownOwners
from catalogsite.model.entity import DEFAULT_NAMESPACE, annotations_of, ref_of
from catalogsite.model.repository import Repository


def with_free_names(
    inferred: Sequence[ReadEntity], known: Mapping[str, ReadEntity], repository: Repository
) -> dict[str, ReadEntity | str]:
    """What each inferred entity of a repository is in the catalog, by the reference that it had.

    The entity itself, with another name where that of an inferred one of another repository is the
    same: the owner's before a system or the component of a whole repository (`acme-payments`), the
    system's before a part. The reference alone of a known entity that is the same thing: one of that
    name that somebody described. A part that nobody described as a part of this repository is
    another thing.
    """
    found: dict[str, ReadEntity | str] = {}
    own = {ref_of(one.data) for one in inferred}
    system: str | None = None
    for entity in inferred:
        before = ref_of(entity.data)
        named: ReadEntity | str
        if system is None:
            named = _whole(entity, known, repository)
            system = _name_of(named)
        else:
            named = _part(entity, known, own, repository, system)
        found[before] = named
    return found


def with_known_owner(entity: ReadEntity, owners: KnownOwners) -> ReadEntity:
    """The inferred entity with the entity of the catalog that is its owner.

    What CODEOWNERS names stays as it is where no entity has that name.
    """
    spec = dict(entity.data["spec"])
    if owner := spec.get("owner"):
        spec["owner"] = owners.find(owner) or owner
    return entity.model_copy(update={"data": {**entity.data, "spec": spec}})


def _whole(
    entity: ReadEntity, known: Mapping[str, ReadEntity], repository: Repository
) -> ReadEntity | str:
    entity = _in_namespace(entity)
    ref = ref_of(entity.data)
    first = known.get(ref)
    if first and first.origin.inferred and first.origin.repository != repository.id:
        path = suggest_name("-".join(repository.id.split("/")[-2:]))
        entity = _renamed(entity, path)
        ref = ref_of(entity.data)
    return ref if ref in known else entity


def _part(
    entity: ReadEntity,
    known: Mapping[str, ReadEntity],
    own: Collection[str],
    repository: Repository,
    system: str,
) -> ReadEntity | str:
    spec = {**entity.data["spec"], "system": system}
    entity = _in_namespace(entity.model_copy(update={"data": {**entity.data, "spec": spec}}))
    ref = ref_of(entity.data)
    first = known.get(ref)
    if first is None:
        return entity
    if _is_of(first, repository):
        return ref
    wanted = f"{system}-{entity.data['metadata']['name']}"
    renamed = (_renamed(entity, suggest_name(name)) for name in _spelled(wanted))
    return next(
        one for one in renamed if ref_of(one.data) not in known and ref_of(one.data) not in own
    )


def _spelled(name: str) -> Iterator[str]:
    """The name as it is, then with numbers."""
    # A number must survive the cut of a long name.
    short = name[: MAX_LENGTH - 6]
    yield name
    yield from (f"{short}-{number}" for number in count(2))


def _is_of(entity: ReadEntity, repository: Repository) -> bool:
    """Whether an entity that somebody described says that its code is in the repository."""
    if repository.web_url is None:
        return False
    stated = annotations_of(entity.data)
    slug = stated.get("github.com/project-slug", "")
    source = stated.get(SOURCE, "").removeprefix("url:")
    return (
        repository.web_url.endswith(f"/{slug}") if slug else _is_below(source, repository.web_url)
    )


def _is_below(address: str, root: str) -> bool:
    return address == root or address.startswith(f"{root.rstrip('/')}/")


def _renamed(entity: ReadEntity, name: str) -> ReadEntity:
    metadata = {**entity.data["metadata"], "name": name}
    metadata.setdefault("title", entity.data["metadata"]["name"])
    return entity.model_copy(update={"data": {**entity.data, "metadata": metadata}})


def _in_namespace(entity: ReadEntity) -> ReadEntity:
    metadata = {"namespace": DEFAULT_NAMESPACE, **entity.data["metadata"]}
    return entity.model_copy(update={"data": {**entity.data, "metadata": metadata}})


def _name_of(named: ReadEntity | str) -> str:
    return named.rpartition("/")[2] if isinstance(named, str) else named.data["metadata"]["name"]
