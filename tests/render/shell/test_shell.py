"""Reading a shell: slots by placeholder, a missing one by name, links by depth."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.errors import ShellError
from catalogsite.model.page import Page
from catalogsite.render.shell.elements import Markup, strip_between_tags
from catalogsite.render.shell.fill import fill_shell
from catalogsite.render.shell.reader import read_shell, read_single

SHELL = (Path(__file__).parents[1] / "cases/shell.html").read_text("utf-8")


@pytest.mark.parametrize(
    "placeholder",
    [
        "slot0title0",
        "slot0description0",
        "slot0body0",
        "slot0anchor0",
        "slot0previous0",
        "slot0following0",
    ],
)
def test_a_missing_placeholder_is_named(placeholder: str) -> None:
    with pytest.raises(ShellError, match=placeholder):
        read_shell(SHELL.replace(placeholder, "gone"))


def test_a_shell_without_an_entry_in_the_navigation_is_refused() -> None:
    broken = SHELL.replace('<li class="here"><a href="./">slot0title0</a></li>', "")
    with pytest.raises(ShellError, match="in the navigation"):
        read_shell(broken)


def test_a_single_page_needs_only_a_body() -> None:
    shell = read_single("<html><body><main><h1>slot0body0</h1></main></body></html>")
    assert "<main><h1>Hi</h1></main>" in fill_shell(
        shell, Page("x/", "single", "T", "", "<h1>Hi</h1>")
    )
    with pytest.raises(ShellError, match="slot0body0"):
        read_single("<html></html>")


def test_what_the_shell_says_of_itself() -> None:
    shell = read_shell(SHELL)
    assert (shell.base, shell.nav_level, shell.toc_label) == ("../../../../..", 1, "On this page")


@pytest.mark.parametrize(
    ("path", "style", "home"),
    [
        ("docs/", "../main.css", ".."),
        ("docs/a/b/c/", "../../../../main.css", "../../../.."),
        ("docs/1/2/3/4/5/6/7/", "../" * 8 + "main.css", "/".join([".."] * 8)),
        ("", "./main.css", "."),
    ],
)
def test_links_are_rewritten_to_the_depth_of_the_page(path: str, style: str, home: str) -> None:
    html = fill_shell(read_shell(SHELL), Page(path, "docs", "T", "D", "<p>x</p>"))
    assert f'<link rel="stylesheet" href="{style}">' in html
    assert f'<a href="{home}">Home</a>' in html
    assert f'base = "{home}"' in html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>\n  <p> a  b </p>\n</div>\n", "<div><p> a b </p></div>"),
        ("<p><b>a</b>\n <i>b</i></p>", "<p><b>a</b> <i>b</i></p>"),
        ("<pre>\n a\n  <b>b</b>\n</pre>\n<p>c</p>", "<pre>\n a\n  <b>b</b>\n</pre><p>c</p>"),
        ("<script>a  <  b\n</script>\n<p>", "<script>a  <  b\n</script><p>"),
    ],
)
def test_only_whitespace_that_nobody_sees_is_stripped(html: str, expected: str) -> None:
    assert strip_between_tags(html) == expected


def test_elements_know_where_they_end() -> None:
    text = '<ul>\n<li>one<br>\n<svg><path d="x"/></svg></li><li>two\n</ul><p>after</p>'
    found = {e.tag: text[e.start : e.end] for e in Markup(text).elements}
    assert found["path"] == '<path d="x"/>'
    assert found["svg"] == '<svg><path d="x"/></svg>'
    assert found["p"] == "<p>after</p>"
    assert found["ul"].endswith("</ul>")
