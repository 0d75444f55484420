"""The rules of each kind's spec, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.catalog.shapes import (
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
    "AiResource": CORE_VERSIONS[:1],
}
"""Every kind that is read, and the values of apiVersion it may have."""

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
        "text": Items(Shape(fields={"if": Condition(), **_strings("title", "icon", "content")})),
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
    "AiResource": Shape(
        required=("type", "lifecycle", "owner"),
        fields={
            **_strings("type", "lifecycle", "owner", "system", "category", "rationale"),
            **_lists("dependsOn", "disciplines", "categories", "agents", "skills", "plugins"),
        },
    ),
}

_REMOTE = Shape(required=("type", "url"), fields=_strings("type", "url"))
MCP_SERVER = Shape(
    required=("type", "lifecycle", "owner", "remotes"),
    fields={
        **_strings("type", "lifecycle", "owner", "definition", "system"),
        "remotes": Items(_REMOTE, least=1),
    },
)
"""An API of type `mcp-server` names remotes instead of a definition."""


def spec_rule(kind: str, spec: object) -> Shape:
    """The rule of a spec; the kind must be one of `SPECS`."""
    remote = isinstance(spec, dict) and "remotes" in spec and "definition" not in spec
    if kind == "API" and remote and isinstance(spec, dict) and spec.get("type") == "mcp-server":
        return MCP_SERVER
    return SPECS[kind]
