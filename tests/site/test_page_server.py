"""What `mkdocs serve` answers from: each page made when it is asked for, and no other."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.problem import Level, Problem
from catalogsite.site.page_server import PageServer, content_type, site_path
from catalogsite.site.portal_build import HumanSite

HOME = Page("", "single", "Home", "", "")
TABLE = Page("catalog/", "single", "Catalog", "", "")
X = Page("catalog/default/component/x/", "single", "X", "", "")
TWIN = Asset("catalog/default/component/x/index.md", b"# X")
DEFINITION = Asset("catalog/default/component/x/definition.yaml", b"{}")
SPACES = Page("docs/default/component/x/a%20b/", "single", "A b", "", "")
INDEX = (Asset("pagefind/pagefind.js", b"1"), Asset("pagefind/index/en_1.pf", b"2"))
PROBLEM = Problem(rule="broken-link", level=Level.WARNING, message="m")


SHELL = "<html><body><h1>slot0body0</h1></body></html>"
HUMAN = HumanSite({page.path: SHELL for page in (HOME, TABLE, X, SPACES)})


@dataclass
class Counting:
    """Pages that note which groups were made, and how often all were listed."""

    made: list[str] = field(default_factory=list)
    listed: list[tuple[Problem, ...]] = field(default_factory=list)
    version: int = 1
    file: None = None

    def stamp(self) -> object:
        return self.version

    def outputs(self, human: HumanSite) -> list[OutputGroup]:
        self.listed.append(human.problems)
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


def serve(catalog: Counting, human: HumanSite = HUMAN) -> PageServer:
    server = PageServer()
    server.use(human, catalog)
    return server


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
    found = serve(catalog).answer(path)
    if item is None:
        assert found is None
    else:
        expected = item.content if isinstance(item, Asset) else f"<h1>{item.title}</h1>".encode()
        assert expected in found.content
    assert catalog.made == made


def test_what_takes_long_is_kept_and_the_rest_made_again():
    catalog = Counting()
    served = serve(catalog)
    for path in ("pagefind/pagefind.js", "pagefind/index/en_1.pf", X.path, X.path):
        assert served.answer(path) is not None
    assert catalog.made == ["index", "index", "x", "x"]
    assert len(catalog.listed) == 1


def test_a_new_snapshot_and_new_problems_are_seen():
    catalog = Counting()
    served = serve(catalog)
    served.answer("catalog/")
    catalog.version = 2
    served.answer("catalog/")
    for _ in range(2):
        served.use(HumanSite(HUMAN.shells, (PROBLEM,)), catalog)
        served.answer("catalog/")
    assert catalog.listed == [(), (), (PROBLEM,)]
    assert catalog.made == ["table"] * 3


def test_before_the_first_build_nothing_is_answered():
    assert PageServer().answer("catalog/") is None


def test_only_pages_get_the_script_for_reload():
    served = serve(Counting())
    assert served.answer("catalog/", lambda html: html + b"!").content.endswith(b"!")
    assert served.answer(TWIN.path, lambda html: html + b"!").content == TWIN.content


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/index.html", "text/html; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.pf_meta", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_of_its_name(path, expected):
    assert content_type(path) == expected


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
