"""The Content-Security-Policy in the files of a site: in every HTML document, and as header file."""

from __future__ import annotations

from pathlib import Path

from catalogsite.config.settings import Config
from catalogsite.render.content_policy import REFERRER, ContentPolicy, secure_page
from catalogsite.site.templates import TemplateFolders

HEADER_FILE = "_headers"
"""The file by which Netlify, Cloudflare Pages and others are given headers."""

INTERACTIVE_VIEW = "assets/catalogsite/apis/interactive.html"
"""The page for the frame with the interactive view of an API."""

_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", REFERRER),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def content_policy(config: Config, templates: TemplateFolders) -> ContentPolicy:
    """The policy of a portal: its configuration, and the inline code of its templates."""
    return ContentPolicy(config.csp.sources, templates.inline_code(), config.apis.try_it)


def secure_files(site_dir: Path, policy: ContentPolicy) -> None:
    """Put the policy into every HTML file of a folder that the user's own MkDocs has built.

    They are trusted: their inline code is hashed. A header file that the user wrote stays.
    """
    interactive = site_dir / INTERACTIVE_VIEW
    for file in sorted(filter(Path.is_file, site_dir.rglob("*.html"))):
        if file == interactive:
            allow_requests(file, policy.try_it)
            continue
        html = file.read_bytes().decode("utf-8", "surrogateescape")
        file.write_bytes(secure_page(html, policy).encode("utf-8", "surrogateescape"))
    headers = site_dir / HEADER_FILE
    if not headers.exists():
        headers.write_text(header_file(policy), "utf-8")


def allow_requests(view: Path, hosts: tuple[str, ...]) -> None:
    """Let the interactive view of an API, which has a policy of its own, send requests to these hosts."""
    if hosts:
        html = view.read_text("utf-8")
        html = html.replace("connect-src 'none'", " ".join(("connect-src", *hosts)))
        view.write_text(html.replace('data-try="false"', 'data-try="true"'), "utf-8")


def header_file(policy: ContentPolicy) -> str:
    """The content of the header file: the same headers for every file of the site."""
    lines = (f"  {name}: {value}" for name, value in response_headers(policy))
    return "\n".join(("/*", *lines, ""))


def response_headers(policy: ContentPolicy) -> tuple[tuple[str, str], ...]:
    """Name and value of each header that a host sends with every file of the site."""
    return (("Content-Security-Policy", policy.header()), *_HEADERS)
