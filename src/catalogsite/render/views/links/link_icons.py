"""The icons of links: the names that Backstage's apps know, and the icon of ours that each one shows."""

from __future__ import annotations

_NAMES = {
    "calendar": ("calendar", "event", "on-call", "oncall", "schedule"),
    "chat": ("chat", "slack", "teams", "discord", "forum", "message"),
    "cloud": ("cloud", "aws", "azure", "gcp"),
    "code": ("code", "swagger", "openapi", "terminal"),
    "component": ("catalog", "component", "kind:component"),
    "create": ("create", "add"),
    "dashboard": ("dashboard", "grafana", "metrics", "monitoring", "analytics", "chart"),
    "docs": ("docs", "techdocs", "book", "documentation", "article", "description", "wiki"),
    "email": ("email", "mail"),
    "help": ("help", "support", "question", "info"),
    "problem": ("alert", "warning", "bug", "issue", "issues", "error"),
    "resource": ("database", "storage", "resource", "kind:resource"),
    "runbook": ("runbook", "playbook"),
    "source": ("github", "gitlab", "git", "bitbucket", "repository", "source"),
    "star": ("star", "favorite"),
    "template": ("scaffolder", "template", "kind:template"),
    "web": ("web", "website", "language", "public", "home", "internet"),
    **{
        name: (name, f"kind:{name}")
        for name in ("api", "domain", "group", "location", "system", "user")
    },
    "search": ("search",),
}
_ICONS = {name: icon for icon, names in _NAMES.items() for name in names}


def link_icon(name: str) -> str:
    """The icon for the `icon` of a link, in any case; `link` for a name that is not in the list."""
    return _ICONS.get(name.strip().lower(), "link")
