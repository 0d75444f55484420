"""What `mkdocs serve` answers from: each page made when it is asked for, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.problem import Level, Problem
from catalogsite_mkdocs.serving import site_path
from catalogsite_mkdocs.snapshots import ByPath, References

HOME = Page("", "single", "Home", "", "")
TABLE = Page("catalog/", "single", "Catalog", "", "")
X = Page("catalog/default/component/x/", "catalog", "X", "", "")
TWIN = Asset("catalog/default/component/x/index.md", b"# X")
DEFINITION = Asset("catalog/default/component/x/definition.yaml", b"{}")
SPACES = Page("docs/default/component/x/a%20b/", "docs", "A b", "", "")
INDEX = (Asset("pagefind/pagefind.js", b"1"), Asset("pagefind/index/en_1.pf", b"2"))
PROBLEM = Problem(rule="broken-link", level=Level.WARNING, message="m")


@dataclass
class Counting:
    """A catalog that notes which lots were made, and how often all were listed."""

    made: list[str] = field(default_factory=list)
    listed: list[tuple[Problem, ...]] = field(default_factory=list)
    version: int = 1

    def references(self) -> References:
        return References()

    def stamp(self) -> object:
        return self.version

    def lots(self, problems: Sequence[Problem] = ()) -> list[OutputGroup]:
        self.listed.append(tuple(problems))
        return [
            OutputGroup("", lambda _: [self._note("home", HOME)]),
            OutputGroup("catalog/", lambda _: [self._note("table", TABLE)], kept=True),
            OutputGroup(X.path, lambda _: (self._note("x", X), DEFINITION)),
            OutputGroup(TWIN.path, lambda _: [self._note("twin", TWIN)]),
            OutputGroup(SPACES.path, lambda _: [self._note("spaces", SPACES)]),
            OutputGroup(
                "pagefind/", lambda _: [self._note("index", item) for item in INDEX], kept=True
            ),
        ]

    def _note(self, name: str, item: Page | Asset) -> Page | Asset:
        self.made.append(name)
        return item


@pytest.mark.parametrize(
    ("path", "item", "made"),
    [
        ("", HOME, ["home"]),
        ("catalog/", TABLE, ["table"]),
        (X.path, X, ["x"]),
        (DEFINITION.path, DEFINITION, ["x"]),
        (TWIN.path, TWIN, ["twin"]),
        ("docs/default/component/x/a b/", SPACES, ["spaces"]),
        ("pagefind/index/en_1.pf", INDEX[1], ["index", "index"]),
        ("guide/", None, []),
        ("assets/theme.css", None, []),
        ("catalog/default/component/unknown/", None, ["table"]),
    ],
)
def test_only_what_is_asked_for_is_made(path, item, made):
    catalog = Counting()
    assert ByPath(catalog).find(path) is item
    assert catalog.made == made


def test_what_takes_long_is_kept_and_the_rest_made_again():
    catalog = Counting()
    served = ByPath(catalog)
    for path in ("pagefind/pagefind.js", "pagefind/index/en_1.pf", X.path, X.path):
        assert served.find(path) is not None
    assert catalog.made == ["index", "index", "x", "x"]
    assert len(catalog.listed) == 1


def test_a_new_snapshot_and_new_problems_are_seen():
    catalog = Counting()
    served = ByPath(catalog)
    served.find("catalog/")
    catalog.version = 2
    served.find("catalog/")
    served.find("catalog/", [PROBLEM])
    served.find("catalog/", [PROBLEM])
    assert catalog.listed == [(), (), (PROBLEM,)]
    assert catalog.made == ["table"] * 3


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        ("", ""),
        ("index.html", ""),
        ("catalog/index.html", "catalog/"),
        ("catalog/", "catalog/"),
        ("docs/default/component/a/old-index.html", "docs/default/component/a/old-index.html"),
    ],
)
def test_a_request_means_a_path_of_the_site(request_, path):
    assert site_path(request_) == path
