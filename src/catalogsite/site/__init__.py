"""Turns a snapshot into a site on disk: human pages, generated outputs, and publishing."""

from __future__ import annotations

from catalogsite.site.human.pages import serve_site
from catalogsite.site.publish import publish
from catalogsite.site.write_site import write_site

__all__ = ["publish", "serve_site", "write_site"]
