"""The small pieces of the views: words, dates, links, YAML."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsite.render import filters
from catalogsite.render.views.entity_link import kind_name, short_ref
from catalogsite.render.views.raw_entity import to_yaml

MARKDOWN = [
    ("plain & simple", "<p>plain &amp; simple</p>"),
    ("**bold**", "<p><strong>bold</strong></p>"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("[x](javascript:alert(1))", '<p><a rel="noopener nofollow">x</a></p>'),
    ("![x](https://track.example/p.png)", "<p></p>"),
    ("# Title", "<h2>Title</h2>"),
    (
        "see https://a.example/b.",
        '<p>see <a href="https://a.example/b" rel="noopener nofollow">https://a.example/b</a>.</p>',
    ),
    (
        "1. ask\n    ```\n    GET https://a.example/b <c>\n    ```",
        "<ol>\n<li>ask\n    <pre><code>GET https://a.example/b &lt;c&gt;</code></pre></li>\n</ol>",
    ),
    ("see [setup](./docs/setup.md)", '<p>see <a rel="noopener nofollow">setup</a></p>'),
    (None, ""),
]
PLAIN = [
    ("A *first* line\nwrapped.\n\nSecond paragraph.", "A first line wrapped."),
    ("[docs](https://x.example) and `code`", "docs and code"),
    ("Sends <b>mail</b>.", "Sends <b>mail</b>."),
    ("word " * 40, "word " * 23 + "word…"),
]
URLS = [
    ("https://x.example", "https://x.example"),
    ("JavaScript:alert(1)", ""),
    (" data:text/html,x", ""),
    ("java\tscript:alert(1)", ""),
    ("\x01javascript:alert(1)", ""),
    ("https://x.example/a\nb", "https://x.example/ab"),
    ("mailto:a@b.example", "mailto:a@b.example"),
    ("../x/", "../x/"),
    (None, ""),
    ("https://[github.com/acme/pay", ""),
    ("https://github.com:acme/pay", ""),
]


@pytest.mark.parametrize(("text", "html"), MARKDOWN)
def test_markdown(text: str | None, html: str) -> None:
    assert filters.markdown_html(text) == html


EXPENSIVE = {
    "images": "![" * 10_000,
    "brackets": "[" * 20_000,
    "links": "[a](" * 5_000,
    "numbers in numbers": "1. " * 5_000,
    "lists in lists": "\n".join(f"{'    ' * n}- x" for n in range(99)),
    "quotes in quotes": "> " * 9_000 + "x",
    "a long text": "*a* [b](c) " * 100_000,
    "code": "`a ``b " * 3_000,
}


@pytest.mark.parametrize("text", EXPENSIVE.values(), ids=EXPENSIVE)
def test_an_expensive_description_is_shown_at_once(text: str) -> None:
    started = time.process_time()
    assert filters.markdown_html(text).startswith("<")
    assert len(filters.plain_line(text)) <= 121
    assert time.process_time() - started < 2


def test_a_description_that_cannot_be_converted_is_shown_as_it_was_written() -> None:
    assert filters.markdown_html("1. " * 5_000) == f"<p>{'1. ' * 5_000}</p>"
    assert filters.markdown_html("[" * 501 + "<b>") == f"<p>{'[' * 501}&lt;b&gt;</p>"


def test_a_description_that_cannot_be_converted_changes_no_other_one() -> None:
    filters.markdown_html("1. " * 5_001)
    assert filters.markdown_html("*after* it") == "<p><em>after</em> it</p>"


@pytest.mark.parametrize(("text", "line"), PLAIN)
def test_plain_line(text: str, line: str) -> None:
    assert filters.plain_line(text) == line


@pytest.mark.parametrize(("url", "safe"), URLS)
def test_safe_url(url: str | None, safe: str) -> None:
    assert filters.safe_url(url) == safe


def test_times_are_printed_in_utc() -> None:
    html = filters.time_html(datetime(2026, 11, 2, 2, 14, tzinfo=UTC))
    assert html == '<time datetime="2026-11-02T02:14:00Z">2 Nov 2026, 02:14 UTC</time>'


@pytest.mark.parametrize(("short", "words"), [("day", "2 Nov 2026"), ("hour", "2 Nov, 02:14 UTC")])
def test_a_short_time_has_the_whole_one_as_its_title(short: Any, words: str) -> None:
    html = filters.time_html(datetime(2026, 11, 2, 2, 14, tzinfo=UTC), short)
    title = 'datetime="2026-11-02T02:14:00Z" title="2 Nov 2026, 02:14 UTC"'
    assert html == f"<time {title}>{words}</time>"


def test_names_of_kinds() -> None:
    assert kind_name("api", many=True) == "APIs"
    assert kind_name("Widget", many=True) == "Widgets"
    assert short_ref("component:default/x") == "component:x"
    assert short_ref("component:other/x") == "component:other/x"


_SCALARS = st.none() | st.booleans() | st.integers(-9, 99999) | st.text(max_size=20)
_JSON = st.recursive(
    _SCALARS,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=8), _JSON, max_size=4))
def test_yaml_states_the_same(value: dict[str, Any]) -> None:
    # A YAML reader that follows the standard reads JSON's escapes, but not lone control signs.
    text = to_yaml(value)
    if text.isprintable() or all(sign.isprintable() or sign == "\n" for sign in text):
        assert (yaml.safe_load(text) or {}) == value


def test_yaml_keeps_blocks() -> None:
    value = {"a": "one\ntwo\n", "b": [{"x": "yes", "k": []}, "z"], "c": "1.0"}
    assert to_yaml(value) == ('a: |\n  one\n  two\nb:\n  - x: "yes"\n    k: []\n  - z\nc: "1.0"\n')
