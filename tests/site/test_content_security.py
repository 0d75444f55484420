"""The policy in every file of a site that a browser opens as a page, and the headers beside it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from catalogsite.config.content_security import ContentSecurity
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.content_policy import NO_FURTHER_SOURCES, ContentPolicy, secure_page
from catalogsite.site.content_security import (
    INTERACTIVE_VIEW,
    header_file,
    response_headers,
    secure_files,
)
from catalogsite.site.fingerprint import builder_fingerprint
from catalogsite.site.templates import TemplateFolders

DOCS = Path(__file__).parents[2] / "docs" / "how-to" / "security.md"
META = re.compile(
    r'<meta name="referrer" content="same-origin">'
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
)
LEADS_ON = """content="default-src 'none'">"""
CODE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)


def source_expression(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def directives(html: str) -> dict[str, list[str]]:
    (policy,) = META.findall(html)
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}


@pytest.fixture(scope="module")
def pages(demo: Path) -> dict[str, str]:
    site = demo / "site"
    built = {
        file.relative_to(site).as_posix(): file.read_text("utf-8")
        for file in site.rglob("*.html")
        if file != site / INTERACTIVE_VIEW
    }
    # A document that leads on to another address loads and runs nothing at all.
    return {path: html for path, html in built.items() if LEADS_ON not in html}


def test_every_page_has_one_policy_before_all_that_it_loads(pages: dict[str, str]) -> None:
    assert len(pages) > 100
    for path, html in pages.items():
        (found,) = META.finditer(html)
        before = html[: found.start()]
        assert re.search(r"<(script|style|link|img)\b", before) is None, path
        assert before.lower().rstrip().endswith('<meta charset="utf-8">'), path


def test_no_page_allows_code_that_anybody_may_write(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        policy = directives(html)
        assert policy["default-src"] == ["'self'"], path
        assert policy["object-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
        allowed = [source for source in policy["script-src"] if not source.startswith("'sha256-")]
        assert allowed == ["'self'", "'wasm-unsafe-eval'"], path
        wanted = ["'self'", "'unsafe-inline'"] if 'class="mermaid"' in html else ["'self'"]
        assert policy["style-src-elem"] == wanted, path


def test_the_hashes_are_those_of_the_inline_code_and_no_others(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        inline = {
            source_expression(code)
            for element, attributes, code in CODE.findall(html)
            if element == "script" and "src=" not in attributes and "json" not in attributes
        }
        hashes = {s for s in directives(html)["script-src"] if s.startswith("'sha256-")}
        assert hashes == inline, path


def test_the_header_file(demo: Path) -> None:
    text = (demo / "site" / "_headers").read_text("utf-8")
    assert text == header_file(NO_FURTHER_SOURCES)
    assert text.startswith("/*\n  Content-Security-Policy: connect-src 'self';")
    assert "frame-ancestors 'self'" in text
    assert max(map(len, text.splitlines())) < 2000  # the limit of Cloudflare Pages


def test_the_documentation_shows_the_headers_that_are_sent() -> None:
    text = DOCS.read_text("utf-8")
    assert header_file(NO_FURTHER_SOURCES).strip() in text
    for name, value in response_headers(NO_FURTHER_SOURCES):
        assert f'add_header {name} "{value}" always;' in text
        assert f'Header always set {name} "{value}"' in text


def test_further_sources_of_the_configuration() -> None:
    settings = ContentSecurity.model_validate(
        {
            "script-src": ["https://s.example"],
            "style-src": ["https://c.example"],
            "connect-src": ["wss://s.example:8443"],
            "form-action": ["https://f.example"],
            "frame-ancestors": ["https://intranet.example"],
            "img-src": ["blob:"],
        }
    )
    policy = ContentPolicy(settings.sources)
    found = directives(policy.of_frame("<head></head>", ""))
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'", "https://s.example"]
    assert found["style-src-elem"] == ["'self'", "https://c.example"]
    assert found["connect-src"] == ["'self'", "wss://s.example:8443"]
    assert found["form-action"] == ["https://f.example"]
    assert found["img-src"] == ["'self'", "data:", "blob:"]
    assert "frame-ancestors" not in found
    header = dict(part.strip().split(" ", 1) for part in policy.header().split(";"))
    assert header["frame-ancestors"] == "'self' https://intranet.example"
    assert header["connect-src"] == "'self' wss://s.example:8443"
    assert "script-src" not in header
    assert "default-src" not in header


USERS = [
    ("<!doctype html><title>x</title><script>a()</script>", ["a()"], []),
    ("<html><head><meta charset=utf-8><style>p{}</style></head>", [], ["p{}"]),
    ("<head><script type=module>\r\na()\r\n</script>", ["\na()\n"], []),
    ("<SCRIPT TYPE='text/javascript'>A()</SCRIPT>", ["A()"], []),
    ('<head lang="x"><script type="application/ld+json">{}</script>', [], []),
    ("<script type=importmap>{}</script>", ["{}"], []),
    ("<script src=x.js></script><script async src='y.js'>b()</script>", [], []),
    ('<script data-a="a>b">c()</script >', ["c()"], []),
    ("<p>no code</p>", [], []),
]


@pytest.mark.parametrize(("html", "scripts", "styles"), USERS)
def test_files_of_the_user(
    tmp_path: Path, html: str, scripts: list[str], styles: list[str]
) -> None:
    file = tmp_path / "a" / "own.html"
    file.parent.mkdir()
    file.write_bytes(html.encode())
    secure_files(tmp_path, NO_FURTHER_SOURCES)
    once = file.read_bytes()
    policy = directives(once.decode())
    assert policy["script-src"][2:] == [source_expression(code) for code in scripts]
    assert policy["style-src-elem"][1:] == [source_expression(code) for code in styles]
    secure_files(tmp_path, NO_FURTHER_SOURCES)
    assert file.read_bytes() == once


def test_a_page_that_is_no_utf8_stays_as_it_is_besides_its_policy(tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(b"<head><meta charset=latin-1>\xe9<script>'\xe9'</script>")
    secure_files(tmp_path, NO_FURTHER_SOURCES)
    assert META.sub("", file.read_bytes().decode("latin-1")).encode("latin-1") == (
        b"<head><meta charset=latin-1>\xe9<script>'\xe9'</script>"
    )


def test_headers_of_the_user_stay(tmp_path: Path) -> None:
    (tmp_path / "_headers").write_text("/own\n  X-A: b\n")
    secure_files(tmp_path, NO_FURTHER_SOURCES)
    assert (tmp_path / "_headers").read_text() == "/own\n  X-A: b\n"


def test_inline_code_of_the_users_templates(tmp_path: Path) -> None:
    (tmp_path / "tabs").mkdir()
    (tmp_path / "tabs" / "cost.jinja").write_text("<script>cost()</script><style>i{}</style>")
    code = TemplateFolders([tmp_path]).inline_code()
    assert code.scripts == (source_expression("cost()"),)
    assert code.styles == (source_expression("i{}"),)
    assert TemplateFolders([tmp_path / "none"]).inline_code().scripts == ()


def test_code_in_the_content_of_a_page_is_not_allowed() -> None:
    html = NO_FURTHER_SOURCES.of_frame("<head></head>", "<script>evil()</script><style>a{}</style>")
    assert "sha256" not in html


def test_pages_are_made_again_where_the_policy_changes() -> None:
    """An unchanged catalog keeps its pages, but not with another policy."""
    further = ContentPolicy((("img-src", ("https://img.example",)),))
    before = builder_fingerprint({"catalog": "x"}, [])
    assert builder_fingerprint({"catalog": "x"}, [], NO_FURTHER_SOURCES) == before
    assert builder_fingerprint({"catalog": "x"}, [], further) != before


def test_servers_to_try_an_api_are_in_the_header_and_in_no_page():
    policy = ContentPolicy(try_it=("https://api.acme.example",))
    header = dict(part.strip().split(" ", 1) for part in policy.header().split(";"))
    assert header["connect-src"] == "'self' https://api.acme.example"
    assert "api.acme.example" not in secure_page("<html><head></head></html>", policy)


def test_the_interactive_view_keeps_a_policy_of_its_own(tmp_path):
    view = tmp_path / INTERACTIVE_VIEW
    view.parent.mkdir(parents=True)
    own = (resource_dir("site_templates") / "assets" / "apis" / "interactive.html").read_text()
    view.write_text(own)
    secure_files(tmp_path, ContentPolicy())
    assert view.read_text() == own
    assert "connect-src 'none';" in own
    assert "default-src 'none'" in own
    secure_files(tmp_path, ContentPolicy(try_it=("https://a.example", "https://b.example")))
    assert "connect-src https://a.example https://b.example;" in view.read_text()
    assert 'data-try="true"' in view.read_text()
