"""Turns a snapshot into a site on disk: human pages, generated outputs, and publishing."""

from __future__ import annotations

from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.content_security import content_policy
from catalogsite.site.fingerprint import builder_fingerprint
from catalogsite.site.human_pages import build_human_pages, serve_site
from catalogsite.site.outputs import site_outputs
from catalogsite.site.publish import publish
from catalogsite.site.templates import TemplateFolders
from catalogsite.site.write_site import write_site

__all__ = [
    "ShellRenderer",
    "TemplateFolders",
    "build_human_pages",
    "builder_fingerprint",
    "content_policy",
    "publish",
    "serve_site",
    "site_outputs",
    "write_site",
]
