"""What happens to files of no published kind where the repository has no address on the web."""

from __future__ import annotations

import pytest

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.fragments import Fragments, NavEntry

FILES = {
    "mkdocs.yml": "site_name: X\nnav:\n  - index.md\n  - Api: api/index.html\n",
    "docs/api/index.html": "<p>x</p>",
}
PART = (
    "of a kind that is not published, and the repository has no address, so the link is plain text"
)


def _converted(bench, repository, home: str) -> Fragments:
    bench.write(FILES | {"docs/index.md": home})
    (documentation,), _ = bench.find()
    local = repository.model_copy(update={"web_url": None, "host": None})
    job = ConversionJob(documentation=documentation, repository=local)
    return convert_all([job], bench.store.folder, bench.tmp_path / "fragments")[
        "component:default/pay"
    ]


def test_an_entry_of_the_navigation_is_plain_text(bench, repository):
    fragments = _converted(bench, repository, "# Home\n")
    assert fragments.nav == (NavEntry(title="Home", path=""), NavEntry(title="Api"))
    assert [(one.rule, one.level, one.line, one.message) for one in fragments.problems] == [
        ("docs-file-kind", "info", 4, f"`api/index.html` is {PART}")
    ]


@pytest.mark.parametrize(
    "link", ["[a](api/index.html)", "[a](api/)", "<a href='api/'>a</a>", "[a](/api/index.html)"]
)
def test_a_link_states_why_it_is_plain_text(bench, repository, link):
    fragments = _converted(bench, repository, f"# Home\n\n{link}\n")
    html = fragments.page("").html.partition("</h1>")[2]
    assert 'href="' not in html
    assert "docs/api/index.html in the repository" in html
    assert [one.line for one in fragments.problems] == [3, 4]
