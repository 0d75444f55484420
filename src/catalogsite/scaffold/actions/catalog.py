"""The actions `catalog:*`: entities are looked up, described and registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from catalogsite.catalog.relations.references import parse_ref
from catalogsite.errors import TemplateError, UnknownReferenceError
from catalogsite.model.entity import ref_of
from catalogsite.scaffold.actions.action import Action, ActionContext
from catalogsite.scaffold.actions.schemas import flag, inputs, text, texts, values
from catalogsite.yaml12.documents import parse_documents

Given = Mapping[str, Any]

_DESCRIPTOR = "catalog-info.yaml"
_SOURCE_TEMPLATE = "backstage.io/source-template"


def _fetch(context: ActionContext, given: Given) -> dict[str, Any]:
    one, several = given.get("entityRef"), given.get("entityRefs")
    if not one and several is None:
        if given.get("optional"):
            return {}
        raise TemplateError("names no entity", fix="give it entityRef or entityRefs")
    found: dict[str, Any] = {}
    if one:
        found["entity"] = _entity(context, one, given)
    if several is not None:
        found["entities"] = [_entity(context, ref, given) for ref in several]
    return found


def _entity(context: ActionContext, ref: str, given: Given) -> Any:
    try:
        parsed = parse_ref(ref, given.get("defaultKind"), given.get("defaultNamespace"))
    except UnknownReferenceError as error:
        raise TemplateError(error.what, fix=error.fix) from None
    entity = context.entities.get(f"{parsed.kind}:{parsed.namespace}/{parsed.name}".lower())
    if entity is None and not given.get("optional"):
        raise TemplateError(
            f"the catalog has no {ref}",
            fix="collect the catalog here with `catalogsite collect`, or set optional: true",
        )
    return entity


def _write(context: ActionContext, given: Given) -> dict[str, Any]:
    entity = dict(given["entity"])
    metadata = dict(entity.get("metadata") or {})
    stated = {**(metadata.get("annotations") or {}), _SOURCE_TEMPLATE: context.template.ref}
    entity["metadata"] = {**metadata, "annotations": stated}
    content = yaml.safe_dump(entity, sort_keys=False, allow_unicode=True).encode("utf-8")
    context.workspace.write(given.get("filePath") or _DESCRIPTOR, content, 0o644, replace=True)
    return {"entity": entity}


def _register(context: ActionContext, given: Given) -> dict[str, Any]:
    path = str(given.get("catalogInfoPath") or f"/{_DESCRIPTOR}").lstrip("/")
    address = given.get("catalogInfoUrl") or f"{given['repoContentsUrl'].rstrip('/')}/{path}"
    context.notes.append(f"register by hand, where no source of the portal finds it: {address}")
    outputs = {"catalogInfoUrl": address}
    ref = _described(context, path)
    return {**outputs, "entityRef": ref} if ref else outputs


def _described(context: ActionContext, path: str) -> str | None:
    """The reference of the Component that a descriptor of the new project holds, or of its first entity."""
    try:
        place = context.workspace.path(path)
        written = place.read_text("utf-8") if place.is_file() else ""
    except (TemplateError, UnicodeDecodeError):
        return None
    found = [one.data for one in parse_documents(written) if _is_entity(one.data)]
    components = [entity for entity in found if entity["kind"] == "Component"]
    return next((ref_of(entity) for entity in [*components, *found]), None)


def _is_entity(data: Any) -> bool:
    metadata = data.get("metadata") if isinstance(data, dict) else None
    named = isinstance(metadata, dict) and isinstance(metadata.get("name"), str)
    return named and isinstance(data.get("kind"), str)


_OPTIONAL = flag("Go on where there is none.")

ACTIONS = (
    Action(
        "catalog:fetch",
        "Read entities of the catalog that was collected last.",
        inputs(
            entityRef=text("The reference of an entity."),
            entityRefs=texts("References of entities."),
            optional=_OPTIONAL,
            defaultKind=text("The kind of references that name none."),
            defaultNamespace=text("The namespace of references that name none."),
        ),
        _fetch,
        outputs={"entity": "The entity of entityRef.", "entities": "The entities of entityRefs."},
    ),
    Action(
        "catalog:write",
        "Write a descriptor into the new project.",
        inputs(
            "entity", entity=values("The entity."), filePath=text("catalog-info.yaml if not given.")
        ),
        _write,
        outputs={"entity": "The entity, with the template that it came from."},
    ),
    Action(
        "catalog:register",
        "Tell which descriptor the catalog should read.",
        {
            **inputs(
                catalogInfoUrl=text("The address of the descriptor."),
                repoContentsUrl=text("The address of the repository's files."),
                catalogInfoPath=text("The path of the descriptor, /catalog-info.yaml by default."),
                optional=_OPTIONAL,
            ),
            "anyOf": [{"required": ["catalogInfoUrl"]}, {"required": ["repoContentsUrl"]}],
        },
        _register,
        outputs={
            "entityRef": "The reference of the Component that the descriptor holds.",
            "catalogInfoUrl": "The address of the descriptor.",
        },
        only_informs=True,
    ),
)
