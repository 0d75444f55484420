"""The addresses of packages, and their rows and pages within their limits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal import package_views
from catalogsite.render.portal.package_views import PackageViews
from catalogsite.render.views.packages.address import package_path
from catalogsite.render.views.packages.own import MOST, own_rows
from catalogsite.render.views.packages.page import MOST_USERS

NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("purl", "path"),
    [
        ("pkg:npm/react", "packages/npm/react/"),
        ("pkg:npm/%40acme/UI", "packages/npm/%40acme/ui/"),
        ("pkg:golang/github.com/jackc/pgx/v5", "packages/golang/github.com/jackc/pgx/v5/"),
        ("pkg:npm/caf%C3%A9", "packages/npm/caf%C3%A9/"),
        (
            "pkg:docker/dotnet/sdk?repository_url=mcr.microsoft.com",
            "packages/docker/mcr.microsoft.com/dotnet/sdk/",
        ),
        ("pkg:docker/sdk?repository_url=..%2F..", None),
        ("pkg:github/actions/cache#save", "packages/github/actions/cache/save/"),
        ("pkg:npm/..", None),
        ("pkg:npm/%2e%2e/%2e%2e/etc", None),
        ("pkg:npm/a%2F..%2Fb", None),
        ("pkg:npm/.git/config", None),
        ("pkg:npm/a%00b", None),
        ("pkg:golang/foo/index.md", None),
        ("pkg:golang/foo/index.html", None),
        ("pkg:golang/foo/2", None),
        ("pkg:npm/" + "a" * 300, None),
        ("pkg:npm/a%5Cb", None),
        ("pkg:npm/", None),
        ("pkg:npm/a%3Cb%3E", None),
    ],
)
def test_the_address_of_a_package(purl, path):
    assert package_path(purl) == path


def _views(facts, owner="group:default/crew"):
    entities = [
        {
            "kind": "Component",
            "metadata": {"name": name, "namespace": "default"},
            "relations": [{"type": "ownedBy", "targetRef": owner}] if owner else [],
        }
        for name in facts
    ]
    repository = Repository(
        id="r",
        name="r",
        source="git",
        branch="main",
        web_url="https://github.com/a/r",
        host="github",
    )
    origins = {f"component:default/{name}": {"repository": "r"} for name in facts}
    found = [
        Fact(subject=f"component:default/{name}", key="packages", value=value,
             provenance=Provenance(source="test", time=NOW))
        for name, value in facts.items()
    ]  # fmt: skip
    return PackageViews(
        SnapshotIndex(
            Snapshot(
                version="1", created=NOW, entities=entities, facts=found, origins=origins,
                repositories=[repository],
            )
        )
    )  # fmt: skip


def test_only_what_somebody_asks_for_has_a_page():
    views = _views(
        {
            "shop": {
                "runtime direct package.json": ["pkg:npm/react@18.0.0\t7"],
                "runtime transitive package-lock.json": ["pkg:npm/ms@2.0.0\t90"],
            }
        }
    )
    assert dict(views.paths) == {"pkg:npm/react": "packages/npm/react/"}
    assert [(row.name, row.path) for row in views.rows] == [
        ("react", "packages/npm/react/"),
        ("ms", ""),
    ]
    assert views.page("pkg:npm/ms") is None


def test_names_that_differ_in_case_share_an_address_which_one_has():
    rows = ["pkg:maven/a/B@1\t1", "pkg:maven/a/b@1\t2"]
    views = _views({"shop": {"runtime direct pom.xml": rows}})
    assert dict(views.paths) == {"pkg:maven/a/B": "packages/maven/a/b/"}


def test_the_packages_with_most_direct_users_have_the_pages(monkeypatch):
    monkeypatch.setattr(package_views, "MOST_PAGES", 1)
    views = _views(
        {
            "shop": {"runtime direct package.json": ["pkg:npm/a@1\t1", "pkg:npm/b@1\t2"]},
            "web": {"runtime direct package.json": ["pkg:npm/b@1\t2"]},
        }
    )
    assert list(views.paths) == ["pkg:npm/b"]


def test_the_page_names_users_of_old_versions_first_with_their_line():
    views = _views(
        {
            "a": {"runtime direct package.json": ["pkg:npm/react@19.0.0\t7\t^19"]},
            "b": {"test direct web/package.json": ["pkg:npm/react@18.0.0\t9\t^18"]},
            "c": {"runtime transitive package-lock.json": ["pkg:npm/react@17.0.0\t90"]},
        }
    )
    page = views.page("pkg:npm/react")
    assert [(one.entity.title, one.scope, one.direct, one.outdated) for one in page.users] == [
        ("b", "test", True, True),
        ("a", "run time", True, False),
        ("c", "run time", False, True),
    ]
    assert page.users[0].url == "https://github.com/a/r/blob/main/web/package.json#L9"
    assert page.users[0].place == "web/package.json:9"
    # The team is not in the catalog: it is named, and is no link.
    assert [(one.team, one.users) for one in page.teams] == [(("group:crew", ""), 3)]


def test_a_package_of_very_many_names_some_and_counts_the_others():
    many = {
        f"c{number:04}": {"runtime direct package.json": [f"pkg:npm/a@1.{number}.0\t1"]}
        for number in range(MOST_USERS + 7)
    }
    page = _views(many).page("pkg:npm/a")
    assert (len(page.users), page.left, page.row.users) == (MOST_USERS, 7, MOST_USERS + 7)
    users = _views(many).users("pkg:npm/a")
    assert sum(len(group["entities"]) for group in users) == MOST_USERS + 7


def test_an_entity_shows_what_needs_attention_first_and_transitive_ones_only_then():
    views = _views(
        {
            "shop": {
                "runtime direct requirements.txt": [
                    "pkg:pypi/aaa@1.0\t1\t==1.0",
                    "pkg:pypi/bbb@1.0\t2\t==1.0",
                    "pkg:pypi/django@3.2.1\t3\t==3.2.1",
                ],
                "runtime transitive uv.lock": ["pkg:npm/bootstrap@4.0.0\t5", "pkg:npm/ms@1.0.0\t6"],
            },
            "web": {"runtime direct requirements.txt": ["pkg:pypi/bbb@2.0\t1\t==2.0"]},
        }
    )
    own = views.own("component:default/shop")
    rows = own_rows(own, None)
    assert [row.name for row in rows] == ["bootstrap", "django", "bbb", "aaa"]
    assert own[:5] == (3, 2, 1, 2, 0)
    assert (rows[2].newest, rows[2].outdated) == ("2.0", True)
    assert views.own("component:default/web").outdated == 0
    assert views.own("component:default/nobody").total == 0


def test_the_rows_of_an_entity_are_limited():
    rows = [f"pkg:npm/p{number:03}@1.0.0\t{number}" for number in range(MOST + 5)]
    own = _views({"shop": {"runtime direct package.json": rows}}).own("component:default/shop")
    assert (len(own.shown), own.left) == (MOST, 5)


def test_what_a_page_is_made_of_changes_with_its_users_and_their_titles():
    rows = {"runtime direct package.json": ["pkg:npm/a@1.0.0\t1"]}
    other = {"runtime direct package.json": ["pkg:npm/a@1.0.0\t2"]}
    sources = [
        repr(views.source("pkg:npm/a"))
        for views in (
            _views({"shop": rows}),
            _views({"shop": rows}),
            _views({"shop": other}),
            _views({"shop": rows}, owner="group:default/other"),
        )
    ]
    assert sources[0] == sources[1]
    assert len(set(sources)) == 3
