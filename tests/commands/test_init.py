"""The files of a new portal: what is written where, and what is left alone."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from catalogsite import __version__
from catalogsite.commands.init import init_portal
from catalogsite.commands.pinned_requirements import pinned_requirements
from catalogsite.config.names import CiHost
from catalogsite.config.settings import load_config
from catalogsite.errors import UserError

TOP = Path(__file__).parents[2]
COMMON = {
    ".gitignore",
    "catalogsite.yaml",
    "docs/index.md",
    "mkdocs.yml",
    "requirements.in",
    "requirements.txt",
}
JOBS = {
    CiHost.GITHUB: ".github/workflows/portal.yml",
    CiHost.GITLAB: ".gitlab-ci.yml",
    CiHost.AZURE: "azure-pipelines.yml",
    CiHost.BITBUCKET: "bitbucket-pipelines.yml",
    CiHost.JENKINS: "Jenkinsfile",
    CiHost.CRON: "nightly.sh",
}


@pytest.mark.parametrize("ci", CiHost)
def test_files(ci: CiHost, tmp_path: Path) -> None:
    portal = init_portal(tmp_path / "portal", "Acme", ci=ci)
    written = {path.relative_to(tmp_path / "portal").as_posix() for path in portal.files}
    assert written == COMMON | {JOBS[ci]}
    assert all(path.is_file() for path in portal.files)
    assert portal.notes[0].startswith("the nightly job needs ")
    if ci is CiHost.CRON:
        assert stat.S_IMODE((tmp_path / "portal/nightly.sh").stat().st_mode) == 0o755


@pytest.mark.parametrize("ci", [CiHost.GITHUB, CiHost.GITLAB, CiHost.AZURE])
def test_a_public_target_is_named(ci: CiHost, tmp_path: Path) -> None:
    notes = init_portal(tmp_path, "Acme", ci=ci).notes
    assert "public" in notes[1]
    assert "until you allow it" in notes[1]


@pytest.mark.parametrize(
    ("remote", "source"),
    [
        ("https://github.com/acme/portal.git", {"organization": "acme", "exclude": ("portal",)}),
        ("git@github.com:acme/portal.git", {"organization": "acme", "exclude": ("portal",)}),
        (
            "ssh://git@github.com/acme/the.portal",
            {"organization": "acme", "exclude": ("the.portal",)},
        ),
        (
            "https://me:secret@github.acme.example/acme/portal",
            {"organization": "acme", "api_url": "https://github.acme.example/api/v3"},
        ),
        ("https://gitlab.com/acme/portal.git", None),
        ("git@gh:acme/portal.git", None),
        ("/srv/git/portal.git", None),
        ("https://github.com/", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("below", [".", "a/portal"])
def test_the_first_source_is_the_organisation_of_the_clone(remote, source, below, tmp_path) -> None:
    if remote is not None:
        for words in (["init", "-q"], ["remote", "add", "origin", remote]):
            subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    init_portal(tmp_path / below, "Acme")
    text = (tmp_path / below / "catalogsite.yaml").read_text("utf-8")
    config = load_config(tmp_path / below / "catalogsite.yaml")
    assert "secret" not in text
    if source is None:
        assert config.sources == ()
        return
    (found,) = config.sources
    assert found.model_dump().items() >= {"kind": "github", **source}.items()


@pytest.mark.parametrize(
    "title",
    ['Our "portal": now', "${{ secrets.X }}", "a\nb: c", "{{ sources }}", "日本 \x07", "# x"],
)
def test_any_title_stays_a_title(title: str, tmp_path: Path) -> None:
    init_portal(tmp_path, title)
    assert load_config(tmp_path / "catalogsite.yaml").title == title
    job = (tmp_path / ".github/workflows/portal.yml").read_text("utf-8")
    assert title not in job or title == "# x"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("mine")
    with pytest.raises(UserError, match=r"would overwrite .*mkdocs\.yml"):
        init_portal(tmp_path, "Acme")
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ["/.catalogsite/", "/site/", "/.venv/", "/nightly.env", "/nightly.log"]),
        ("", ["/.catalogsite/", "/site/", "/.venv/", "/nightly.env", "/nightly.log"]),
        (
            "*.pyc\n/site/",
            ["*.pyc", "/site/", "/.catalogsite/", "/.venv/", "/nightly.env", "/nightly.log"],
        ),
    ],
)
def test_git_ignores_what_is_built(before, after, tmp_path: Path) -> None:
    if before is not None:
        (tmp_path / ".gitignore").write_text(before)
    init_portal(tmp_path, "Acme")
    assert (tmp_path / ".gitignore").read_text().splitlines() == after


def test_git_ignores_the_site_and_the_state_of_a_portal(tmp_path: Path) -> None:
    init_portal(tmp_path, "Acme")
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    for folder in ("site", ".catalogsite", "docs/site"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x").write_text("")
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "?? docs/site/x" in listed
    assert "?? site/" not in listed
    assert ".catalogsite/" not in listed


def _install(folder: Path, direct_url: str | None) -> None:
    info = folder / f"catalogsite-{__version__}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: catalogsite\nVersion: {__version__}\n")
    if direct_url is not None:
        (info / "direct_url.json").write_text(direct_url)


HASH = "ab" * 32


@pytest.mark.parametrize(
    ("direct_url", "digest"),
    [
        (json.dumps({"url": "file:///x.whl", "archive_info": {"hashes": {"sha256": HASH}}}), HASH),
        (json.dumps({"url": "file:///x.whl", "archive_info": {"hash": f"sha256={HASH}"}}), HASH),
        (json.dumps({"url": "file:///x.whl", "archive_info": {"hashes": {"md5": "0"}}}), None),
        (json.dumps({"url": "file:///x.whl", "archive_info": {"hash": "sha256=x y"}}), None),
        (json.dumps({"url": "file:///src", "dir_info": {"editable": True}}), None),
        ("{", None),
        (None, None),
    ],
    ids=["PEP 610", "older pip", "another hash", "not a hash", "editable", "damaged", "an index"],
)
def test_the_package_is_pinned_by_hash(direct_url, digest, tmp_path, monkeypatch) -> None:
    _install(tmp_path, direct_url)
    monkeypatch.syspath_prepend(str(tmp_path))
    pinned = pinned_requirements()
    own = next(line for line in pinned.text.splitlines() if line.startswith("catalogsite"))
    if digest:
        assert own == f"catalogsite=={__version__} \\"
        assert f"catalogsite=={__version__} \\\n    --hash=sha256:{digest}\n" in pinned.text
        assert pinned.missing is None
    else:
        # pip refuses a file in which one package has no hash.
        assert own == f"catalogsite=={__version__}"
        assert f"pip download --no-deps catalogsite=={__version__}" in pinned.missing


def test_every_other_package_has_version_and_hash() -> None:
    text = pinned_requirements().text
    names = re.findall(r"^([a-z0-9-]+)==\S+(.*)$", text, re.MULTILINE)
    assert len(names) > 50
    assert [name for name, rest in names if not rest.endswith("\\")] == ["catalogsite"]
    assert "://" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)


def test_the_shipped_pins_are_those_of_the_tests() -> None:
    shipped = TOP / "scaffolds/requirements.txt"
    assert shipped.is_symlink()
    assert shipped.read_bytes() == (TOP / "requirements.txt").read_bytes()


def test_yaml_of_every_job_is_one_document(tmp_path: Path) -> None:
    for ci, name in JOBS.items():
        if name.endswith((".yml", ".yaml")):
            init_portal(tmp_path / ci.value, "Acme", ci=ci)
            assert isinstance(yaml.safe_load((tmp_path / ci.value / name).read_text()), dict)
