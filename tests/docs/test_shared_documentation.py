"""`techdocs-entity` and `techdocs-entity-path`: which page an entity shows, and what is reported."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.docs.fragments import Fragment, Fragments
from catalogsite.docs.shared_problems import shared_problems
from catalogsite.model.documentation.shared_documentation import documentation_link
from catalogsite.model.entity import Origin
from catalogsite.model.snapshot import Snapshot

ENTITY, PATH = "backstage.io/techdocs-entity", "backstage.io/techdocs-entity-path"
MONOLITH, OWN = "component:default/monolith", "component:default/part"
PAGES = tuple(Fragment(path=path, title="T", html="") for path in ("", "part-two/", "a/b/"))
MOVED = {"old/": "a/b/"}


def _entity(**annotations):
    metadata = {"name": "part", "annotations": annotations}
    return {"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": metadata}


LINKS = [
    ({}, {MONOLITH}, None),
    ({}, {OWN}, "docs/default/component/part/"),
    ({ENTITY: MONOLITH}, {MONOLITH}, "docs/default/component/monolith/"),
    (
        {ENTITY: MONOLITH, PATH: "/part-two"},
        {MONOLITH},
        "docs/default/component/monolith/part-two/",
    ),
    ({ENTITY: "Component:Monolith", PATH: "/"}, {MONOLITH}, "docs/default/component/monolith/"),
    ({ENTITY: "monolith", PATH: "a/b/#c"}, {MONOLITH}, "docs/default/component/monolith/a/b/#c"),
    ({ENTITY: "System:Shop/Web"}, {"system:shop/web"}, "docs/shop/system/web/"),
    ({PATH: "/a/b.md"}, {OWN}, "docs/default/component/part/a/b/"),
    ({PATH: "/a/b/index.html"}, {OWN}, "docs/default/component/part/a/b/"),
    ({PATH: "/index.md"}, {OWN}, "docs/default/component/part/"),
    ({PATH: "/guide/index.md?x=1"}, {OWN}, "docs/default/component/part/guide/"),
    ({ENTITY: MONOLITH}, {MONOLITH, OWN}, "docs/default/component/monolith/"),
    ({ENTITY: "component:default/none"}, {OWN}, "docs/default/component/part/"),
    ({ENTITY: "component:default/none"}, {MONOLITH}, None),
    ({ENTITY: "a:b:c/d/e"}, {OWN}, "docs/default/component/part/"),
]


@pytest.mark.parametrize(("annotations", "documented", "expected"), LINKS)
def test_the_page_that_an_entity_shows(annotations, documented, expected):
    link = documentation_link(_entity(**annotations), documented)
    assert (link.path if link else None) == expected


PROBLEMS = [
    ({}, None),
    ({ENTITY: MONOLITH}, None),
    ({ENTITY: MONOLITH, PATH: "/part-two"}, None),
    ({ENTITY: MONOLITH, PATH: "/part-two/#any"}, None),
    ({ENTITY: MONOLITH, PATH: "/old"}, None),
    (
        {ENTITY: "component:default/monolit"},
        (
            "refers to `component:default/monolit`, which is not in the catalog",
            f"write `{MONOLITH}`",
        ),
    ),
    (
        {ENTITY: "component:default/other", PATH: "/x"},
        ("refers to `component:default/other`, which has no documentation", "add documentation"),
    ),
    (
        {ENTITY: MONOLITH, PATH: "/gone"},
        (f"names `/gone`, but the documentation of `{MONOLITH}` has no such page", "write the"),
    ),
    ({PATH: "/a"}, ("names `/a`, but the entity has no documentation", "add `backstage.io")),
]


@pytest.mark.parametrize(("annotations", "expected"), PROBLEMS)
@pytest.mark.parametrize(
    "positions", [{}, {ENTITY: (3, 9)}, {PATH: (4, 2)}, {ENTITY: (3, 9), PATH: (4, 2)}]
)
def test_what_is_reported(annotations, expected, positions):
    other = {"kind": "Component", "metadata": {"name": "other"}}
    monolith = {"kind": "Component", "metadata": {"name": "monolith"}}
    snapshot = Snapshot(
        created=datetime(2026, 1, 1, tzinfo=UTC),
        version="0",
        entities=(_entity(**annotations), other, monolith),
        origins={
            OWN: Origin(
                repository="acme/shop", file="catalog-info.yaml", line=7, annotations=positions
            ),
            "component:default/other": Origin(),
            MONOLITH: Origin(),
        },
    )
    found = list(
        shared_problems(snapshot, {MONOLITH: Fragments(site_name="M", pages=PAGES, moved=MOVED)})
    )
    if expected is None:
        assert found == []
        return
    (one,) = found
    key = PATH if "entity-path" in one.message else ENTITY
    at = positions.get(key, (7, None))
    assert (one.rule, one.level, one.file, one.line, one.column, one.entity_ref) == (
        "docs-entity", "warning", "catalog-info.yaml", *at, OWN,
    )  # fmt: skip
    assert expected[0] in one.message
    assert one.fix.startswith(expected[1])
