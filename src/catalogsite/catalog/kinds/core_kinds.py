"""The kinds of Backstage: their versions, and the shape of each spec, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.catalog.kinds.shapes import (
    OBJECT,
    STRING,
    STRINGS,
    Condition,
    Items,
    OneOrMany,
    Rule,
    Shape,
    Text,
)

CORE_VERSIONS = ("backstage.io/v1alpha1", "backstage.io/v1beta1")
TEMPLATE_VERSIONS = ("scaffolder.backstage.io/v1beta3",)

VERSIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location"),
        CORE_VERSIONS,
    ),
    "Template": TEMPLATE_VERSIONS,
}
"""The values of `apiVersion` that each kind may have."""

AI_MODEL_VERSIONS: Mapping[str, tuple[str, ...]] = {**VERSIONS, "AiResource": CORE_VERSIONS[:1]}
"""The same with the kinds of Backstage's module `ai-model`."""

_PROFILE = Shape(fields={"displayName": STRING, "email": STRING, "picture": STRING})
_ANY_TEXT = Text(empty=True)
_DECORATORS = Items(Shape(fields={"id": _ANY_TEXT, "input": OBJECT}))


def _strings(*names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, STRING)


def _lists(*names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, STRINGS)


_BUTTONS = Shape(
    fields=dict.fromkeys(("backButtonText", "createButtonText", "reviewButtonText"), _ANY_TEXT)
)
_STEP = Shape(
    required=("action",),
    fields={
        "id": _ANY_TEXT,
        "name": _ANY_TEXT,
        "action": _ANY_TEXT,
        "input": OBJECT,
        "if": Condition(),
        "backstage:permissions": Shape(fields={"tags": Items(_ANY_TEXT)}),
    },
)
_OUTPUT = Shape(
    fields={
        "links": Items(
            Shape(fields={"if": Condition(), **_strings("url", "entityRef", "title", "icon")})
        ),
        "text": Items(
            Shape(fields={"if": Condition(), **_strings("title", "icon"), "content": _ANY_TEXT})
        ),
    },
    others=_ANY_TEXT,
)

SPECS: Mapping[str, Shape] = {
    "Component": Shape(
        required=("type", "lifecycle", "owner"),
        fields={
            **_strings("type", "lifecycle", "owner", "system", "subcomponentOf"),
            **_lists("providesApis", "consumesApis", "dependsOn"),
        },
    ),
    "API": Shape(
        required=("type", "lifecycle", "owner", "definition"),
        fields=_strings("type", "lifecycle", "owner", "definition", "system"),
    ),
    "Resource": Shape(
        required=("type", "owner"),
        fields={**_strings("type", "owner", "system"), **_lists("dependsOn")},
    ),
    "System": Shape(required=("owner",), fields=_strings("owner", "domain", "type")),
    "Domain": Shape(required=("owner",), fields=_strings("owner", "subdomainOf", "type")),
    "Group": Shape(
        required=("type", "children"),
        fields={
            **_strings("type", "parent"),
            **_lists("children", "members"),
            "profile": _PROFILE,
        },
    ),
    "User": Shape(required=("memberOf",), fields={"profile": _PROFILE, "memberOf": STRINGS}),
    "Location": Shape(
        fields={
            **_strings("type", "target"),
            "targets": STRINGS,
            "presence": Text(empty=True, choices=("required", "optional")),
        },
    ),
    "Template": Shape(
        required=("type", "steps"),
        fields={
            **_strings("type", "owner", "lifecycle"),
            "parameters": OneOrMany(),
            "secrets": Shape(fields={"schema": OBJECT}),
            "presentation": Shape(fields={"buttonLabels": _BUTTONS}),
            "EXPERIMENTAL_recovery": Shape(fields={"EXPERIMENTAL_strategy": _ANY_TEXT}),
            "formDecorators": _DECORATORS,
            "EXPERIMENTAL_formDecorators": _DECORATORS,
            "steps": Items(_STEP),
            "output": _OUTPUT,
        },
    ),
}

_AI_TEXTS = ("type", "lifecycle", "owner", "system")
AI_RESOURCE = Shape(required=("type", "lifecycle", "owner"), fields=_strings(*_AI_TEXTS))
AI_RESOURCES: Mapping[str, Shape] = {
    "skill": Shape(
        required=AI_RESOURCE.required,
        fields={
            **_strings(*_AI_TEXTS, "allowedTools", "license"),
            **_lists("disciplines", "categories", "agents", "dependsOn"),
            "compatibility": Text(longest=500),
        },
    ),
    "rule": Shape(
        required=(*AI_RESOURCE.required, "category", "rationale"),
        fields={**_strings(*_AI_TEXTS, "category", "rationale"), **_lists("disciplines")},
    ),
    "plugin": Shape(
        required=(*AI_RESOURCE.required, "skills"),
        fields={**_strings(*_AI_TEXTS, "version"), **_lists("skills")},
    ),
    "marketplace": Shape(
        required=(*AI_RESOURCE.required, "plugins"),
        fields={**_strings(*_AI_TEXTS, "version"), **_lists("plugins")},
    ),
}
"""The types of AiResource with fields of their own; any other type has those of `AI_RESOURCE`."""

_REMOTE = Shape(required=("type", "url"), fields=_strings("type", "url"))
MCP_SERVER = Shape(
    required=("type", "lifecycle", "owner", "remotes"),
    fields={
        **_strings("type", "lifecycle", "owner", "system"),
        "remotes": Items(_REMOTE, least=1),
    },
)
"""The spec of an API of type `mcp-server`, which has remotes instead of a definition."""


def versions_of(*, ai_model: bool) -> Mapping[str, tuple[str, ...]]:
    """The values of `apiVersion` that each accepted kind may have."""
    return AI_MODEL_VERSIONS if ai_model else VERSIONS


def spec_rule(kind: str, spec: object, *, ai_model: bool) -> Shape:
    """The shape of a spec of an accepted kind. Raises KeyError for any other."""
    given = spec.get("type") if isinstance(spec, dict) else None
    if kind == "AiResource":
        return AI_RESOURCES.get(given, AI_RESOURCE) if isinstance(given, str) else AI_RESOURCE
    if ai_model and kind == "API" and given == "mcp-server":
        return MCP_SERVER
    return SPECS[kind]
