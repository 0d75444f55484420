"""What a deployment has to upload and delete."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from catalogsite.cli import main
from catalogsite.commands.deploy.plan import compare_sites, lines_of, plan_as_json
from catalogsite.commands.deploy.site_manifest import (
    SiteFile,
    read_site_manifest,
    site_files,
    write_site_manifest,
)
from catalogsite.errors import UserError

HERE = Path(__file__).parent
PLANS = yaml.safe_load((HERE / "plans.yaml").read_text("utf-8"))
MANIFESTS = yaml.safe_load((HERE / "manifests.yaml").read_text("utf-8"))


def _files(folder, contents):
    for path, content in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    folder.mkdir(exist_ok=True)
    return site_files(folder)


@pytest.mark.parametrize("case", PLANS, ids=lambda case: case["case"])
def test_plan(case, tmp_path):
    old, new = (_files(tmp_path / name, case[name]) for name in ("old", "new"))
    plan = json.loads(json.dumps(plan_as_json(compare_sites(new, old))))
    assert plan == case["plan"]


@pytest.mark.parametrize("case", MANIFESTS, ids=lambda case: case["reason"])
def test_what_is_no_manifest_is_refused(case, tmp_path):
    file = tmp_path / "site.json"
    file.write_text(case["text"])
    with pytest.raises(UserError) as refused:
        read_site_manifest(file)
    assert case["reason"] in str(refused.value)
    assert refused.value.where == str(file)
    assert "build --manifest" in refused.value.fix


def test_manifest_is_read_as_it_was_written(tmp_path):
    found = _files(tmp_path / "site", {"é/a b.html": "ü", "b": "", 'c"\n': "x"})
    write_site_manifest(tmp_path / "site", tmp_path / "m.json")
    assert read_site_manifest(tmp_path / "m.json") == found
    assert found["b"] == SiteFile(
        0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_links_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    _files(outside, {"secret": "s"})
    _files(tmp_path / "site", {"a": "a"})
    (tmp_path / "site/link").symlink_to(outside / "secret")
    (tmp_path / "site/folder").symlink_to(outside)
    assert list(site_files(tmp_path / "site")) == ["a"]


def test_a_path_with_a_line_break_is_in_no_list():
    with pytest.raises(UserError, match=r"'a\\nb' has a line break"):
        lines_of(["index.html", "a\nb"])


@pytest.fixture
def portal(tmp_path, monkeypatch):
    repository = tmp_path / "repos/pay"
    _files(repository, {"README.md": "# Pay\n", "docs/index.md": "# Pay\n"})
    (tmp_path / "catalogsite.yaml").write_text("sources: [{kind: folder, path: 'repos/*'}]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _plan(capsys, *arguments):
    capsys.readouterr()
    assert main(["deploy", "plan", *arguments]) == 0
    return capsys.readouterr().out


def _tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _deploy(site, deployed, uploads, removed):
    for path in uploads.splitlines():
        (deployed / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / path, deployed / path)
    for path in removed.splitlines():
        (deployed / path).unlink()


@pytest.mark.slow
def test_deployment_by_the_plan_equals_the_site(portal, capsys, monkeypatch):
    """Two nights: the first is deployed whole, the second by the manifest of the first."""
    deployed = portal / "public"
    deployed.mkdir()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert main(["build", "-q", "--manifest", "first.json"]) == 0
    _deploy(portal / "site", deployed, _plan(capsys, "--format", "uploads"), "")
    assert _tree(deployed) == _tree(portal / "site")

    shutil.move(portal / "repos/pay", portal / "repos/bill")
    assert main(["build", "-q", "--accept", "--manifest", "second.json"]) == 0
    plan = json.loads(_plan(capsys, "--against", "first.json", "--format", "json"))
    assert "catalog/default/component/bill/index.html" in plan["added"]
    assert "catalog/default/component/pay/index.md" in plan["removed"]
    assert plan == json.loads(_plan(capsys, "--against", "public", "--format", "json"))
    assert 0 < len(plan["changed"]) < plan["unchanged"]
    lists = [_plan(capsys, "--against", "first.json", "--format", name) for name in FORMATS]
    pages = [path.endswith(".html") for path in lists[0].splitlines()]
    assert pages == sorted(pages)
    _deploy(portal / "site", deployed, *lists)
    assert _tree(deployed) == _tree(portal / "site")
    assert _plan(capsys, "--against", "second.json", "--format", "uploads") == ""
    assert "upload 0 files (0 new, 0 changed; 0.0 MB), delete 0," in _plan(
        capsys, "--against", "second.json"
    )


FORMATS = ("uploads", "removed")


@pytest.mark.slow
def test_manifest_of_equal_sites_is_equal(portal, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert main(["collect", "-q"]) == 0
    for name in ("first.json", "second.json"):
        assert main(["build", "-q", "--no-collect", "--manifest", name]) == 0
        os.utime(portal / "site/index.html")
    assert Path("first.json").read_bytes() == Path("second.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["deploy", "plan"], "run `catalogsite build` first"),
        (["deploy", "plan", "--site-dir", "there", "--against", "gone"], "gone: there is neither"),
        (
            ["build", "-q", "--manifest", "site/files.json"],
            "site/files.json: a manifest cannot lie",
        ),
    ],
    ids=["no site", "nothing deployed", "manifest inside the site"],
)
def test_messages(portal, capsys, arguments, words):
    _files(portal / "there", {"index.html": ""})
    assert main(arguments) == 1
    assert words in capsys.readouterr().err
    assert not (portal / "site").exists()
