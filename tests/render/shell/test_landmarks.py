"""The link past the navigation, and names for the parts of the navigation, on the theme's pages."""

from __future__ import annotations

import pytest

from catalogsite.render.shell.landmarks import with_landmarks

SKIP = '<a href="#__content" class="md-skip">Skip to content</a>'
ICON = '<span class="md-nav__icon md-icon"></span>'


@pytest.mark.parametrize(
    "inside",
    ["", "\n  ", '<a href="#relations" class="md-skip">\n Skip to content\n</a>'],
    ids=["none", "space", "to a heading"],
)
def test_the_skip_link_leads_to_the_content(inside: str) -> None:
    html = f'<div data-md-component="skip">{inside}</div><article class="x"><h1>A</h1></article>'
    assert with_landmarks(html) == (
        f'<div data-md-component="skip">{SKIP}</div>'
        '<article id="__content" tabindex="-1" class="x"><h1>A</h1></article>'
    )


def test_its_words_are_those_of_the_site() -> None:
    html = '<div data-md-component="skip"></div><article></article>'
    assert ">Zum Inhalt &lt;1&gt;</a>" in with_landmarks(html, "Zum Inhalt <1>")


@pytest.mark.parametrize(
    "html",
    [
        "<article></article>",
        '<div data-md-component="skip"></div><main></main>',
        '<div data-md-component="skip"></div><article class="x" id="own"></article>',
    ],
    ids=["no place for a link", "no article", "an article with an id"],
)
def test_other_themes_stay_as_they_are(html: str) -> None:
    assert with_landmarks(html) == html


def test_only_the_first_article_is_the_content() -> None:
    html = '<div data-md-component="skip"></div><article></article><article></article>'
    assert with_landmarks(html).count("__content") == 2  # the link and its target


def test_a_part_of_the_navigation_is_named_by_its_title() -> None:
    html = (
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_3_label" aria-expanded="true">'
        f'<label class="md-nav__title" for="__nav_3">{ICON} Catalog </label></nav>'
    )
    assert with_landmarks(html) == (
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_3_title" aria-expanded="true">'
        f'<label class="md-nav__title" for="__nav_3" id="__nav_3_title">{ICON} Catalog </label></nav>'
    )


@pytest.mark.parametrize("title", ["Guides", "Q&amp;A", "Überblick"])
def test_a_label_that_is_an_icon_states_what_it_opens(title: str) -> None:
    label = f'<label class="md-nav__link " for="__nav_2" id="__nav_2_label" tabindex="0"> {ICON} '
    rest = (
        "</label></div>\n"
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_2_label" aria-expanded="false">'
        f'<label class="md-nav__title" for="__nav_2">{ICON}\n {title}\n </label></nav>'
    )
    named = with_landmarks(f"{label}{rest}")
    assert f'{ICON}<span class="cs-sr">{title}</span> </label></div>' in named


def test_a_label_with_words_keeps_them() -> None:
    label = (
        '<label class="md-nav__link" for="__nav_2" id="__nav_2_label" tabindex="0">'
        f'<span class="md-ellipsis">Guides</span>{ICON}</label>'
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_2_label">'
        f'<label class="md-nav__title" for="__nav_2">{ICON}Guides</label></nav>'
    )
    assert "cs-sr" not in with_landmarks(label)


def test_a_part_of_one_page_is_a_link_to_it() -> None:
    html = (
        '<li class="md-nav__item md-nav__item--nested">\n<input class="md-nav__toggle md-toggle " '
        'type="checkbox" id="__nav_3" >\n<div class="md-nav__link md-nav__container">\n'
        '<a href="../docs/" class="md-nav__link ">\n<span class="md-ellipsis">Docs</span></a>\n</div>\n'
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_3_label" aria-expanded="false">\n'
        f'<label class="md-nav__title" for="__nav_3">{ICON} Docs</label>\n'
        '<ul class="md-nav__list" data-md-scrollfix>\n%s</ul>\n</nav>\n</li>'
    )
    assert with_landmarks(html % "") == (
        '<li class="md-nav__item"><a href="../docs/" class="md-nav__link ">\n'
        '<span class="md-ellipsis">Docs</span></a></li>'
    )
    full = html % '<li class="md-nav__item"><a href="../docs/a/">A</a></li>'
    assert "md-nav__item--nested" in with_landmarks(full)
