"""The Content-Security-Policy in the files of a site: in every HTML document, and as header file."""

from __future__ import annotations

from pathlib import Path

from catalogsite.config.settings import Config
from catalogsite.render.content_policy import REFERRER, ContentPolicy, secure_page
from catalogsite.site.templates import TemplateFolders

HEADER_FILE = "_headers"
"""The file by which Netlify, Cloudflare Pages and others are given headers."""

_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", REFERRER),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def content_policy(config: Config, templates: TemplateFolders) -> ContentPolicy:
    """The policy of a portal: its configuration, and the inline code of its templates."""
    return ContentPolicy(config.csp.sources, templates.inline_code())


def secure_files(site_dir: Path, policy: ContentPolicy) -> None:
    """Put the policy into every HTML file of a folder that the user's own MkDocs has built.

    They are trusted: their inline code is hashed. A header file that the user wrote stays.
    """
    for file in sorted(filter(Path.is_file, site_dir.rglob("*.html"))):
        html = file.read_bytes().decode("utf-8", "surrogateescape")
        file.write_bytes(secure_page(html, policy).encode("utf-8", "surrogateescape"))
    headers = site_dir / HEADER_FILE
    if not headers.exists():
        headers.write_text(header_file(policy), "utf-8")


def header_file(policy: ContentPolicy) -> str:
    """The content of the header file: the same headers for every file of the site."""
    lines = (f"  {name}: {value}" for name, value in response_headers(policy))
    return "\n".join(("/*", *lines, ""))


def response_headers(policy: ContentPolicy) -> tuple[tuple[str, str], ...]:
    """Name and value of each header that a host sends with every file of the site."""
    return (("Content-Security-Policy", policy.header()), *_HEADERS)
