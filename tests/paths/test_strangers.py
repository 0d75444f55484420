"""What a repository may not do by the names of its files: each costs that repository only."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from tests.repositories.conftest import Workshop
from tests.site.conftest import run

from catalogsite.repositories.mirror import Mirror, MirrorRecord
from catalogsite.repositories.remote import Remote

GOOD = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: good}\n"
    "spec: {type: service, lifecycle: production, owner: team}\n"
)
EVIL = GOOD.replace("good", "evil")
SNIPPET = b'# Evil\n\n--8<-- "a.txt"\n'
CONFIG = b"site_name: Evil\ndocs_dir: .\nmarkdown_extensions: [pymdownx.snippets]\n"


class World:
    """A folder with two repositories, of which one is hostile, and files that must stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "portal"
        self.folder.mkdir()
        self.canary = folder / "canary.txt"
        self.canary.write_text("whole")
        self.workshop = Workshop(folder / "remotes")
        self.good = self.workshop.repository("good", {"catalog-info.yaml": GOOD, "README.md": "x"})
        self.evil = self.workshop.repository("evil")
        self._outside = self._beside()

    def build(self, *sources: dict[str, str], code: int = 0) -> str:
        """Collect and build as a user does, and return what was printed."""
        config = {"sources": list(sources)}
        (self.folder / "catalogsite.yaml").write_text(yaml.safe_dump(config))
        settings = {"HOME": str(self.folder), "TMPDIR": str(self.folder), "COLUMNS": "200"}
        self._outside = self._beside()
        # A source that cannot be read is enough to refuse the first publication.
        return run("build", "--accept", cwd=self.folder, code=code, **settings)

    def git(self, root: Path) -> dict[str, str]:
        return {"kind": "git", "url": root.as_uri()}

    def mirror_unchecked(self, commit: str) -> None:
        """Make the mirror of the hostile repository with git's own settings."""
        url = self.evil.as_uri()
        mirror = Mirror(Remote(url), self.folder / ".catalogsite/git")
        self.workshop.git(self.folder, "init", "-q", "--bare", str(mirror.git_dir))
        branch = "refs/heads/trunk"
        self.workshop.git(mirror.git_dir, "fetch", "-q", url, f"{branch}:{branch}")
        now = datetime(2026, 1, 1, tzinfo=UTC)
        mirror.write_record(
            MirrorRecord(url=url, branch="trunk", commit=commit, committed=now, fetched=now)
        )

    def problems(self) -> list[tuple[str, str, str | None, str, str | None]]:
        """Level, rule, file, message and fix of each problem."""
        found = json.loads((self.folder / "site/api/problems.json").read_bytes())
        keys = ("level", "rule", "file", "message", "fix")
        return [tuple(map(problem.get, keys)) for problem in found]

    def page(self, path: str) -> bool:
        return (self.folder / "site" / path / "index.html").is_file()

    def assert_nothing_outside(self) -> None:
        assert self.canary.read_text() == "whole"
        assert self._beside() == self._outside

    def _beside(self) -> dict[str, bytes]:
        """Every file beside the portal's own folder and the repositories."""
        top = self.folder.parent
        skipped = {self.folder, top / "remotes"}
        files: dict[str, bytes] = {}
        for folder, folders, names in os.walk(top):
            here = Path(folder)
            folders[:] = [name for name in folders if here / name not in skipped]
            files |= {str(here / name): (here / name).read_bytes() for name in names}
        return files


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_absolute_name_in_a_git_tree_writes_no_file(world: World) -> None:
    """The tree that git refuses costs its repository; the others are complete."""
    world.workshop.raw_commit(
        world.evil,
        [
            ("100644", str(world.canary), b"overwritten"),
            ("100644", str(world.canary.with_name("new.txt")), b"written"),
            ("100644", "catalog-info.yaml", EVIL.encode()),
            ("100644", "index.md", SNIPPET),
            ("100644", "mkdocs.yml", CONFIG),
            ("100644", "a.txt", b"a"),
        ],
    )
    output = world.build(world.git(world.good), world.git(world.evil), code=4)
    world.assert_nothing_outside()
    assert "evil: git refuses the repository: fullPathname" in output
    assert world.page("catalog/default/component/good")
    assert not world.page("catalog/default/component/evil")


