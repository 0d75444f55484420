"""Relations in a catalog with newer kinds, as Backstage's module `ai-model` makes them.

With it a relation has kinds at both ends: a reference to another kind makes none, or only the one
from the entity that names to the one that is named.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.catalog.relations.relations import FIELDS, SORTED_LISTS, RelationField

_OWNERS = frozenset({"group", "user"})
_SYSTEM = frozenset({"system"})
_AI = frozenset({"airesource"})
_RUNNING = frozenset({"component", "resource"})
_WHOLES = frozenset({"component", "system"})
_DOMAIN = frozenset({"domain"})

# The kinds that take part in each relation, by the field that declares it.
_ANSWERED = {
    "owner": _OWNERS,
    "system": _WHOLES,
    "subcomponentOf": _WHOLES,
    "providesApis": frozenset({"api"}),
    "consumesApis": frozenset({"api"}),
    "dependsOn": _RUNNING,
    "dependencyOf": _RUNNING,
    "domain": _DOMAIN,
    "subdomainOf": _DOMAIN,
    "memberOf": frozenset({"group"}),
    "parent": frozenset({"group"}),
    "children": frozenset({"group"}),
    "members": frozenset({"user"}),
}
_EXCLUSIVE = frozenset({"owner", "memberOf", "parent", "children", "members"})


def _newer(relation: RelationField) -> RelationField:
    answered = _ANSWERED[relation.name]
    allowed = answered if relation.name in _EXCLUSIVE else frozenset[str]()
    return relation._replace(answered=answered, allowed=allowed, lenient=True)


def _ai(name: str, forward: str, backward: str, of_type: str) -> RelationField:
    return RelationField(
        name, "AiResource", forward, backward, kinds=_AI, allowed=_AI, of_type=of_type, lenient=True
    )


_TEMPLATE = FIELDS["Template"]
_CORE = {kind: tuple(map(_newer, fields)) for kind, fields in FIELDS.items()}
_OWNER, _PART_OF = _CORE["API"]

NEWER_FIELDS: Mapping[str, tuple[RelationField, ...]] = {
    **_CORE,
    # Templates are another module's, which asks nothing of the other end.
    "Template": _TEMPLATE,
    "AiResource": (
        _OWNER,
        _PART_OF._replace(allowed=_SYSTEM),
        _ai("dependsOn", "dependsOn", "dependencyOf", "skill"),
        _ai("skills", "hasPart", "partOf", "plugin"),
        _ai("plugins", "hasPart", "partOf", "marketplace"),
    ),
}
"""The fields of every kind that name entities, where newer kinds are taken."""

NEWER_SORTED_LISTS = (*SORTED_LISTS, "skills", "plugins")
"""Lists of references, which the catalog keeps sorted, where newer kinds are taken."""
