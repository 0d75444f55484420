"""Documentation that takes too much CPU time: its pages are shown as source, and this is kept."""

from __future__ import annotations

import time

import pytest

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob, with_siblings
from catalogsite.execution.executors import processes
from catalogsite.model.limits import Limits

# The limit may be reached in a callback of native code, which ignores exceptions; it is raised later.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

REF = "component:default/pay"
EXPENSIVE = "![" * 20_000
TINY = Limits(page=0.25, documentation=30, repository=30)
CONFIG = "site_name: Pay\n"


def page(title, body=""):
    return f"# {title}\n\nSome words.\n\n{body}\n"


def converted(bench, limits=TINY, *entities, executor=None):
    """The fragments by reference, and the CPU seconds that they took."""
    found, _ = bench.find(*entities)
    jobs = with_siblings(
        [ConversionJob(documentation=one, repository=bench.about) for one in found]
    )
    started = time.process_time()
    cache = bench.tmp_path / "fragments"
    fragments = convert_all(jobs, bench.store.folder, cache, executor, limits=limits)
    return fragments, time.process_time() - started


def problems(fragments):
    return [(one.rule, one.file, one.message, one.fix) for one in fragments.problems]


def is_source(fragments, path):
    return "This page takes too much time to convert" in fragments.page(path).html


EXPENSIVE_BODIES = {
    "images": EXPENSIVE,
    "links": "[a](" * 20_000,
    "brackets": "[" * 20_000,
    "footnotes": "[^1]" * 100_000,
    "tags": "<a " * 20_000,
    "nested lists": "\n".join(f"{'    ' * n}- x" for n in range(700)),
    "quotes": "> " * 60_000 + "x",
    "code": "`" * 3 + "a``b```c" * 60_000,
    "definitions": "".join(f"*[A{n}]: x\n" for n in range(2_000)) + "A1 B2 " * 6_000,
}


@pytest.mark.parametrize("body", EXPENSIVE_BODIES.values(), ids=EXPENSIVE_BODIES)
def test_a_page_over_its_limit_is_shown_as_source(bench, body):
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home")})
    bench.write({"docs/b.md": page("Large <b>", body)})
    found, seconds = converted(bench)
    fragments = found[REF]
    assert seconds < 3
    assert "Some words." in fragments.page("").html
    assert is_source(fragments, "b/")
    assert not is_source(fragments, "")
    assert "# Large &lt;b&gt;" in fragments.page("b/").html
    assert fragments.page("b/").title == "Large <b>"
    assert problems(fragments) == [
        (
            "docs-limit",
            "docs/b.md",
            "the page is shown as its source: to convert it takes more than 0.25 s of CPU time",
            "simplify or split the page, or raise `limits.page`",
        )
    ]


def test_the_outcome_is_kept(bench):
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home"), "docs/b.md": EXPENSIVE})
    first, _ = converted(bench)
    assert is_source(first[REF], "b/")
    again, seconds = converted(bench)
    assert again == first
    assert seconds < 0.1
    bench.write({"docs/index.md": page("Home", "One more word.")})
    changed, seconds = converted(bench)
    assert seconds < 0.2
    assert "One more word." in changed[REF].page("").html
    assert changed[REF].problems == first[REF].problems


def test_a_higher_limit_converts_the_page_again(bench):
    body = "[a](" * 700
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home", body)})
    low, _ = converted(bench, Limits(page=0.001))
    assert is_source(low[REF], "")
    high, _ = converted(bench, Limits(page=60))
    assert not high[REF].problems
    assert not is_source(high[REF], "")
    kept, seconds = converted(bench, Limits(page=0.001))
    assert kept == high, "a page that was converted stays so"
    assert seconds < 0.1


def test_a_documentation_over_its_limit_shows_the_rest_as_source(bench):
    files = {f"docs/p{n}.md": page(f"P{n}", EXPENSIVE + "x" * n) for n in range(8)}
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home"), **files})
    # Ten pages add 0.1 seconds each.
    limits = Limits(page=0.5, documentation=0.6, repository=30)
    found, seconds = converted(bench, limits)
    fragments = found[REF]
    assert seconds < 3
    assert not is_source(fragments, "")
    assert all(is_source(fragments, f"p{n}/") for n in range(8))
    *pages, rest = problems(fragments)
    assert {rule for rule, *_ in pages} == {"docs-limit"}
    assert 1 <= len(pages) <= 3
    count = 8 - len(pages)
    assert rest[1] == f"docs/p{len(pages)}.md"
    assert rest[2] == (
        f"{count} pages of the documentation are shown as their source, this one and those that are"
        " larger: to convert it takes more than 1.5 s of CPU time"
    )
    assert rest[3] == "simplify or split the documentation, or raise `limits.documentation`"
    assert converted(bench, limits)[0] == found