def test_an_absolute_name_that_reaches_the_tree_is_a_problem(world: World) -> None:
    """As above, in a mirror that an older version fetched without the checks of git."""
    path = str(world.canary)
    commit = world.workshop.raw_commit(
        world.evil,
        [
            ("100644", path, b"overwritten"),
            ("100644", "catalog-info.yaml", EVIL.encode()),
            ("100644", "index.md", SNIPPET),
            ("100644", "mkdocs.yml", CONFIG),
            ("100644", "a.txt", b"snippet of evil"),
        ],
    )
    world.mirror_unchecked(commit)
    world.build(world.git(world.good), world.git(world.evil))
    world.assert_nothing_outside()
    message = "the file is not read: its path is absolute"
    assert ("warning", "unsafe-path", path, message, "rename the file") in world.problems()
    assert world.page("catalog/default/component/good")
    evil = world.folder / "site/docs/default/component/evil/index.html"
    assert "snippet of evil" in evil.read_text("utf-8")


@pytest.mark.parametrize("kind", ["git", "folder"])
def test_an_encoded_way_out_costs_its_own_page(world: World, kind: str) -> None:
    files = {
        "catalog-info.yaml": EVIL,
        "docs/index.md": "# Evil\n\n[x](%252e%252e%252fx.md) ![y](y%20z.png) [p](100%25.md)\n",
        "docs/%2e%2e%2fx.md": "# Out\n",
        "docs/%00.md": "# Nothing\n",
        "docs/100%.md": "# Hundred\n",
        "docs/a%20b.md": "# Twenty\n",
        "docs/y z.png": "picture",
    }
    world.workshop.commit(world.evil, files)
    sources = {
        "git": [world.git(world.good), world.git(world.evil)],
        "folder": [{"kind": "folder", "path": "../remotes"}],
    }
    world.build(*sources[kind])
    world.assert_nothing_outside()
    decoded = "when it is decoded as an address"
    unsafe = [one for one in world.problems() if one[1] == "unsafe-path"]
    assert unsafe == [
        (
            *("warning", "unsafe-path", "docs/%00.md"),
            *(f"the file is not read: its path has a control character {decoded}",),
            "rename the file",
        ),
        (
            *("warning", "unsafe-path", "docs/%2e%2e%2fx.md"),
            *(f"the file is not read: its path has an empty part, `.` or `..` {decoded}",),
            "rename the file",
        ),
    ]
    assert world.page("catalog/default/component/good")
    for page in ("", "100%", "a%20b"):
        assert world.page(f"docs/default/component/evil/{page}")
    assert (world.folder / "site/docs/default/component/evil/y z.png").read_bytes() == b"picture"


ODD_NAMES = (
    "%2E%2E%2FX.md", "..%2fz.md", "%2e./y.md", "%5c..%5cw.md", "%252e%252e%252fv.md", "%2fetc%2fpasswd.md",
    "C%3a%5cu.md", "%0d%0at.md", "%ff%fes.md", "%.md", "%e2%80%aer.md",
)  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_a_page_or_a_problem(world: World, name: str) -> None:
    files = {"catalog-info.yaml": EVIL, "docs/index.md": "# Evil\n", f"docs/{name}": "# Odd\n"}
    world.workshop.commit(world.evil, files)
    world.build(world.git(world.good), world.git(world.evil))
    world.assert_nothing_outside()
    assert world.page("catalog/default/component/good")
    assert (world.folder / "site/docs/default/component/evil/index.html").exists()
    pages = [
        path for path in (world.folder / "site/docs").rglob("*.html") if "Odd" in path.read_text()
    ]
    reported = [one for one in world.problems() if one[1:3] == ("unsafe-path", f"docs/{name}")]
    assert bool(pages) != bool(reported)
