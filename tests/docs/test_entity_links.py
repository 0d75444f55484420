"""Links to entities and to their documentation, resolved on HTML."""

from __future__ import annotations

import pytest

from catalogsite.docs.entity_links import BrokenLink, broken_link_problems, resolve_entity_links
from catalogsite.model.documentation.shared_documentation import DocumentationLink
from catalogsite.problems.create import SourceLocation

ENTITIES = {
    "component:default/payments",
    "component:shop/cart",
    "api:default/payments",
    "system:default/checkout",
}
DOCUMENTED = {"component:default/payments": {"", "run/book/"}}
HERE = "docs/default/component/x/"
TOP = "../../../../"
AT = SourceLocation("docs/index.md", None, None, "component:default/pay", "acme/pay")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("entity:component/payments", "catalog/default/component/payments/"),
        ("entity:component:default/payments#builds", "catalog/default/component/payments/#builds"),
        ("entity:payments", "catalog/default/component/payments/"),
        ("entity:shop/cart", "catalog/shop/component/cart/"),
        ("entity:component:shop/cart", "catalog/shop/component/cart/"),
        ("entity:api/payments", "catalog/default/api/payments/"),
        ("entity:api:payments", "catalog/default/api/payments/"),
        ("entity:System:Default/Checkout", "catalog/default/system/checkout/"),
        ("docs:component:default/payments", None),
        ("docs:component:default/payments#start", None),
        ("docs:component:default/payments/run/book", None),
        ("docs:component:default/payments/run/book/#now", None),
        ("docs:system:default/checkout", "catalog/default/system/checkout/"),
    ],
)
def test_a_link_becomes_relative(href: str, expected: str | None) -> None:
    html, broken = resolve_entity_links(
        f'<p><a class="c" href="{href}" title="t">x</a></p>', HERE, ENTITIES, DOCUMENTED
    )
    if expected is None:
        rest = href.removeprefix("docs:component:default/payments")
        path, mark, fragment = rest.partition("#")
        wanted = f"../payments{path.rstrip('/')}/{mark}{fragment}"
    else:
        wanted = TOP + expected
    assert html == f'<p><a class="c" href="{wanted}" title="t">x</a></p>'
    assert broken == ()


SHARED = {
    "component:shop/cart": DocumentationLink("component:default/payments", "run/book/", "#now"),
    "api:default/payments": DocumentationLink("component:default/payments"),
}


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("docs:component:shop/cart", "../payments/run/book/#now"),
        ("docs:component:shop/cart/", "../payments/run/book/#now"),
        ("docs:Component:Shop/Cart#then", "../payments/run/book/#then"),
        ("docs:component:shop/cart/run/book", "../payments/run/book/"),
        ("docs:component:shop/cart/run/book.md#x", "../payments/run/book/#x"),
        ("docs:api:default/payments", "../payments/"),
        ("docs:component:shop/cart/run/boom", None),
        ("entity:component:shop/cart", f"{TOP}catalog/shop/component/cart/"),
    ],
)
def test_a_link_to_documentation_that_is_shared(href: str, expected: str | None) -> None:
    html, broken = resolve_entity_links(
        f'<a href="{href}">x</a>', HERE, ENTITIES, DOCUMENTED, SHARED.get
    )
    assert broken == (() if expected else (BrokenLink(href, known=True),))
    assert not expected or html == f'<a href="{expected}">x</a>'


@pytest.mark.parametrize(
    "href",
    ["entity:component/nothing", "entity:", "entity:a/b/c/d", "docs:nothing", "entity:../../x"],
)
def test_a_broken_link_becomes_marked_text_and_a_problem(href: str) -> None:
    html, broken = resolve_entity_links(f"<a href='{href}'>the <b>x</b></a>", HERE, ENTITIES)
    assert "<a" not in html
    assert "the <b>x</b></span>" in html
    source = f"# Title\n\ntext [the **x**]({href})\n"
    (problem,) = broken_link_problems(broken, at=AT, source=source)
    assert (problem.file, problem.line, problem.rule) == ("docs/index.md", 3, "broken-entity-link")
    assert href in problem.message


@pytest.mark.parametrize(
    ("href", "text", "rule", "line", "message"),
    [
        (
            "docs:api:default/ledgr/guide",
            "x\n\n[a](/docs/Default/API/Ledgr/guide/#x)\n",
            "broken-entity-link",
            3,
            "the link /docs/Default/API/Ledgr/guide/#x refers to nothing in the catalog",
        ),
        (
            "entity:system:default/bill",
            "<a href='/catalog/default/system/bill'>a</a>",
            "broken-entity-link",
            1,
            "the link /catalog/default/system/bill refers to nothing in the catalog",
        ),
        (
            "docs:runbooks:70-ops/rb-1",
            "[other](/docs/70-ops/runbooks/RB-10)\n\n[a](/docs/70-ops/runbooks/RB-1)\n",
            "broken-link",
            3,
            (
                "broken link `/docs/70-ops/runbooks/RB-1`: neither a file of the repository, nor an "
                "entity of the kind `runbooks`"
            ),
        ),
        (
            "entity:component:a/b&c",
            "x\n[a](entity:component:a/b&amp;c)\n",
            "broken-entity-link",
            2,
            "the link entity:component:a/b&c refers to nothing in the catalog",
        ),
    ],
)
def test_a_problem_names_the_link_as_it_is_written(href, text, rule, line, message) -> None:
    (found,) = broken_link_problems([BrokenLink(href)], at=AT, source=text)
    assert (found.rule, found.line, found.message) == (rule, line, message)
    assert (found.entity_ref, found.repository) == ("component:default/pay", "acme/pay")


def test_a_page_that_the_documentation_lacks_is_a_broken_link() -> None:
    href = "docs:component:default/payments/run/boom"
    html, broken = resolve_entity_links(f'<a href="{href}">x</a>', HERE, ENTITIES, DOCUMENTED)
    assert html.endswith('refers to a page that this documentation does not have">x</span>')
    (problem,) = broken_link_problems(broken, at=AT, source=f"a\n[x]({href})")
    assert (problem.line, problem.fix) == (2, "correct the page")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/">x</a>',
        '<a href="../entity/">entity: x</a>',
        "<code>entity:component/payments</code>",
        '<img src="entity:component/payments">',
    ],
)
def test_other_html_is_left_alone(html: str) -> None:
    assert resolve_entity_links(html, HERE, ENTITIES) == (html, ())
