from __future__ import annotations

import pytest
from tests.render.drawings import SVG, parsed

from catalogsite.graph.diagrams.surroundings import SurroundingsReader
from catalogsite.graph.graph import Graph
from catalogsite.model.urls import entity_path
from catalogsite.render.diagrams.entity import entity_diagram
from catalogsite.render.diagrams.svg import shorten, shortened_in_the_middle

PAY = "component:default/pay"
PAGE = "catalog/default/component/pay/"


def entity(name, relations=(), kind="Component", title=None):
    metadata = {"name": name, "namespace": "default", **({"title": title} if title else {})}
    pairs = [{"type": word, "targetRef": target} for word, target in relations]
    return {"kind": kind, "metadata": metadata, "relations": pairs}


def graph_of_pay():
    relations = [
        ("dependencyOf", "component:default/web"),
        ("dependsOn", "resource:default/db"),
        ("dependsOn", "resource:default/gone"),
        ("ownedBy", "group:default/money"),
    ]
    return Graph(
        [
            entity("pay", relations, title="Pay & <Co>"),
            entity("web", title="A storefront with quite a long name indeed"),
            entity("db", kind="Resource"),
            entity("money", kind="Group"),
        ]
    )


def neighbour_diagram(graph, ref, page=None):
    around = SurroundingsReader(graph).of(ref)
    figure = entity_diagram(around, entity_path(ref) if page is None else page)
    return str(figure.svg) if figure else ""


def test_links_are_relative_and_only_for_those_in_the_catalog():
    root = parsed(neighbour_diagram(graph_of_pay(), PAY))
    assert sorted(link.get("href") for link in root.iter(f"{SVG}a")) == [
        "../../group/money/",
        "../../resource/db/",
        "../web/",
    ]
    other = parsed(neighbour_diagram(graph_of_pay(), PAY, "graph/"))
    assert next(other.iter(f"{SVG}a")).get("href") == f"../{PAGE.replace('pay', 'web')}"


def test_it_says_in_words_what_it_shows():
    root = parsed(neighbour_diagram(graph_of_pay(), PAY))
    assert root.get("aria-label") == "Neighbours of Pay & <Co>"
    assert root.find(f"{SVG}desc").text == (
        "A storefront with quite a long name indeed depends on Pay & <Co>; "
        "Pay & <Co> depends on db, gone; Pay & <Co> is owned by money."
    )


def test_long_names_are_cut_and_whole_in_the_title():
    text = neighbour_diagram(graph_of_pay(), PAY)
    assert ">A storefr…me indeed<" in text
    assert ">A storefront with quite a long name indeed (component:default/web)<" in text
    assert shorten("abc", 3) == "abc"


def test_packages_of_one_scope_are_distinguished():
    names = ["@shop/plugin-kubernetes-common", "@shop/plugin-kubernetes-react", "@shop/web"]
    relations = [("dependsOn", f"component:default/d{n}") for n in range(3)]
    others = [entity(f"d{n}", title=title) for n, title in enumerate(names)]
    text = neighbour_diagram(Graph([entity("pay", relations), *others]), PAY)
    shown = [">plugin-ku…es-common<", ">plugin-ku…tes-react<", ">@shop/web<"]
    assert [title for title in shown if title not in text] == []


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (
            ["payments-settlement-worker-eu-west", "payments-settlement-worker-eu-north"],
            ["payments-s…er-eu-west", "payments-s…r-eu-north"],
        ),
        (
            ["alpha-of-the-settlement-worker", "beta-of-the-settlement-worker"],
            ["alpha-of-t…ent-worker", "beta-of-th…ent-worker"],
        ),
        (["exactly-21-letters-xx"], ["exactly-21-letters-xx"]),
        (["ein sehr langer Name mit Leerzeichen"], ["ein sehr l…eerzeichen"]),
    ],
)
def test_names_that_are_alike_at_one_end_stay_apart(names, shown):
    assert [shortened_in_the_middle(name, 21) for name in names] == shown


def test_what_is_left_out_is_counted():
    relations = [("dependsOn", f"component:default/d{n}") for n in range(20)]
    graph = Graph([entity("pay", relations), *(entity(f"d{n}") for n in range(20))])
    text = neighbour_diagram(graph, PAY)
    assert "+14 more" in text
    assert "and 14 more." in text


def test_nobody_around_makes_no_diagram():
    assert neighbour_diagram(Graph([entity("pay")]), PAY) == ""


def test_what_the_head_of_the_page_says_needs_no_diagram():
    stated = [("ownedBy", "group:default/money"), ("partOf", "system:default/shop")]
    assert neighbour_diagram(Graph([entity("pay", stated)]), PAY) == ""
    assert neighbour_diagram(Graph([entity("pay", [*stated, ("dependsOn", PAY + "s")])]), PAY)


def test_a_team_stands_among_its_people_and_not_among_what_it_owns():
    owned = [("ownerOf", f"component:default/d{n}") for n in range(9)]
    relations = [*owned, ("hasMember", "user:default/aiko"), ("parentOf", "group:default/small")]
    team = entity("money", relations, kind="Group")
    text = neighbour_diagram(Graph([team]), "group:default/money")
    assert "aiko is member of money; small is child of money." in text


def test_words_stand_clear_of_the_lines_beside_them():
    relations = [("dependsOn", f"resource:default/d{n}") for n in range(3)]
    svg = parsed(neighbour_diagram(Graph([entity("pay", relations)]), PAY))
    heights = sorted(float(word.get("y")) for word in svg.findall(f"{SVG}text"))
    lines = [28.0, 78.0, 128.0]
    sides = [word > line for word, line in zip(heights, lines, strict=True)]
    assert sides == [False, False, True]


def test_it_is_small_and_always_the_same():
    first, second = (neighbour_diagram(graph_of_pay(), PAY) for _ in range(2))
    assert first == second
    assert len(first) < 4096


def test_what_nobody_wrote_down_is_dashed_and_marked_so():
    graph = Graph([entity("pay"), entity("ui")], [(PAY, "component:default/ui")])
    svg = parsed(neighbour_diagram(graph, PAY))
    line, head = svg.findall(f"{SVG}path")
    assert (line.get("class"), line.get("stroke-dasharray")) == ("i", "5 4")
    assert "c" not in head.get("d")
    assert svg.findtext(f"{SVG}desc") == "pay depends on, by its manifests, ui."
    written = parsed(neighbour_diagram(graph_of_pay(), PAY))
    assert [path.get("class") for path in written.findall(f"{SVG}path")] == [None]


SIDES = [
    ([("dependencyOf", "component:default/web")], "0 0 414 56"),
    ([("dependsOn", "resource:default/db")], "0 0 414 56"),
    (
        [("dependencyOf", "component:default/web"), ("dependsOn", "resource:default/db")],
        "0 0 662 56",
    ),
]


@pytest.mark.parametrize(("relations", "box"), SIDES)
def test_a_side_with_nobody_takes_no_room(relations, box):
    graph = Graph([entity("pay", relations), entity("web"), entity("db", kind="Resource")])
    assert parsed(neighbour_diagram(graph, PAY)).get("viewBox") == box


def test_people_have_the_name_that_they_show():
    person = entity("aiko", kind="User", title=None)
    person["spec"] = {"profile": {"displayName": "Aiko Ito"}}
    relations = [("ownedBy", "user:default/aiko"), ("dependsOn", "resource:default/db")]
    graph = Graph([entity("pay", relations), person])
    assert ">Aiko Ito<" in neighbour_diagram(graph, PAY)
