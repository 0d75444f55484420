"""The descriptions of all fields of a descriptor for editors, and common values."""

from __future__ import annotations

from collections.abc import Mapping

_FORMAT = "https://backstage.io/docs/features/software-catalog/descriptor-format"

KINDS: Mapping[str, str] = {
    "Component": f"A piece of software: a service, a website, a library. {_FORMAT}#kind-component",
    "API": f"An interface that components provide and consume. {_FORMAT}#kind-api",
    "Resource": f"Infrastructure that a component needs to run. {_FORMAT}#kind-resource",
    "System": f"Components, APIs and resources that work together. {_FORMAT}#kind-system",
    "Domain": f"Systems that share a part of the business. {_FORMAT}#kind-domain",
    "Group": f"A team, or a unit that teams belong to. {_FORMAT}#kind-group",
    "User": f"A person. {_FORMAT}#kind-user",
    "Location": f"A list of other descriptors to read. {_FORMAT}#kind-location",
    "Template": f"A scaffold: what it asks, and the steps it runs. {_FORMAT}#kind-template",
    "AiResource": "Something made for AI agents: a skill, a rule, a plugin, a marketplace.",
}

ENVELOPE: Mapping[str, str] = {
    "apiVersion": "The version of the format; each kind has its own.",
    "kind": "What the entity is.",
    "metadata": "What every kind has: name, description, tags, links, annotations.",
    "spec": "What only this kind has.",
}

METADATA: Mapping[str, str] = {
    "name": "Its name in references: unique for its kind and namespace, whatever the case.",
    "namespace": "Part of its identity; `default` if there is none. Lower case.",
    "title": "The name that pages show.",
    "description": "One or two sentences on what it is for. Markdown.",
    "labels": "Keys and values for programs, as in Kubernetes.",
    "annotations": "Data for other tools: the key names the tool, which defines the form of the value.",
    "tags": "Words to find it by: lower case letters, digits, `:`, `+` and `#`, joined by `-`.",
    "links": "Addresses that belong to it: dashboard, runbook, chat.",
    "uid": "Set by the catalog; a value in a file is overwritten.",
    "etag": "Set by the catalog.",
}

LINK: Mapping[str, str] = {
    "url": "The whole address, such as `https://host/path`.",
    "title": "The text of the link.",
    "icon": "The name of an icon, such as `dashboard`.",
    "type": "A word to group links by.",
}

PLACEHOLDERS: Mapping[str, str] = {
    "$text": "The text of a file: a path relative to this file, or an address.",
    "$json": "The value of a JSON file: a path relative to this file, or an address.",
    "$yaml": "The value of a YAML file with one document: a relative path, or an address.",
    "$openapi": "An OpenAPI definition with every external `$ref` bundled into it.",
    "$asyncapi": "An AsyncAPI definition with every external `$ref` bundled into it.",
}

SPEC: Mapping[str, str] = {
    "allowedTools": "The tools that agents may use with it.",
    "agents": "The agents that it is intended for.",
    "categories": "Words to group it by.",
    "category": "The subject of the rule.",
    "children": "The groups directly below; `[]` for none. References to Groups.",
    "compatibility": "What it needs to work.",
    "consumesApis": "The APIs that it calls. References to APIs.",
    "definition": "The definition itself, or `$text: ./openapi.yaml` for that of a file.",
    "dependencyOf": "What depends on it. References, each with its kind: `component:shop`.",
    "dependsOn": "What it needs to run. References, each with its kind: `resource:orders-db`.",
    "disciplines": "The professions that it is intended for.",
    "domain": "The domain that it belongs to. A reference to a Domain.",
    "EXPERIMENTAL_formDecorators": "Code that runs before the form is sent. Old name.",
    "EXPERIMENTAL_recovery": "What happens to a run that was interrupted.",
    "formDecorators": "Code that runs before the form is sent.",
    "license": "The licence under which it may be used.",
    "lifecycle": "The stage of its development.",
    "memberOf": "The groups that the person belongs to; `[]` for none. References to Groups.",
    "members": "The people in the group. References to Users.",
    "output": "What the last page shows: links and texts.",
    "owner": "Who is responsible. A reference to a Group, or to a User as `user:name`.",
    "parameters": "The form: a JSON Schema, or a list of them, one a page.",
    "parent": "The group directly above. A reference to a Group.",
    "plugins": "The plugins that the marketplace offers.",
    "presence": "Whether a missing target is a mistake.",
    "presentation": "How the form is shown.",
    "profile": "How it is shown.",
    "providesApis": "The APIs that it offers. References to APIs.",
    "rationale": "The reason for the rule.",
    "remotes": "The addresses of the server, each with its type.",
    "secrets": "The form fields that are never stored.",
    "skills": "The skills in the plugin.",
    "steps": "The actions that are run, one after the other.",
    "subcomponentOf": "The component that it is a part of. A reference to a Component.",
    "subdomainOf": "The domain directly above. A reference to a Domain.",
    "system": "The system that it belongs to. A reference to a System.",
    "target": "A path relative to this file, a glob, or an address.",
    "targets": "Paths relative to this file, globs, or addresses.",
    "type": "Its type within its kind.",
    "version": "Its version.",
}

STEP: Mapping[str, str] = {
    "action": "What the step does.",
    "backstage:permissions": "Tags for the permissions to run it.",
    "each": "Runs the step once for each item, as `each.key` and `each.value`.",
    "id": "The name for its output in other steps: `${{ steps['id'].output.name }}`.",
    "if": "Whether the step runs: an expression such as `${{ parameters.docs }}`.",
    "input": "The input of the action.",
    "name": "What the page of the run shows.",
}

PROFILE: Mapping[str, str] = {
    "displayName": "The name that pages show.",
    "email": "An address to write to.",
    "picture": "The address of a picture.",
}

_LIFECYCLES = ("experimental", "production", "deprecated")

USUAL: Mapping[str, tuple[str, ...]] = {
    "Component.type": ("service", "website", "library", "documentation"),
    "Component.lifecycle": _LIFECYCLES,
    "API.type": ("openapi", "asyncapi", "graphql", "grpc", "trpc", "mcp-server"),
    "API.lifecycle": _LIFECYCLES,
    "Resource.type": ("database", "s3-bucket", "cluster", "queue"),
    "Group.type": ("team", "business-unit", "product-area", "root"),
    "Location.type": ("url", "file"),
    "Template.type": ("service", "website", "library", "documentation"),
    "Template.lifecycle": _LIFECYCLES,
    "AiResource.type": ("skill", "rule", "plugin", "marketplace"),
    "AiResource.lifecycle": _LIFECYCLES,
}
"""The values that editors offer; any other is allowed too."""
