from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest
from tests import environment

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.converter.sanitiser.sanitise import sanitise
from catalogsite.docs.converter.syntax.preprocess import prepare
from catalogsite.docs.converter.tree import Work, convert_tree
from catalogsite.docs.fragments import Fragments
from catalogsite.docs.stored.discover import find_documentation
from catalogsite.errors import CpuLimitError
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.state.checked_file import read_checked

PAGES = {"docs/index.md": "# Home\n\nSome words.\n\n## Part\n\nMore words.\n", "docs/b.md": "# B\n"}


def _cached(bench):
    return sorted((bench.tmp_path / "fragments").glob("??/*.json"))


def test_pages_know_their_place(bench):
    bench.write(PAGES)
    fragments = bench.convert()[0]["component:default/pay"]
    home, second = fragments.pages
    assert (home.previous, home.following) == (None, 1)
    assert (second.previous, second.following) == (0, None)
    assert home.edit_url == "https://github.com/acme/pay/edit/main/docs/index.md"
    assert [(section.id, section.text) for section in home.sections] == [
        ("home", "Some words."),
        ("part", "More words."),
    ]
    assert home.text == "Home\nSome words.\nPart\nMore words."
    assert [(entry.title, entry.children[0].title) for entry in home.toc] == [("Home", "Part")]


def test_the_second_run_reads_the_cache(bench):
    bench.write(PAGES)
    first = bench.convert()[0]
    (file,) = _cached(bench)
    before = file.stat().st_ino
    os.utime(file, (0, 0))
    assert bench.convert()[0] == first
    assert file.stat().st_ino == before
    assert file.stat().st_mtime > 0, "it counts as used"


def _one_letter(content):
    return content.replace(b"Some words", b"Some worms")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-9],
        lambda content: content[:200],
        lambda content: content[65:],
        lambda content: content + b" ",
        _one_letter,
    ],
)
@pytest.mark.parametrize("part", ["??", "pages"])
def test_a_damaged_cache_entry_is_made_again(bench, damage, part):
    bench.write(PAGES)
    first = bench.convert()[0]
    for file in (bench.tmp_path / "fragments").glob(f"{part}/*.json"):
        file.write_bytes(damage(file.read_bytes()))
    (file,) = _cached(bench)
    if part == "pages":
        file.unlink()
    assert bench.convert()[0] == first
    content = read_checked(file)
    assert Fragments.model_validate_json(content) == first["component:default/pay"]


def test_other_sources_are_another_result(bench):
    bench.write(PAGES)
    bench.convert()
    bench.write({"docs/b.md": "# Changed\n"})
    assert bench.convert()[0]["component:default/pay"].page("b/").title == "Changed"
    assert len(_cached(bench)) == 2


def test_workers_give_the_same_result(bench, make_component):
    bench.write(PAGES | {"other/docs/index.md": "# Other\n"})
    entities = (make_component(ref="dir:."), make_component("b", ref="dir:other"))
    with ProcessPoolExecutor(2, mp_context=get_context("forkserver")) as executor:
        converted = bench.convert(*entities, executor=executor)[0]
    assert [found.pages[0].title for found in converted.values()] == ["Home", "Other"]
    assert all(not found.problems for found in converted.values())


def test_entities_share_one_conversion(bench, make_component):
    bench.write(PAGES)
    entities = (make_component("a", ref="dir:."), make_component("b", ref="dir:."))
    found, _ = bench.find(*entities)
    assert len({one.tree for one in found}) == 1
    assert bench.convert(*entities)[0].keys() == {"component:default/a", "component:default/b"}


def test_a_tree_that_the_store_lost_is_a_problem(bench, repository):
    bench.write(PAGES)
    (documentation,), _ = bench.find()
    lost = documentation.model_copy(update={"tree": "0" * 64})
    job = ConversionJob(documentation=lost, repository=repository)
    converted = convert_all([job], bench.store.folder, bench.tmp_path / "f")
    (problem,) = converted["component:default/pay"].problems
    assert problem.rule == "docs-failed"


def test_a_tree_that_the_store_has_again_is_converted(bench, repository):
    bench.write(PAGES)
    (documentation,), _ = bench.find()
    kept = bench.store.folder / documentation.tree[:2] / documentation.tree[2:]
    content = kept.read_bytes()
    kept.unlink()
    job = ConversionJob(documentation=documentation, repository=repository)
    convert = partial(convert_all, [job], bench.store.folder, bench.tmp_path / "f")
    assert [one.rule for one in convert()["component:default/pay"].problems] == ["docs-failed"]
    kept.write_bytes(content)
    assert convert()["component:default/pay"].problems == ()


def test_a_page_that_fails_shows_its_source(bench):
    config = "site_name: X\nmarkdown_extensions: [{footnotes: {BACKLINK_TITLE: '{} {}'}}]\n"
    home = "# Home <b>\n\nNote[^1]\n\n[^1]: Text\n"
    bench.write({"mkdocs.yml": config, "docs/index.md": home, "docs/b.md": "# B\n"})
    fragments = bench.convert()[0]["component:default/pay"]
    assert "# Home &lt;b&gt;" in fragments.page("").html
    assert [(one.rule, one.file) for one in fragments.problems] == [
        ("docs-page", "docs/index.md"),
    ]


def test_options_that_make_no_sense_are_left_out(bench):
    config = "site_name: X\nmarkdown_extensions: [{toc: {toc_depth: deep}}]\n"
    bench.write({"mkdocs.yml": config, "docs/index.md": "# Home\n"})
    fragments = bench.convert()[0]["component:default/pay"]
    assert fragments.page("").toc
    assert [one.rule for one in fragments.problems] == ["docs-config"]


def test_no_page_takes_forever():
    def wait():
        while True:
            re.search(r"(a+)+$", "a" * 40 + "b")

    with pytest.raises(CpuLimitError), cpu_limit(0.05):
        wait()


def test_a_fence_of_many_blanks_is_read_at_once():
    fence = "```plantuml" + " " * 200_000 + "{"
    with cpu_limit(5):
        assert prepare(fence) == fence


@pytest.mark.parametrize("end", ["", ">"])
def test_a_frame_of_many_addresses_is_cleaned_at_once(end):
    frame = "<iframe " + 'src="x" ' * 50_000 + 'src="http://a.example/" ' * 50_000 + end
    with cpu_limit(5):
        clean = sanitise(frame)
    assert clean == ('<p><a href="x">x</a></p>' if end else "")


SAMPLE = ("RoadieHQ__sample-service", "openedx__repo-tools", "backstage__mkdocs-techdocs-core")


@environment.needs_corpus
@pytest.mark.parametrize("name", SAMPLE)
def test_real_documentation(name, bench, make_component, repository):
    tree = FolderTree(environment.CORPUS / name)
    entity = make_component(inferred=True)
    found, _ = find_documentation(tree, repository, [entity], bench.store)
    for documentation in found:
        fragments = convert_tree(Work(documentation, repository, bench.store))
        assert fragments.pages
        assert not [one for one in fragments.problems if one.rule in {"docs-page", "docs-failed"}]


def test_a_hostile_pattern_leaves_out_nothing_and_takes_no_time(bench):
    pattern = "*a" * 20 + "b"
    bench.write({"mkdocs.yml": f"site_name: Pay\nexclude_docs: '{pattern}'\n"})
    bench.write({"docs/index.md": "# Home\n", f"docs/{'a' * 60}c.md": "# Long\n"})
    (found,) = bench.convert()[0].values()
    assert len(found.pages) == 2
    assert found.problems == ()
