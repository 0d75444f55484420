"""What stands on which page."""

from __future__ import annotations

import pytest
from tests.render import acme

from catalogsite.model.page import Page
from catalogsite.model.problem import Level, Problem
from catalogsite.render.views.create.tree import tree_lines
from catalogsite.render.views.problems import ProblemOwners

COMPONENT = "catalog/default/component/"

SAYS = [
    (COMPONENT + "payments/", ["Component · service", "Team Payments", "production", "Runbook"]),
    (COMPONENT + "payments/", ["main passing", "1 alert", "5 % of charges fail", "Gold 100 (+20)"]),
    (COMPONENT + "payments/", ["as of", "GitHub Actions ↗", "cs-spark", "<strong>money</strong>"]),
    (COMPONENT + "payments/", ["Provides APIs", "Consumes APIs", "Depends on", "Used by"]),
    (COMPONENT + "payments/", ["[![Payments](", "catalog-info.yaml:121", "tier"]),
    (COMPONENT + "mailer/", ["cs-card--stale", "since", "Sends &lt;b&gt;mail&lt;/b&gt;."]),
    (COMPONENT + "orphaned-job/", ["Nobody described this yet", "no owner"]),
    (COMPONENT + "refunds/", ["component:gone", "1 problem to fix", "Correct the name"]),
    (COMPONENT + "refunds/", ["blob/main/catalog-info.yaml#L61"]),
    (COMPONENT + "pci-lib/", ["group:ghosts", "cs-missing"]),
    (COMPONENT + "ledger/", ["failed", "Add docs/ and mkdocs.yml."]),
    ("catalog/default/api/payments-api/", ["Provided by", "Consumed by", "Payments &lt;API&gt;"]),
    ("catalog/default/system/checkout/", ["Has components", "Has APIs"]),
    ("catalog/default/domain/commerce/", ["Has systems"]),
    (
        "catalog/default/group/team-payments/",
        ["Members", "Owns", "mailto:payments@acme.example", ">State</th>"],
    ),
    ("catalog/default/group/team-payments/", ["<span>part of <a "]),
    (COMPONENT + "pci-lib/", ['aria-label="Health"', 'aria-label="Builds"', "not measured"]),
    ("catalog/default/group/engineering/", ["Child groups"]),
    ("catalog/default/user/aiko/", ["Groups", "Team Payments", "<span>member of <a "]),
    ("catalog/default/location/all/", ['/blob/main/a.yaml">./a.yaml</a>, <a ', ">./b.yaml</a>"]),
    ("catalog/default/template/python-service/", ["create/default/python-service/"]),
    ("create/default/python-service/", ["catalogsite new python-service --set name=", "8080"]),
    ("create/default/python-service/", ["What you get", "README.md", "else <code>8080</code>"]),
    (
        "problems/",
        ["not YAML: &lt;tab&gt;", "blob/main/catalog-info.yaml#L61", "timed out", "acme"],
    ),
    ("health/", ["Payments", "alert", "not measured"]),
    ("scorecards/", ["Has an owner", "1 of 2", "50 %", "Team Payments", "Failing builds"]),
    ("", ["data-cs-search", "alerts are firing", "no owner", "Last commits"]),
    ("docs/", ["docs/default/component/payments/"]),
    ("catalog/index/component/", ["Checkout web", "Team Web", ">Owner</th>", "catalog/?kind=comp"]),
    ("catalog/index/group/", [">Type</th>"]),
]

SAYS_NOT = [
    (COMPONENT + "payments/", ['href="javascript', "<script", "no owner"]),
    (COMPONENT + "pci-lib/", [">ok<", "Scorecard", 'id="links"']),
    ("catalog/default/user/bram/", ["no owner", "cs-cards"]),
    ("catalog/default/group/engineering/", [">Lifecycle</th><th scope", ">Score</th>"]),
    ("catalog/default/group/team-web/", [">Score</th>"]),
    ("catalog/index/user/", [">Owner</th>", ">Type</th>"]),
    ("catalog/index/group/", [">Owner</th>"]),
]


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    found = acme.render_pages(acme.snapshot(), acme.read_blob, acme.fragments())
    return {item.path: item for item in found if isinstance(item, Page)}


