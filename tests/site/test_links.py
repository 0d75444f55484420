"""No page, twin or index of a finished site leads to something that is not there."""

import json
import os
from collections import Counter

import pytest
from tests.environment import CORPUS, needs_corpus
from tests.site import foreign, links
from tests.site.conftest import run


def unlisted(site, report):
    """What is broken and not reported under Problems; an author's dead fragment may be."""
    reported = Counter()
    for problem in json.loads((site / "api/problems.json").read_bytes()):
        if problem["rule"] == "missing-anchor":
            reported[problem["message"].rpartition("`")[0].rpartition("`")[2]] += 1
    return [broken for broken in report.broken if not reported[broken.fragment]]


def test_the_demo_has_no_broken_link(acme):
    report = links.check(acme / "site")
    assert not unlisted(acme / "site", report), report
    assert report.links["href"] > 5000, report
    assert {"src", "markdown", "entity", "search", "loc", "style", "module"} <= set(report.links)
    assert report.fragments > 500, report


def large():
    """Repositories that take long; none where CATALOGSITE_WHOLE_CORPUS is set."""
    limit = float("inf") if os.environ.get("CATALOGSITE_WHOLE_CORPUS") else 250_000
    return [
        folder.name
        for folder in sorted(CORPUS.iterdir())
        if sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) > limit
    ]


@needs_corpus
def test_a_portal_of_what_other_people_wrote_has_no_broken_link_and_asks_no_other_host(tmp_path):
    source = {"kind": "folder", "path": str(CORPUS), "exclude": large()}
    (tmp_path / "catalogsite.yaml").write_text(json.dumps({"sources": [source]}))
    run("build", cwd=tmp_path)
    report = links.check(tmp_path / "site")
    assert not unlisted(tmp_path / "site", report), report
    assert not foreign.check(tmp_path / "site")


BREAKS = {
    "a page": ('<a href="nowhere/">x</a>', "there is no nowhere/index.html"),
    "a slash": ('<a href="catalog">x</a>', "lacks the slash"),
    "a fragment": ('<a href="catalog/#none">x</a>', "no id 'none'"),
    "an image": ('<img src="none.png">', "there is no none.png"),
    "a set of images": ('<img srcset="page.css 1x, b.png 2x">', "there is no b.png"),
    "a style": ('<p style="background: url(b.png)">', "there is no b.png"),
    "a way out": ('<a href="../../x">x</a>', "leads out"),
    "the own address": ('<a href="https://p.example/top/none/">x</a>', "there is no none"),
    "a path of the host": ('<a href="/other/">x</a>', "leads out"),
    "an escaped name": ('<a href="a%20c/">x</a>', "there is no a c/"),
    "a drawing": ('<svg><image xlink:href="b.svg"/></svg>', "there is no b.svg"),
}


def small_site(folder, body):
    files = {
        "index.html": f'<link rel="canonical" href="https://p.example/top/">{body}',
        "catalog/index.html": '<h1 id="top-of-it">x</h1>',
        "a b/index.html": "x",
        "page.css": "",
        "api/catalog/entities.json": "[]",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("name", BREAKS)
def test_the_checker_sees_a_broken_link(tmp_path, name):
    body, reason = BREAKS[name]
    (broken,) = links.check(small_site(tmp_path, body)).broken
    assert reason in broken.reason


def test_the_checker_takes_good_links(tmp_path):
    body = (
        '<a href="catalog/#top-of-it"></a><a href="a%20b/"></a><a href="./"></a><a href="#"></a>'
        '<a href="https://p.example/top/catalog/"></a><a href="/top/catalog/"></a>'
        '<a href="https://elsewhere.example/none"></a><a href="mailto:a@b.example"></a>'
    )
    report = links.check(small_site(tmp_path, body))
    assert not report.broken, report
    assert (report.links["href"], report.foreign) == (7, 2)
