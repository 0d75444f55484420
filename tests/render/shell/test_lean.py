"""What pages of the theme are written without."""

from __future__ import annotations

import pytest

from catalogsite.render.shell.lean import lean_html

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0"/></svg>'
LINK = '<a href="../" class="md-nav__link">\n <span class="md-ellipsis">\n Home \n</span> \n</a>'
WORDS = '<script id="__config">{"translations": {"clipboard.copy": "Copy", "search.result.one": "1 \\"x\\"", "select.version": "V"}}</script>'


@pytest.mark.parametrize(
    ("html", "lean"),
    [
        (ICON, ICON.replace(' xmlns="http://www.w3.org/2000/svg"', "")),
        (LINK, '<a href="../" class="md-nav__link"><span class="md-ellipsis">Home</span></a>'),
        ('<a class="md-tabs__link">\n Home \n</a>', '<a class="md-tabs__link">Home</a>'),
        ("<p>a <b> b </b> </p>", "<p>a <b> b </b> </p>"),
        (
            WORDS,
            '<script id="__config">{"translations": {"clipboard.copy": "Copy", "select.version": "V"}}</script>',
        ),
        ('<code>"search.result.one": "a", </code>', '<code>"search.result.one": "a", </code>'),
    ],
    ids=[
        "namespace of an icon",
        "link of the navigation",
        "tab",
        "text",
        "words of the search",
        "the same words in a text",
    ],
)
def test_a_page_loses_what_shows_nothing(html: str, lean: str) -> None:
    assert lean_html(html) == lean


def test_a_page_with_the_search_of_the_theme_keeps_its_words() -> None:
    html = f'<div data-md-component="search"></div>{WORDS}'
    assert lean_html(html) == html