@pytest.mark.parametrize(("path", "words"), SAYS)
def test_has_words(pages: dict[str, Page], path: str, words: list[str]) -> None:
    body = pages[path].body
    assert [word for word in words if word not in body] == []


@pytest.mark.parametrize(("path", "words"), SAYS_NOT)
def test_has_no_words(pages: dict[str, Page], path: str, words: list[str]) -> None:
    body = pages[path].body
    assert [word for word in words if word in body] == []


def test_unknown_builds_are_not_counted() -> None:
    quiet = acme.snapshot().model_copy(update={"facts": ()})
    found = acme.render_pages(quiet, acme.read_blob, {})
    body = next(p.body for p in found if isinstance(p, Page) and p.path == "scorecards/")
    assert "Average score" in body
    assert "Failing builds" not in body


def test_entity_pages_stay_small(pages: dict[str, Page]) -> None:
    # The reference of actions is one page, however large the catalog is.
    many = {path: page for path, page in pages.items() if path != "create/actions/"}
    sizes = {path: len(page.body) for path, page in many.items() if page.layout == "catalog"}
    assert max(sizes.values()) < 19_500


def test_a_large_catalog_keeps_its_table_page_small() -> None:
    many = [
        acme.entity("Component", f"service-{n}", {"type": "service"}, description="Does one thing.")
        for n in range(450)
    ]
    large = acme.snapshot().model_copy(update={"entities": tuple(many), "origins": {}})
    pages = {p.path: p for p in acme.render_pages(large, acme.read_blob, {}) if isinstance(p, Page)}
    assert len(pages["catalog/"].body) < 40_000
    assert "The first 40 of 450" in pages["catalog/"].body
    assert pages["catalog/index/component/2/"].body.count("<tr>") == 91
    last = pages["catalog/index/component/5/"]
    assert last.body.count("<tr>") == 91
    assert last.previous is not None
    assert last.following is None


def test_many_problems_take_several_small_pages() -> None:
    many = tuple(
        Problem(
            rule="name-format",
            level=Level.ERROR,
            message=f"the name `number {n}` holds a space",
            file="catalog-info.yaml",
            line=n + 1,
            repository=acme.snapshot().repositories[0].id,
        )
        for n in range(150)
    )
    large = acme.snapshot().model_copy(update={"problems": many})
    found = [
        page
        for page in acme.render_pages(large, acme.read_blob, {})
        if isinstance(page, Page) and page.path.startswith("problems/")
    ]
    assert [page.path for page in found] == ["problems/", *(f"problems/{n}/" for n in range(2, 6))]
    assert max(len(page.body) for page in found) < 20_000
    listed = "".join(page.body for page in found)
    assert [n for n in range(150) if listed.count(f"<code>number {n}</code>") != 1] == []
    assert "What was read" in found[0].body
    assert "What was read" not in found[1].body


OWNERS = [
    ("component:default/payments", None, None, "group:default/team-payments"),
    (None, True, "docs/guide.md", "group:default/team-payments"),
    (None, None, "catalog-info.yaml", None),
    ("component:default/nobody", None, None, None),
]


@pytest.mark.parametrize(("ref", "in_repository", "file", "owner"), OWNERS)
def test_whose_a_problem_is(
    ref: str | None, in_repository: bool | None, file: str | None, owner: str | None
) -> None:
    portal = acme.portal()
    problem = Problem(
        rule="x",
        level=Level.INFO,
        message="x",
        file=file,
        entity_ref=ref,
        repository=portal.origin("component:default/payments").repository
        if in_repository
        else None,
    )
    assert ProblemOwners(portal).of(problem) == owner


def test_a_tree_names_each_folder_once_before_its_files() -> None:
    lines = tree_lines(["README.md", "src/b/x.py", "src/a.py", "src/b/y.py", "docs/index.md"])
    assert [f"{'  ' * line.depth}{line.name}{'/' * line.folder}" for line in lines] == [
        *("docs/", "  index.md", "src/", "  b/", "    x.py", "    y.py", "  a.py", "README.md")
    ]
