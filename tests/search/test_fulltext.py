from __future__ import annotations

import gzip
import json
import os

import pytest

from catalogsite.docs.fragments import Section
from catalogsite.search import fulltext
from catalogsite.search.fulltext import (
    SearchPage,
    build_index,
    kept_index,
    lean_html,
    pages_digest,
)

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


def test_a_page_states_which_entity_it_is_about():
    about = PAGE._replace(about="Pay <API> pay")
    assert '<p data-pagefind-weight="0.1">Pay &lt;API&gt; pay</p>' in lean_html(about)
    assert "weight" not in lean_html(PAGE)
    assert pages_digest([about]) != pages_digest([PAGE])


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


def test_an_index_of_the_same_pages_is_kept(tmp_path):
    assert kept_index([PAGE], tmp_path) == 1
    files = {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    assert kept_index([PAGE], tmp_path) == 1
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*")} == files


def _cut(file):
    file.write_bytes(file.read_bytes()[:-5])


def _flip(file):
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def _folder(file):
    file.unlink()
    file.mkdir()


def _pipe(file):
    file.unlink()
    os.mkfifo(file)


DAMAGE = {
    "cut": _cut,
    "one bit": _flip,
    "empty": lambda file: file.write_bytes(b""),
    "random": lambda file: file.write_bytes(b"\xff\0" * 500),
    "lost": lambda file: file.unlink(),
    "a folder": _folder,
    "a pipe": _pipe,
    "one more": lambda file: file.with_name("stranger.js").write_text("x"),
}


def test_a_damaged_index_is_made_again(tmp_path):
    kept_index([PAGE], tmp_path)
    whole = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    meta = next((tmp_path / "pagefind").glob("*.pf_meta"))
    for file in (tmp_path / "pagefind/pagefind-entry.json", meta, tmp_path / "made-from"):
        for name, damage in DAMAGE.items():
            damage(file)
            assert kept_index([PAGE], tmp_path) == 1
            found = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
            if file.name != "made-from" or name != "one more":
                assert found == whole, (file.name, name)


@pytest.mark.parametrize(
    "other",
    [
        PAGE._replace(title="Other"),
        PAGE._replace(path="docs/default/component/other/"),
        PAGE._replace(facets={"kind": "api"}),
        PAGE._replace(sections=()),
    ],
    ids=["title", "path", "facets", "text"],
)
def test_an_index_of_other_pages_is_made_again(tmp_path, other):
    kept_index([PAGE], tmp_path)
    (tmp_path / "pagefind" / "old").write_text("")
    assert kept_index([other], tmp_path) == 1
    assert not (tmp_path / "pagefind" / "old").exists()
    assert len(_fragments(tmp_path)) == 1


def test_without_pages_the_kept_index_goes(tmp_path):
    kept_index([PAGE], tmp_path)
    assert kept_index([], tmp_path) == 0
    assert not (tmp_path / "pagefind").exists()


def test_an_index_that_was_not_finished_is_made_again(tmp_path):
    kept_index([PAGE], tmp_path)
    (tmp_path / "made-from").unlink()
    (tmp_path / "pagefind" / "pagefind-entry.json").unlink()
    kept_index([PAGE], tmp_path)
    assert (tmp_path / "pagefind" / "pagefind-entry.json").exists()


CHANGES = {
    "address": PAGE._replace(path="docs/default/component/other/"),
    "title": PAGE._replace(title="Pays"),
    "text": PAGE._replace(text="plain words", sections=()),
    "facet": PAGE._replace(facets={**PAGE.facets, "owner": "group:default/b"}),
    "id of a section": PAGE._replace(sections=(PAGE.sections[0], Section(id="go", title="Run it"))),
    "title of a section": PAGE._replace(sections=(Section(id="run", title="Run"),)),
    "text of a section": PAGE._replace(sections=(Section(text="other"), PAGE.sections[1])),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_index_of_changed_pages_has_another_digest(name):
    assert pages_digest([CHANGES[name]]) != pages_digest([PAGE])


def test_an_index_of_more_pages_has_another_digest():
    assert pages_digest([PAGE, CHANGES["title"]]) != pages_digest([PAGE])
    assert pages_digest([]) != pages_digest([PAGE])


@pytest.mark.parametrize("module", ["catalogsite", "pagefind"])
def test_an_index_of_another_version_has_another_digest(module, monkeypatch):
    before = pages_digest([PAGE])
    if module == "pagefind":
        monkeypatch.setattr(fulltext, "version", lambda _: "0")
    else:
        monkeypatch.setattr(fulltext, "__version__", "0")
    assert pages_digest([PAGE]) != before
