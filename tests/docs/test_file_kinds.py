"""Only kinds on the list are published, whatever a file is called."""

from __future__ import annotations

import posixpath

import pytest

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.file_kinds import PUBLISHED, is_drawing, is_published, is_shown

RUN = [
    "html",
    "htm",
    "xhtml",
    "shtml",
    "mhtml",
    "xml",
    "xsl",
    "js",
    "mjs",
    "css",
    "wasm",
    "swf",
    "svgz",
]
NAMES = [
    *(f"a{dot}{ending}" for dot in (".", ".txt.", ".png.") for ending in RUN),
    *(f"a.{ending.upper()}" for ending in RUN),
    *(f"a.{ending}.{last}" for ending in RUN for last in ("txt", "log", "proto", "gz")),
    *(
        "LICENSE",
        ".html",
        ".png",
        "a.",
        "a.png.",
        "a.png ",
        "a.html;.png ",
        "png",
        "a.md",
        "a.unknown",
    ),
    *("folder.png/a", "a.png/b.html", "a.svg.gz", "a.svg.txt", "a.h\u200btml"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_another_kind_is_not_published(name):
    assert not is_published(name)


@pytest.mark.parametrize("ending", sorted(PUBLISHED))
def test_a_kind_on_the_list_is_published_in_any_case(ending):
    assert is_published(f"docs/a{ending}")
    assert is_published(f"docs/A{ending.upper()}")
    assert is_drawing(f"docs/a{ending}") == (ending == ".svg")
    assert ending[1:] not in RUN


def test_an_image_is_shown_whatever_its_name_is_before_the_last_ending():
    assert is_shown("img/next.js.png")
    assert is_published("img/next.js.png")
    assert not is_shown("a.pdf")


def test_every_published_ending_is_on_the_list(bench):
    names = [name for name in NAMES if "/" not in name] + [f"b{ending}" for ending in PUBLISHED]
    links = "\n".join(f"[a](<{name}>)" for name in names)
    content = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    bench.write({f"docs/{name}": content for name in names if not name.endswith(".md")})
    bench.write({"docs/index.md": f"# Home\n\n{links}\n"})
    converted, _ = bench.convert()
    (fragments,) = converted.values()
    endings = {posixpath.splitext(address)[1].lower() for address in fragments.assets}
    assert endings == PUBLISHED


def test_without_an_address_of_the_repository_the_link_is_plain_text(bench, repository):
    bench.write({"docs/index.md": "# Home\n\n[a](a.html)\n", "docs/a.html": "<p>a</p>"})
    (documentation,), _ = bench.find()
    local = repository.model_copy(update={"web_url": None, "host": None})
    job = ConversionJob(documentation=documentation, repository=local)
    found = convert_all([job], bench.store.folder, bench.tmp_path / "fragments")
    fragments = found["component:default/pay"]
    assert fragments.assets == {}
    assert 'href="' not in fragments.page("").html.partition("</h1>")[2]
    (info,) = fragments.problems
    assert (info.rule, info.level, info.file, info.line) == (
        "docs-file-kind",
        "info",
        "docs/index.md",
        3,
    )
    assert info.message == (
        "`a.html` is of a kind that is not published, and the repository has no address, "
        "so the link is plain text"
    )