def test_one_page_less_gives_the_others_their_time(bench):
    files = {f"docs/p{n}.md": page(f"P{n}", EXPENSIVE) for n in range(5)}
    honest = page("Long", "\n\n".join(["Honest words."] * 9_000))
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home"), **files})
    bench.write({"docs/z.md": honest})
    limits = Limits(page=0.5, documentation=1, repository=30)
    assert is_source(converted(bench, limits)[0][REF], "z/")
    for path in files:
        (bench.folder / path).unlink()
    limits = Limits(page=30, documentation=30, repository=30)
    assert not converted(bench, limits)[0][REF].problems


def test_the_documentation_of_a_repository_shares_a_limit(bench, make_component):
    entities = [make_component(f"c{n}", ref=f"dir:s{n}") for n in range(5)]
    for n in range(5):
        bench.write({f"s{n}/mkdocs.yml": CONFIG, f"s{n}/docs/index.md": page(f"Home {n}")})
        bench.write({f"s{n}/docs/b.md": EXPENSIVE + str(n)})
    limits = Limits(page=0.5, documentation=10, repository=0.7)
    found, seconds = converted(bench, limits, *entities)
    assert seconds < 3
    messages = [one.message for fragments in found.values() for one in fragments.problems]
    assert sum("to convert all documentation of the repository" in one for one in messages) >= 3
    assert converted(bench, limits, *entities)[0] == found
    for n in range(4):
        bench.write({f"s{n}/docs/b.md": page("B")})
    better = converted(bench, limits, *entities)[0]
    assert not is_source(better["component:default/c4"], ""), "the others gave it their time"


def test_a_page_that_takes_all_memory_costs_only_itself(bench):
    word = "x" * 1_000_000
    bomb = f"[a]: http://example.org/{word}\n\n" + "[a][a] " * 20_000
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home"), "docs/b.md": bomb})
    fragments = converted(bench, Limits(page=60))[0][REF]
    ((rule, file, message, _),) = problems(fragments)
    assert (rule, file) in {("docs-page", "docs/b.md"), ("docs-limit", "docs/b.md")}
    assert "MemoryError" in message or "CPU time" in message
    assert "Some words." in fragments.page("").html


LEFT_OPEN = "".join(f"<b class=x{n}>" for n in range(2_000))
KILLING = {
    "paragraphs": f"<div><p>{LEFT_OPEN}</p>{'<p>x</p>' * 20_000}</div>",
    "blocks": f"<section><div>{LEFT_OPEN}</div>{'<div>x</div>' * 20_000}</section>",
    "lists": f"<div><ul><li>{LEFT_OPEN}</li>{'<li>x</li>' * 20_000}</ul></div>",
}


@pytest.mark.slow
@pytest.mark.parametrize("body", KILLING.values(), ids=KILLING)
def test_a_page_that_ends_its_process_costs_only_its_documentation(bench, make_component, body):
    """Native code that gets no more memory ends the process; no exception can be caught."""
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home", body)})
    bench.write({"other/mkdocs.yml": CONFIG, "other/docs/index.md": page("Other")})
    entities = [make_component("bad", ref="dir:."), make_component("good", ref="dir:other")]
    with processes(1) as executor:
        found, _ = converted(bench, Limits(page=60), *entities, executor=executor)
    (failed,) = problems(found["component:default/bad"])
    assert failed[0] == "docs-failed"
    assert "its worker process was killed" in failed[2]
    assert "Some words." in found["component:default/good"].page("").html


def test_a_readme_of_megabytes_is_shown_as_source(bench, make_component):
    bench.write({"README.md": "# Pay\n\n" + "*a " * 1_000_000})
    found, seconds = converted(bench, Limits(), make_component())
    ((rule, file, message, _),) = problems(found[REF])
    assert (rule, file) == ("docs-page", "README.md")
    assert "more than 500 KiB" in message
    assert seconds < 10


def test_links_by_the_thousand_are_reported_in_time(bench):
    links = "\n".join(f"[x](gone-{n}.md) [y](#gone-{n})" for n in range(2_000))
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home", links)})
    fragments = converted(bench, Limits())[0][REF]
    rules = [one.rule for one in fragments.problems]
    assert (rules.count("broken-link"), rules.count("missing-anchor")) == (2_000, 2_000)


@pytest.mark.parametrize(
    "change",
    [
        lambda bench: bench.write({"docs/p5.md": page("Changed")}),
        lambda bench: bench.write({"docs/p5.md": page("P5") + "\nword\n"}),
    ],
)
def test_a_changed_page_is_converted_alone(bench, change):
    bench.write({f"docs/p{n}.md": page(f"P{n}", "- a\n" * 50) for n in range(40)})
    bench.write({"mkdocs.yml": CONFIG, "docs/index.md": page("Home")})
    all_of_them, cold = converted(bench, Limits())
    change(bench)
    one, warm = converted(bench, Limits())
    assert warm < cold / 4
    assert [p.path for p in one[REF].pages] == [p.path for p in all_of_them[REF].pages]
    fresh = convert_all(
        [ConversionJob(documentation=bench.find()[0][0], repository=bench.about)],
        bench.store.folder,
        bench.tmp_path / "another cache",
    )
    assert one[REF].model_dump(exclude={"siblings"}) == fresh[REF].model_dump(exclude={"siblings"})
