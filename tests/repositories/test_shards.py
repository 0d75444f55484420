"""Shards that are merged give the snapshot of one machine, byte by byte."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.collect.shards.share import Share, parse_share, share_number
from catalogsite.commands.demo import acme_dir, make_demo
from catalogsite.commands.demo.providers import example_providers, stated_providers
from catalogsite.config.settings import load_config
from catalogsite.errors import UserError
from catalogsite.model.repository import RepositoryRequest
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, 4, tzinfo=UTC)
LATER = datetime(2026, 2, 2, 4, tzinfo=UTC)
COUNTS = [1, 2, 5]


def run_in(config: Path, state: str, now: datetime = NOW, **values) -> Run:
    return Run(load_config(config), State(config.parent / state), now, config_file=config, **values)


def shards_of(config: Path, count: int, now: datetime = NOW, **values) -> list[Path]:
    """The files of all shards, each made by a machine of its own."""
    files = [config.parent / f"shards-{count}" / f"{number + 1}.zip" for number in range(count)]
    for number, file in enumerate(files):
        run = run_in(config, f"state-{number}-{count}", now, **values)
        pipeline.collect_shard(run, Share(number + 1, count), file)
    return files


def bytes_of(run: Run) -> bytes:
    return run.state.snapshot.read_bytes()


def objects_of(run: Run) -> set[str]:
    return {digest for digest, _ in run.state.store.objects()}


def described(name: str, more: str = "") -> str:
    return f"""\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  annotations: {{backstage.io/techdocs-ref: 'dir:.'}}
