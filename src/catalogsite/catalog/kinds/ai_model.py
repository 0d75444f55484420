"""The relations of a catalog with the kinds of Backstage's module `ai-model`.

With this module a relation has kinds at both ends: a reference to an entity of another kind adds no
relation, or only the one of the entity with the reference.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.catalog.relations.relations import FIELDS, SORTED_LISTS, RelationField

_OWNERS = frozenset({"group", "user"})
_SYSTEM = frozenset({"system"})
_AI = frozenset({"airesource"})
_RUNNING = frozenset({"component", "resource"})
_CONTAINERS = frozenset({"component", "system"})
_DOMAIN = frozenset({"domain"})

# The kinds that get the inverse relation, by the field that declares it.
_INVERSE_KINDS = {
    "owner": _OWNERS,
    "system": _CONTAINERS,
    "subcomponentOf": _CONTAINERS,
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


def _with_kinds(relation: RelationField) -> RelationField:
    inverse_kinds = _INVERSE_KINDS[relation.name]
    allowed = inverse_kinds if relation.name in _EXCLUSIVE else frozenset[str]()
    return relation._replace(inverse_kinds=inverse_kinds, allowed=allowed, lenient=True)


def _ai(name: str, forward: str, backward: str, of_type: str) -> RelationField:
    return RelationField(
        name, "AiResource", forward, backward, kinds=_AI, allowed=_AI, of_type=of_type, lenient=True
    )


_TEMPLATE = FIELDS["Template"]
_CORE = {kind: tuple(map(_with_kinds, fields)) for kind, fields in FIELDS.items()}
_OWNER, _PART_OF = _CORE["API"]

AI_MODEL_FIELDS: Mapping[str, tuple[RelationField, ...]] = {
    **_CORE,
    # Templates belong to another module, which restricts no kinds.
    "Template": _TEMPLATE,
    "AiResource": (
        _OWNER,
        _PART_OF._replace(allowed=_SYSTEM),
        _ai("dependsOn", "dependsOn", "dependencyOf", "skill"),
        _ai("skills", "hasPart", "partOf", "plugin"),
        _ai("plugins", "hasPart", "partOf", "marketplace"),
    ),
}
"""The reference fields of every kind, with the kinds of `ai-model`."""

AI_MODEL_SORTED_LISTS = (*SORTED_LISTS, "skills", "plugins")
"""The lists of references that the catalog sorts, with the kinds of `ai-model`."""
