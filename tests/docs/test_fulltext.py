from __future__ import annotations

import gzip
import json

import pytest

from catalogsite.docs.fragments import Section
from catalogsite.docs.fulltext import SearchPage, build_index, lean_html

PAGE = SearchPage(
    "docs/default/component/pay/",
    "Pay & <b>",
    "",
    {"kind": "component", "owner": "group:default/a", "type": None},
    (Section(text="intro"), Section(id="run", title="Run it", text="make <script> run")),
)


def _fragments(folder):
    found = (folder / "pagefind" / "fragment").iterdir()
    return [json.loads(gzip.decompress(file.read_bytes())[len("pagefind_dcd") :]) for file in found]


def test_lean_page_is_escaped():
    html = lean_html(PAGE)
    assert "<b>" not in html
    assert "<script>" not in html
    assert '<h2 id="run">Run it</h2>' in html


def test_index(tmp_path):
    pages = [PAGE, ("docs/default/component/b/guide/", "Guide", "plain words", {})]
    assert build_index(pages, tmp_path) == 2
    by_url = {one["url"]: one for one in _fragments(tmp_path)}
    assert by_url.keys() == {
        "/docs/default/component/pay/",
        "/docs/default/component/b/guide/",
    }
    pay = by_url["/docs/default/component/pay/"]
    assert pay["meta"]["title"] == "Pay & <b>"
    assert pay["filters"] == {"kind": ["component"], "owner": ["group:default/a"]}
    assert [anchor["id"] for anchor in pay["anchors"]] == ["run"]
    assert not list((tmp_path / "pagefind").glob("*-ui.*"))
    first = {file.name for file in (tmp_path / "pagefind").rglob("*")}
    build_index(pages, tmp_path)
    assert {file.name for file in (tmp_path / "pagefind").rglob("*")} == first


@pytest.mark.parametrize("pages", [[], [("../../outside/", "X", "x", {})]])
def test_nothing_to_index(pages, tmp_path):
    assert build_index(pages, tmp_path / "out") == 0
    assert not (tmp_path / "out").exists()
