"""One snapshot is one site, byte for byte, whoever builds it, where, and how often."""

import shutil

import pytest
from tests.site.conftest import manifest, mkdocs, run

from catalogsite.site.mkdocs_files import builtin_config

BUILDS = {
    "again": {"seed": "1", "cwd": "acme", "arguments": ["-c", "catalogsite.yaml"]},
    "in another folder": {"seed": "2", "cwd": ".", "arguments": ["-c", "acme/catalogsite.yaml"]},
    "with nothing converted before": {
        "seed": "3",
        "cwd": ".",
        "arguments": ["-c", "acme/catalogsite.yaml", "--state-dir", "state"],
    },
}

STALE = 4
"""The exit code of a build of the demo, of which one provider is stale on purpose."""


@pytest.fixture
def copy(acme, tmp_path):
    """The demo at another place, with a second state folder that lacks converted pages."""
    shutil.copytree(acme, tmp_path / "acme", ignore=shutil.ignore_patterns("site"), symlinks=True)
    keep = shutil.ignore_patterns(
        "fragments", "spare*", "readings", "pages", "current.json", "unchanged.json"
    )
    shutil.copytree(acme / ".catalogsite", tmp_path / "state", ignore=keep)
    return tmp_path


@pytest.mark.parametrize("name", BUILDS)
def test_the_same_snapshot_gives_the_same_bytes(acme, copy, name):
    build = BUILDS[name]
    # Another day, too: what MkDocs would write with the clock comes from the snapshot.
    env = {"PYTHONHASHSEED": build["seed"], "SOURCE_DATE_EPOCH": "86400"}
    command = ["build", "--no-collect", "--site-dir", copy / "other" / "place", *build["arguments"]]
    run(*command, cwd=copy / build["cwd"], code=STALE, **env)
    assert manifest(copy / "other" / "place") == manifest(acme / "site")


def test_mkdocs_alone_gives_the_same_bytes(acme, copy):
    mkdocs("build", "--site-dir", copy / "site", cwd=copy / "acme", PYTHONHASHSEED="4")
    assert manifest(copy / "site") == manifest(acme / "site")


def test_mkdocs_with_nothing_but_the_plugin_gives_the_built_in_portal(copy):
    folder = copy / "own"
    shutil.copytree(copy / "state", folder / ".catalogsite")
    run("build", "--no-collect", "--site-dir", "first", cwd=folder, code=STALE)
    built_in = builtin_config()
    config = built_in.read_text().replace("Developer portal", "Acme developer portal")
    assert "plugins:\n  - search\n  - catalogsite\n" in config
    config = config.replace("  - search\n  - catalogsite\n", "  - catalogsite\n")
    (folder / "mkdocs.yml").write_text(config)
    shutil.copytree(built_in.parent / "docs", folder / "docs")
    mkdocs("build", "--site-dir", "second", cwd=folder)
    assert manifest(folder / "second") == manifest(folder / "first")
