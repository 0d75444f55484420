"""Dates and authors of git in the place of the variables of plugins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.git_dates import GitDates
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.mkdocs_config import read_config
from catalogsite.model.documentation.documentation import TreeEntry, TreeManifest

CHANGED = datetime(2026, 3, 5, 7, 8, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 28, tzinfo=UTC)
ENTRY = TreeEntry(blob="b", changed=CHANGED, author="Ann")
FILES = {"docs/a.md": ENTRY, "docs/b.md": TreeEntry(blob="c", changed=LATER)}

LOCALIZED = "git-revision-date-localized"
VALUES = {
    (LOCALIZED, "git_revision_date_localized"): "March 5, 2026",
    (LOCALIZED, "GIT_Revision_Date_Localized"): "March 5, 2026",
    (LOCALIZED, "page.meta.git_revision_date_localized"): "March 5, 2026",
    (LOCALIZED, "git_site_revision_date_localized"): "November 28, 2026",
    (LOCALIZED, "git_revision_date_localized_raw_iso_datetime"): "2026-03-05 07:08:09",
    (LOCALIZED, "git_creation_date_localized"): "",
    (LOCALIZED, "git_page_authors"): "Ann",
    (LOCALIZED, "other"): None,
    (f"{LOCALIZED}: {{type: iso_date}}", "git_revision_date_localized"): "2026-03-05",
    (f"{LOCALIZED}: {{type: iso_datetime}}", "git_revision_date_localized"): "2026-03-05 07:08:09",
    (f"{LOCALIZED}: {{type: datetime}}", "git_revision_date_localized"): "March 5, 2026 07:08:09",
    (f"{LOCALIZED}: {{type: timeago}}", "git_revision_date_localized"): "March 5, 2026",
    (f"{LOCALIZED}: {{type: date, locale: de}}", "git_revision_date_localized"): "2026-03-05",
    (f"{LOCALIZED}: {{type: date, locale: en_US}}", "git_revision_date_localized"): "March 5, 2026",
    (
        f"{LOCALIZED}: {{type: custom, custom_format: '%d.%m.%Y'}}",
        "git_revision_date_localized",
    ): "05.03.2026",
    ("git-revision-date", "git_revision_date"): "2026-03-05",
    ("git-revision-date: {as_datetime: true}", "git_revision_date"): "2026-03-05 07:08:09",
    ("git-authors", "git_authors_summary"): "Ann",
}


@pytest.mark.parametrize(("written", "expected"), VALUES.items())
def test_a_variable_has_the_text_of_git(written, expected):
    plugin, name = written
    config = read_config(f"site_name: X\nplugins:\n  - {plugin}\n", "mkdocs.yml")
    assert config.problems == ()
    dates = GitDates.of(config, FILES)
    assert dates is not None
    assert dates.value(name, ENTRY) == expected


@pytest.mark.parametrize("plugins", ["[search]", "[]", f"[{{{LOCALIZED}: {{enabled: false}}}}]"])
def test_without_a_plugin_there_are_no_dates(plugins):
    assert GitDates.of(read_config(f"plugins: {plugins}\n", "mkdocs.yml"), FILES) is None


def test_another_date_makes_another_page(bench, repository):
    page = "# Home\n\n{{ git_revision_date_localized }} by {{ git_page_authors }}\n"
    bench.write({"mkdocs.yml": f"site_name: X\nplugins: [{LOCALIZED}]\n", "docs/index.md": page})
    (documentation,), _ = bench.find()
    files = bench.store.tree(documentation.tree).files
    for changed, author, words in (
        (CHANGED, "Ann", "March 5, 2026 by Ann"),
        (LATER, "Ben", "November 28, 2026 by Ben"),
    ):
        update = {"changed": changed, "author": author}
        dated = {path: entry.model_copy(update=update) for path, entry in files.items()}
        tree = bench.store.put_tree(TreeManifest(files=dated))
        job = ConversionJob(
            documentation=documentation.model_copy(update={"tree": tree}), repository=repository
        )
        found = convert_all([job], bench.store.folder, bench.tmp_path / "fragments")
        fragments = found["component:default/pay"]
        assert f"<p>{words}</p>" in fragments.page("").html
        assert fragments.problems == ()
