"""The key of a converted documentation changes with everything that its fragments depend on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.docs.converter import convert
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.converter.pages import versions
from catalogsite.docs.converter.pages.versions import converter_versions
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.repository import Repository, RepositoryState

NOW = datetime(2026, 2, 1, tzinfo=UTC)
JOB = ConversionJob(
    documentation=Documentation(
        entity_ref="component:default/pay", repository="acme/pay", tree="a"
    ),
    repository=Repository(
        id="acme/pay",
        name="pay",
        source="git",
        web_url="https://git.acme.example/acme/pay",
        host="github",
        branch="main",
        commit="c1",
    ),
)

DECIDES = {
    "documentation": {
        "repository": "acme/other",
        "tree": "b",
        "root": "services",
        "config": "mkdocs.yml",
        "docs_dir": "handbook",
        "site_name": "Payments",
    },
    "repository": {
        "web_url": "https://git.acme.example/acme/other",
        "host": "gitlab",
        "branch": "trunk",
        "archived": True,
    },
}
"""Another value of every field that fragments depend on."""

IRRELEVANT = {
    # Entities share the conversion of one tree; `id` is the `repository` of a documentation.
    "documentation": {"entity_ref": "component:default/other"},
    "repository": {
        "id": "acme/other",
        "native_id": "7",
        "name": "other",
        "source": "folder",
        "commit": "c2",
        "committed": NOW,
        "description": "Other words",
        "topics": ("other",),
        "visibility": "public",
        "state": RepositoryState.STALE,
        "stale_since": NOW,
    },
}
"""Another value of every field that they do not depend on; links name the branch where there is one."""


def changed(part: str, **values: object) -> ConversionJob:
    return JOB.model_copy(update={part: getattr(JOB, part).model_copy(update=values)})


def pairs(table):
    return [(part, field) for part, fields in table.items() for field in fields]


def test_every_field_is_in_one_of_the_tables():
    fields = {("documentation", name) for name in Documentation.model_fields}
    fields |= {("repository", name) for name in Repository.model_fields}
    assert sorted(pairs(DECIDES) + pairs(IRRELEVANT)) == sorted(fields)


@pytest.mark.parametrize(("part", "field"), pairs(DECIDES))
def test_another_value_is_another_key(part, field):
    assert changed(part, **{field: DECIDES[part][field]}).key != JOB.key


@pytest.mark.parametrize(("part", "field"), pairs(IRRELEVANT))
def test_another_value_is_the_same_key(part, field):
    assert changed(part, **{field: IRRELEVANT[part][field]}).key == JOB.key


def test_without_a_branch_links_name_the_commit():
    first = changed("repository", branch=None, commit="c1")
    assert first.key != changed("repository", branch=None, commit="c2").key


def test_another_converter_is_another_key(monkeypatch):
    key = JOB.key
    converter_versions.cache_clear()
    monkeypatch.setattr(versions, "CONVERTER", "another")
    assert JOB.key != key
    converter_versions.cache_clear()


def test_another_version_of_a_library_is_another_key(monkeypatch):
    key = JOB.key
    converter_versions.cache_clear()
    monkeypatch.setattr(versions, "version", lambda name: "9" if name == "markdown" else "")
    assert JOB.key != key
    converter_versions.cache_clear()


def test_edit_links_follow_the_host(bench, repository):
    bench.write({"docs/index.md": "# Home\n"})
    (documentation,), _ = bench.find()

    def edit_url(host: str) -> str | None:
        job = ConversionJob(
            documentation=documentation, repository=repository.model_copy(update={"host": host})
        )
        found = convert.convert_all([job], bench.store.folder, bench.tmp_path / "fragments")
        return found["component:default/pay"].pages[0].edit_url

    assert edit_url("github") == "https://github.com/acme/pay/edit/main/docs/index.md"
    assert edit_url("gitlab") == "https://github.com/acme/pay/-/edit/main/docs/index.md"
