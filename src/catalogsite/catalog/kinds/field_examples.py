"""One valid value for each usual field that holds text, as messages propose it."""

from __future__ import annotations

from collections.abc import Mapping

DEFINITION = "definition"
"""The field of an API that holds a whole document, for which no example is short enough."""

EXAMPLES: Mapping[str, str] = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "name": "payments",
    "namespace": "default",
    "title": "Payments",
    "description": "Takes payments of the shop.",
    "tags": "java",
    "url": "https://host/path",
    "icon": "dashboard",
    "type": "service",
    "lifecycle": "production",
    "owner": "team-a",
    "system": "shop",
    "domain": "sales",
    "subdomainOf": "sales",
    "subcomponentOf": "payments",
    "providesApis": "payments-api",
    "consumesApis": "payments-api",
    "dependsOn": "component:payments",
    "dependencyOf": "component:payments",
    "memberOf": "team-a",
    "members": "jane.doe",
    "parent": "department-a",
    "children": "team-a",
    "displayName": "Jane Doe",
    "email": "jane.doe@company.example",
    "picture": "https://host/picture.png",
    "target": "./other/catalog-info.yaml",
    "targets": "./other/catalog-info.yaml",
    "action": "fetch:template",
    "links": '{url: "https://host/path"}',
}
