"""The source of a definition: its lines, its languages, and what is bounded."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.apis.reading import Reading, pages_of

from catalogsite.render.views.apis.highlighting import highlighted_lines
from catalogsite.render.views.apis.source_files import source_file

CASES = [
    ("yaml", "paths:", '<span class="nt">paths</span>:'),
    ("yaml", "  - name: 'a: b' # c", '<span class="nt">  - name</span>: <span class="s">\'a: b\'</span> <span class="c"># c</span>'),
    ("yaml", "a: 12", '<span class="nt">a</span>: <span class="m">12</span>'),
    ("yaml", "a: http://x/#y", '<span class="nt">a</span>: http://x/#y'),
    ("json", '"a": [1, true, "b"]', '<span class="nt">"a"</span>: [<span class="m">1</span>, <span class="k">true</span>, <span class="s">"b"</span>]'),
    ("json", '"a": "b: c-1"', '<span class="nt">"a"</span>: <span class="s">"b: c-1"</span>'),
    ("json", "x-12, x12", 'x<span class="m">-12</span>, x12'),
    ("yaml", "- it's: true", '<span class="nt">- it\'s</span>: <span class="k">true</span>'),
    ("yaml", "  a b: |", '<span class="nt">  a b</span>: <span class="p">|</span>'),
    ("graphql", "type A { b: Int! } # x", '<span class="k">type</span> A { <span class="nt">b</span>: Int! } <span class="c"># x</span>'),
    ("protobuf", "string id = 1; // x", '<span class="kt">string</span> id = <span class="m">1</span>; <span class="c">// x</span>'),
    ("typescript", "const a = 'x';", '<span class="k">const</span> a = <span class="s">\'x\'</span>;'),
    ("text", "<b>&", "&lt;b&gt;&amp;"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "html"), CASES)
def test_a_line_is_highlighted(language: str, line: str, html: str) -> None:
    assert highlighted_lines([line], language) == [html]


def test_a_token_of_several_lines_is_marked_in_each() -> None:
    assert highlighted_lines(["/* a", "b */ x"], "protobuf") == [
        '<span class="c">/* a</span>',
        '<span class="c">b */</span> x',
    ]


@given(
    st.lists(st.text(alphabet="ab:-#'\"{}[]/*`\\ <&1\t\r\x0b\x85\u2028", max_size=30), min_size=1),
    st.sampled_from(["json", "yaml", "graphql", "protobuf", "typescript", "text"]),
)
def test_highlighting_adds_nothing_but_marks(lines: list[str], language: str) -> None:
    found = highlighted_lines(lines, language)
    assert len(found) == len(lines)
    for html, line in zip(found, lines, strict=True):
        plain = re.sub(r"</?span[^>]*>", "", html)
        for sign, written in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
        ):
            plain = plain.replace(sign, written)
        assert plain == line


@pytest.mark.parametrize(
    ("path", "text", "format_", "language", "indented"),
    [
        ("a.yaml", "a: 1", "openapi", "yaml", False),
        ("a.yaml", json.dumps({"a": ["x" * 50] * 9}), "openapi", "json", True),
        ("a.json", json.dumps({"a": 1}, indent=2), "openapi", "json", False),
        ("catalog-info.yaml", "type Query { a: Int }", "graphql", "graphql", False),
        ("a.proto", "x", "protobuf", "protobuf", False),
        ("router.ts", "x", "trpc", "typescript", False),
        ("a.wsdl", "<x>", "soap", "text", False),
    ],
)
def test_the_language_is_that_of_the_text(
    path: str, text: str, format_: str, language: str, indented: bool
) -> None:
    found = source_file(path, text, "source/", format_)
    assert (found.language, found.indented) == (language, indented)


def test_lines_have_anchors_and_pages_are_bounded() -> None:
    pages = pages_of(None, {"a.json": "{}\n" * 2500, "b/a.json": "[]", "3": "x"})
    assert sorted(path for path in pages if path) == [
        "api/source/",
        "api/source/2/",
        "api/source/3/",
        "api/source/b-a-json/",
        "api/source/file-3/",
    ]
    assert {"L1001", "L2000"} <= set(Reading(pages["api/source/2/"]).ids)
    assert "2001-2500" in pages["api/source/"]


@pytest.mark.parametrize("text", ["x" * 5_000_000, ("y" * 3_000 + "\n") * 1_000, '"' * 400_000])
def test_huge_lines_are_cut(text: str) -> None:
    assert len(pages_of(None, {"a.yaml": text})["api/source/"]) < 300_000


def test_minified_json_is_indented_and_has_no_links_to_its_one_line() -> None:
    text = json.dumps({"openapi": "3.1.0", "paths": {f"/p/{n}": {"get": {}} for n in range(40)}})
    body = pages_of(None, {"a.json": text})["api/source/"]
    assert "indented here" in body
    assert 'id="L40"' in body
