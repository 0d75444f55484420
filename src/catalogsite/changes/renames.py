"""Finds the removed and added entities that are one entity under a new name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping

from catalogsite.model.entity import EntityData, Origin, annotations_of

ALIKE = 0.5
"""The share of equal statements from which two entities of one file count as one."""

ID = "catalogsite.dev/id"
"""The annotation whose value an entity keeps when it is renamed or moved."""

_MOST_PAIRS = 40_000
_FEWEST_FIELDS = 5
_CERTAIN = 2.0
_NAMES = ("name", "namespace", "uid", "etag", "title")
_Entities = Mapping[str, EntityData]
_Origins = Mapping[str, Origin]


def find_renames(gone: _Entities, came: _Entities, old: _Origins, new: _Origins) -> dict[str, str]:
    """The new reference by the old one; no reference is used twice.

    Two entities count as one if only they have the same lasting id. Else two of one kind do if they
    are in the same file and are similar, or if they are equal in everything but the name and no
    third entity is.
    """
    facts = {ref: _facts(entity) for ref, entity in (*gone.items(), *came.items())}
    pairs = list(_same_id(gone, came))
    pairs += _in_one_file(gone, came, old, new, facts)
    pairs += _twins(gone, came, facts)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, before, after in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if before not in found and after not in taken:
            found[before] = after
            taken.add(after)
    return found


def is_certain(
    before: EntityData, after: EntityData, old: Origin | None, new: Origin | None
) -> bool:
    """Whether a renamed entity is the same beyond doubt: same lasting id, or same file."""
    if _lasting_id(before) or _lasting_id(after):
        return _lasting_id(before) == _lasting_id(after)
    place = _file(old)
    return None not in place and place == _file(new)


def _lasting_id(entity: EntityData) -> str | None:
    return annotations_of(entity).get(ID) or None


def _same_id(gone: _Entities, came: _Entities) -> Iterator[tuple[float, str, str]]:
    left = _grouped(gone, lambda ref: _lasting_id(gone[ref]))
    right = _grouped(came, lambda ref: _lasting_id(came[ref]))
    for value in (left.keys() & right.keys()) - {None}:
        if len(left[value]) == len(right[value]) == 1:
            yield _CERTAIN, left[value][0], right[value][0]


def _in_one_file(
    gone: _Entities,
    came: _Entities,
    old: _Origins,
    new: _Origins,
    facts: Mapping[str, frozenset[str]],
) -> Iterator[tuple[float, str, str]]:
    left = _grouped(gone, lambda ref: (gone[ref]["kind"], *_file(old.get(ref))))
    right = _grouped(came, lambda ref: (came[ref]["kind"], *_file(new.get(ref))))
    for place in left.keys() & right.keys():
        if len(left[place]) * len(right[place]) > _MOST_PAIRS:
            continue
        for before in left[place]:
            for after in right[place]:
                alike = _likeness(facts[before], facts[after])
                if alike >= ALIKE:
                    yield alike, before, after


def _twins(
    gone: _Entities, came: _Entities, facts: Mapping[str, frozenset[str]]
) -> Iterator[tuple[float, str, str]]:
    left = _grouped(gone, lambda ref: (gone[ref]["kind"], facts[ref]))
    right = _grouped(came, lambda ref: (came[ref]["kind"], facts[ref]))
    for key in left.keys() & right.keys():
        if len(left[key]) == len(right[key]) == 1 and len(facts[left[key][0]]) >= _FEWEST_FIELDS:
            yield 1.0, left[key][0], right[key][0]


def _grouped(entities: _Entities, key: Callable[[str], Hashable]) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for ref in sorted(entities):
        groups[key(ref)].append(ref)
    return groups


def _file(origin: Origin | None) -> tuple[str | None, str | None]:
    return (origin.repository, origin.file) if origin else (None, None)


def _facts(entity: EntityData) -> frozenset[str]:
    """The statements of an entity as texts such as `spec.type="service"`, without its names."""
    metadata = {k: v for k, v in entity["metadata"].items() if k not in _NAMES}
    annotations = metadata.pop("annotations", None) or {}
    # Annotations with the place of the descriptor are not about the entity itself.
    own = {k: v for k, v in annotations.items() if not k.startswith("backstage.io/")}
    return frozenset(_statements({**metadata, "annotations": own}, "metadata")) | frozenset(
        _statements(entity.get("spec") or {}, "spec")
    )


def _statements(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _statements(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield f"{path}[]={json.dumps(inner, sort_keys=True, default=str)}"
    else:
        yield f"{path}={json.dumps(value, default=str)}"


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    every = one | other
    return len(one & other) / len(every) if every else 1.0
