"""The actions and form fields of Backstage, to recognise a misspelt one."""

from __future__ import annotations

from collections.abc import Mapping


def _with(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}:{name}" for name in names)


_CORE = (
    *("fetch:plain", "fetch:plain:file", "fetch:template", "fetch:template:file"),
    *("workspace:template", "workspace:template:file", "fs:delete", "fs:rename", "fs:readdir"),
    *("catalog:fetch", "catalog:register", "catalog:write", "debug:log", "debug:wait"),
)
_MODULES = (
    *("publish:azure", "publish:azure:pull-request", "publish:bitbucket"),
    *("publish:bitbucketCloud", "publish:bitbucketCloud:pull-request"),
    *("publish:bitbucketServer", "publish:bitbucketServer:pull-request"),
    *("publish:gerrit", "publish:gerrit:review", "publish:gitea"),
    *("publish:github", "publish:github:pull-request"),
    *("publish:gitlab", "publish:gitlab:merge-request"),
    *_with(
        "github",
        *("actions:dispatch", "autolinks:create", "branch-protection:create", "deployKey:create"),
        *("environment:create", "issues:create", "issues:label", "pages:enable"),
        *("pull-requests:create", "repo:create", "repo:push", "webhook"),
    ),
    *_with(
        "gitlab",
        *("group:access", "group:ensureExists", "group:migrate", "issue:edit", "issues:create"),
        *("pipeline:trigger", "projectAccessToken:create", "projectDeployToken:create"),
        *("projectVariable:create", "repo:push", "user:info"),
    ),
    *("azure:repo:clone", "azure:repo:pr", "azure:repo:push"),
    *("bitbucket:pipelines:run", "confluence:transform:markdown"),
    *("fetch:cookiecutter", "fetch:rails", "run:yeoman", "notification:send"),
    *("sentry:project:create", "http:backstage:request", "kube:apply", "fs:read"),
    *("argocd:create-resources", "argocd:create-app", "debug:workspace"),
)

ACTIONS = frozenset((*_CORE, *_MODULES))
"""Actions of Backstage and of modules that many have, also of those that are done by hand here."""

RETIRED: Mapping[tuple[str, str], str] = {
    ("fetch:template", "copyWithoutRender"): "copyWithoutTemplating",
}
"""Inputs that are no longer read, by action: what to write instead."""

FIELDS = frozenset(
    {
        *("EntityNamePicker", "EntityPicker", "EntityTagsPicker", "MultiEntityPicker"),
        *("MyGroupsPicker", "OwnedEntityPicker", "OwnerPicker", "RepoBranchPicker"),
        *("RepoOwnerPicker", "RepoUrlPicker", "Secret"),
    }
)
"""The form fields of Backstage; a company may add its own."""

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
TYPE_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("text", "str", "date", "enum", "password", "url", "email"), "string"),
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("bool", "checkbox", "flag"), "boolean"),
    **dict.fromkeys(("list", "set", "tuple"), "array"),
    **dict.fromkeys(("map", "dict", "hash"), "object"),
}
"""Words that are written instead of a type of JSON Schema."""