spec: {{type: service, lifecycle: production, owner: platform}}
{more}"""


@pytest.fixture
def portal(workshop, tmp_path) -> Path:
    """Git sources with documentation, an API, facts in files, two of one name, and one that is gone."""
    folder = tmp_path / "portal"
    folder.mkdir()
    facts = '{"facts": [{"key": "acme.tier", "value": "one"}]}'
    sources = []
    for number in range(7):
        name = f"r{number}"
        files = {
            "catalog-info.yaml": described(name),
            "mkdocs.yml": "site_name: Docs\n",
            "docs/index.md": f"# Docs of {name}\n\n[on](more.md)\n",
            "docs/more.md": "more\n",
            "facts.json": facts,
        }
        if number == 3:
            location = "apiVersion: v1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [./x/*.yaml]}"
            files["catalog-info.yaml"] += f"---\n{location}\n"
            files["x/web.yaml"] = described("web")
            files["x/broken.yaml"] = "kind: [\n"
        if number == 4:
            del files["catalog-info.yaml"]
        if number == 5:
            files["catalog-info.yaml"] += f"---\n{described('r1')}"
        root = workshop.repository(name, files=files)
        sources.append({"kind": "git", "url": root.as_uri()})
    other = workshop.repository("elsewhere/r0", files={"README.md": "# Another\n"})
    sources.append({"kind": "git", "url": other.as_uri()})
    sources.append({"kind": "git", "url": (root.parent / "gone").as_uri()})
    config = {"sources": sources, "enrich": [{"kind": "facts", "files": "facts.json"}]}
    file = folder / "catalogsite.yaml"
    file.write_text(yaml.safe_dump(config), "utf-8")
    return file


@pytest.mark.parametrize("count", COUNTS)
def test_git_sources(portal, count):
    alone, merged = run_in(portal, "alone"), run_in(portal, "merged")
    pipeline.collect(alone)
    pipeline.merge(merged, shards_of(portal, count))
    assert bytes_of(merged) == bytes_of(alone)
    assert objects_of(merged) >= objects_of(alone)
    # The mirrors were on other machines.
    assert not list(merged.state.mirrors.glob("*"))


@pytest.fixture
def acme(tmp_path) -> Path:
    return make_demo(tmp_path / "acme")


@pytest.mark.parametrize("count", COUNTS)
def test_the_demo_organisation(acme, count):
    stated = stated_providers(acme_dir() / "providers")
    stated.pop("refused_tonight")
    values = {
        "transport": example_providers(stated, NOW),
        "variables": {"CATALOGSITE_DEMO_GITHUB_TOKEN": "demo"},
    }
    alone, merged = run_in(acme, "alone", **values), run_in(acme, "merged", **values)
    pipeline.collect(alone)
    pipeline.merge(merged, shards_of(acme, count, **values))
    assert bytes_of(merged) == bytes_of(alone)
    assert objects_of(merged) >= objects_of(alone)


def test_what_the_shards_have_read_counts_and_not_what_is_there_now(portal, workshop):
    files = shards_of(portal, 2)
    before = workshop.git(workshop.folder / "r6", "rev-parse", "HEAD").strip()
    workshop.commit(workshop.folder / "r6", {"more.yaml": "x: 1\n"})
    found = pipeline.merge(run_in(portal, "merged"), files)
    assert before in {one.commit for one in found.repositories}


@pytest.mark.parametrize("part", ["fetched", "files", "readings/"])
def test_what_no_shard_has_is_fetched_and_read_by_merge(portal, part):
    alone, merged = run_in(portal, "alone"), run_in(portal, "merged")
    pipeline.collect(alone)
    files = shards_of(portal, 2)
    without(part)(files[0])
    pipeline.merge(merged, files)
    assert bytes_of(merged) == bytes_of(alone)
    assert list(merged.state.mirrors.glob("*"))


def test_the_repositories_of_a_missing_shard_stay_as_they_were(portal, workshop):
    first = run_in(portal, "merged")
    before = pipeline.merge(first, shards_of(portal, 2))
    files = shards_of(portal, 2, LATER)
    second = replace(first, now=LATER)
    # Which repositories a share has is decided by their addresses, here those of a temporary folder.
    urls = [one["url"] for one in yaml.safe_load(portal.read_text("utf-8"))["sources"]]
    lacking, other = (_number(url, portal) for url in urls[:2])
    after = pipeline.merge(second, [files[2 - lacking]], partial=True)
    refs = [[one["metadata"]["name"] for one in found.entities] for found in (before, after)]
    assert refs[0] == refs[1]
    failures = [one for run in after.sources for one in run.failures]
    lost = [one for one in failures if one.reason.endswith(f"shard {lacking}/2 is missing")]
    assert lost
    assert {one.fix for one in lost} == {"see why the job of that shard failed, and run it again"}
    stale = {ref for ref, origin in after.origins.items() if origin.stale_since is not None}
    assert "component:default/r0" in stale
    assert ("component:default/r1" in stale) == (other == lacking)


def _number(url: str, portal: Path) -> int:
    return share_number(RepositoryRequest(source="git", name="x", url=url), portal.parent, 2)


def test_a_share_is_decided_by_the_address_alone(tmp_path):
    def request(**fields):
        return RepositoryRequest(source="git", name="x", **fields)

    one = request(url="https://git.acme.example/pay.git", head="a" * 40, description="Pays")
    same = request(url="https://git.acme.example/pay")
    assert share_number(one, tmp_path, 7) == share_number(same, tmp_path, 7)
    here = request(path=str(tmp_path / "repos" / "pay"))
    there = request(path="/srv/portal/repos/pay")
    assert share_number(here, tmp_path, 7) == share_number(there, Path("/srv/portal"), 7)
    numbers = [share_number(request(url=f"https://a/{n}"), tmp_path, 4) for n in range(400)]
    assert all(60 < numbers.count(number) < 140 for number in (1, 2, 3, 4))


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "a/b", "-1/2", "1/257", "1/2/3", ""])
def test_a_share_that_is_none(text):
    with pytest.raises(UserError, match="is no share"):
        parse_share(text)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def without_index(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", "x")


def changed(**fields):
    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["index.json"] = json.dumps(json.loads(parts["index.json"]) | fields).encode()
        write(file, parts)

    return change


def without(part: str):
    """Leaves out a member of the index, or a folder of the archive."""

    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if not name.startswith(part)]
            parts = {name: archive.read(name) for name in names}
        index = json.loads(parts["index.json"])
        index.pop(part, None)
        write(file, parts | {"index.json": json.dumps(index).encode()})

    return change


def write(file: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def another_store(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"store/{'a' * 64}", b"not that")


CASES = {
    "damaged": (cut, "1.zip: is no whole shard", "run the job of this shard again"),
    "empty": (emptied, "1.zip: is no whole shard", "run the job of this shard again"),
    "another archive": (without_index, "1.zip: is no whole shard", "run the job of this shard"),
    "another object": (another_store, "1.zip: is no whole shard", "run the job of this shard"),
    "not there": (
        Path.unlink,
        "1.zip: cannot be read: No such file or directory",
        "give the files",
    ),
    "another version": (
        changed(version="0.0.1"),
        "1.zip: was made by catalogsite 0.0.1, and this is",
        "run all jobs with the same version",
    ),
    "another format": (
        changed(format=9),
        "1.zip: was made by",
        "run all jobs with the same version",
    ),
    "another configuration": (
        changed(config="0" * 16),
        "1.zip: was made with another configuration",
        "run all jobs with the same catalogsite.yaml",
    ),
    "another count": (
        changed(of=3),
        "2.zip: is shard 2/2, and `",
        "give the shards of one run only",
    ),
    "twice": (changed(number=2), "2.zip: is shard 2/2, and so is `", "give each shard once"),
}


@pytest.mark.parametrize("name", CASES)
def test_shards_that_give_no_catalog(name, portal):
    change, what, fix = CASES[name]
    files = shards_of(portal, 2)
    change(files[0])
    merged = run_in(portal, "merged")
    with pytest.raises(UserError) as caught:
        pipeline.merge(merged, files)
    assert what in str(caught.value)
    assert fix in str(caught.value)
    assert not merged.state.snapshot.exists()


def test_a_missing_shard_is_named(portal):
    files = shards_of(portal, 5)
    with pytest.raises(UserError) as caught:
        pipeline.merge(run_in(portal, "merged"), [files[0], files[3]])
    assert caught.value.what == "these shards are missing: 2/5, 3/5, 5/5"
    assert "--partial" in caught.value.fix
