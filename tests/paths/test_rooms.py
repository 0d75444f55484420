"""No name, however odd, makes any room read or write outside its folder.

Each room gets names as a stranger would choose them, in a folder with others beside it. Files that
must not be written are compared before and after; what must not be read is looked for in what the
room returned and wrote.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.paths.test_inner_path import NAMES
from tests.repositories.conftest import Workshop

from catalogsite.docs.converter.convert import convert_all
from catalogsite.docs.converter.job import ConversionJob
from catalogsite.docs.stored.discover import find_documentation
from catalogsite.errors import CatalogsiteError, TemplateError
from catalogsite.execution.progress import NoProgress
from catalogsite.model.documentation.documentation import Documentation, TreeEntry, TreeManifest
from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.repository import Repository
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.repositories.clone import Clone
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.commit_tree import CommitTree
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.trees.tree import Tree
from catalogsite.scaffold import read_template, run
from catalogsite.search.fulltext import SearchPage, _write
from catalogsite.site.outputs import SiteOutputs
from catalogsite.site.publish import publish
from catalogsite.state.store import Store

SECRET = b"what nobody may read"
ROOM = "room"
"""The folder in which a room works; `beside/` lies beside it."""

# Names that lead to the files beside the room, as far as they are followed.
_WAYS_OUT = st.sampled_from(
    [
        *("../beside/secret.md", "a/../../beside/secret.md", "{top}/beside/secret.md"),
        *("..%2fbeside%2fsecret.md", "%2e%2e/beside/secret.md", "..\\beside\\secret.md"),
        *("../beside/new.md", "{top}/beside/new.md", "{top}/beside/secret.md%00", "./../beside/x"),
        *("x/.git/hooks/post-checkout", ".GIT/config", "git~1/config", "../room-beside/x.md"),
    ]
)
_LISTS = st.lists(st.one_of(NAMES, _WAYS_OUT), min_size=1, max_size=4)
_SETTINGS = settings(
    max_examples=int(os.environ.get("CASES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_AS_KNOWN = example(names=["{top}/beside/secret.md", "%2e%2e%2fbeside%2fsecret.md"])

Room = Callable[[Path, list[str]], bytes]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@contextmanager
def _guarded() -> Iterator[Path]:
    """The folder of a room; fails where something outside was written, or a secret came in."""
    with tempfile.TemporaryDirectory(prefix="rooms-") as name:
        top = Path(name).resolve()
        (top / ROOM).mkdir()
        for folder in ("beside", "room-beside"):
            (top / folder).mkdir()
            (top / folder / "secret.md").write_bytes(SECRET)
        before = _files(top)
        yield top / ROOM
        after = {path: data for path, data in _files(top).items() if not path.startswith("room/")}
        assert after == before
        assert not [path for path, data in _files(top / ROOM).items() if SECRET in data]


def _check(room: Room, names: list[str]) -> None:
    with _guarded() as folder:
        placed = [name.replace("{top}", str(folder.parent)) for name in names]
        assert SECRET not in room(folder, placed)
    # No example may lie where a name without a folder, or an absolute one, would lead.
    assert not Path("/beside").exists()


def _all_of(tree: Tree) -> bytes:
    """All that a tree says, also of paths that it does not list."""
    listed = list(tree.paths())
    found = [*tree.read_many(listed).values(), *tree.last_changes(listed)]
    for path in (*tree.unsafe_paths(), *tree.outside_links(), *tree.inside_links()):
        with suppress(CatalogsiteError):
            found.append(tree.read(path))
    return b"".join(one if isinstance(one, bytes) else one.encode() for one in found)


def _entries(names: list[str]) -> list[tuple[str, str, bytes]]:
    """Files by these names, and links of harmless names to them."""
    known = {name.encode(errors="replace").replace(b"\0", b"").decode() or "x" for name in names}
    files = [("100644", name, b"# x\n") for name in sorted(known)]
    links = [("120000", f"link-{n}.md", name.encode()) for n, name in enumerate(sorted(known))]
    return [*files, *(link for link in links if link[1] not in known)]


def _git_repository(folder: Path, names: list[str]) -> tuple[Workshop, Path, str]:
    workshop = Workshop(folder / "remotes")
    root = workshop.repository("evil")
    return workshop, root, workshop.raw_commit(root, _entries(names))


def _mirror(folder: Path, names: list[str]) -> bytes:
    workshop, root, commit = _git_repository(folder, names)
    mirror = Mirror(Remote(root.as_uri()), folder / "state")
    found = b""
    with suppress(CatalogsiteError):
        record, _ = mirror.update(datetime(2026, 1, 1, tzinfo=UTC))
        found = _all_of(GitTree(mirror, record.commit))
    # As an older version fetched it, without the checks of git.
    workshop.git(folder, "clone", "-q", "--bare", str(root), str(folder / "unchecked.git"))
    mirror.git_dir = folder / "unchecked.git"
    tree = GitTree(mirror, commit)
    (folder / "unpacked").mkdir()
    with suppress(CatalogsiteError):
        tree.unpack("", folder / "unpacked")
    unpacked = _files(folder / "unpacked")
    assert ".git" not in {part.lower() for path in unpacked for part in path.split("/")}
    return found + _all_of(tree) + b"".join(unpacked.values())


def _commit(folder: Path, names: list[str]) -> bytes:
    _, root, commit = _git_repository(folder, names)
    return _all_of(CommitTree(Clone(root / ".git", ""), commit))


def _folder(folder: Path, names: list[str]) -> bytes:
    root = folder / "repository"
    root.mkdir()
    for number, name in enumerate(names):
        with suppress(OSError, ValueError):
            (root / f"link-{number}.md").symlink_to(name)
        flat = name.strip("/").replace("/", "-")
        with suppress(OSError, ValueError):
            (root / flat).write_bytes(b"# x\n")
    return _all_of(FolderTree(root))


def _index(folder: Path, names: list[str]) -> bytes:
    """The index of a clone lists names that no file system would hold."""
    workshop, root, commit = _git_repository(folder, names)
    with suppress(Exception):
        workshop.git(root, "read-tree", commit)
    return _all_of(FolderTree(root))


def _documentation(folder: Path, names: list[str]) -> bytes:
    """A stored tree as an older version may have kept it: with any name, and all as snippets."""
    store = Store(folder / "store")
    snippets = "".join(f'--8<-- "{name}"\n\n[x]({name}) ![y]({name})\n\n' for name in names)
    page = f"# Evil\n\n{snippets}".encode(errors="replace")
    config = b"site_name: Evil\ndocs_dir: .\nmarkdown_extensions: [pymdownx.snippets]\n"
    files = {"index.md": page, "mkdocs.yml": config}
    with suppress(UnicodeEncodeError):
        files |= {name: b"text" for name in names if name.encode()}
    entries = {path: TreeEntry(blob=store.put(data)) for path, data in files.items()}
    repository = Repository(id="evil", name="evil", source="git")
    documentation = Documentation(
        entity_ref="component:default/evil",
        repository="evil",
        tree=store.put_tree(TreeManifest(files=entries)),
        config="mkdocs.yml",
        docs_dir=".",
    )
    job = ConversionJob(documentation=documentation, repository=repository)
    found = convert_all([job], store.folder, folder / "fragments")["component:default/evil"]
    pages = [_output(page.path, _page(page.path)) for page in found.pages]
    assets = [_output(path, lambda path=path: Asset(path, b"x")) for path in found.assets]
    _publish(folder, [*pages, *assets])
    return found.model_dump_json().encode()


def _page(path: str) -> Callable[[], Page]:
    return lambda: Page(path=path, layout="single", title="x", description="", body="x")


SHELL = "<html><head></head><body>__CS_BODY__</body></html>"


def _output(at: str, make: Callable[[], Page | Asset]) -> OutputGroup:
    return OutputGroup(at, lambda _: (make(),))


def _publish(folder: Path, groups: list[OutputGroup]) -> None:
    with publish(folder / "site", folder / "spare", NoProgress()) as publication:
        publication.write_outputs(SiteOutputs(groups, lambda _: "", lambda: None), _Plain(), "", 1)


class _Plain(ShellRenderer):
    """Writes pages without a theme, at the addresses of the real one."""

    def __init__(self) -> None:
        super().__init__({})

    def owns(self, page: Page) -> bool:
        return True

    def html(self, page: Page) -> str:
        return page.body


def _site(folder: Path, names: list[str]) -> bytes:
    pages = [_output(name, _page(name)) for name in names]
    assets = [_output(name, lambda name=name: Asset(name, b"x")) for name in names]
    _publish(folder, [*pages, *assets])
    return b""


def _search(folder: Path, names: list[str]) -> bytes:
    for name in names:
        _write(folder, SearchPage(name, "x", "x", {}))
    return b""


def _scaffold(folder: Path, names: list[str]) -> bytes:
    """Names as a value, as a target, as what is renamed or deleted, and as the skeleton."""
    template = folder / "template"
    (template / "skeleton/${{ values.name }}").mkdir(parents=True)
    (template / "skeleton/${{ values.name }}/a.md").write_text("x")
    (template / "skeleton/b.md").write_text("x")
    for name in names:
        for step in _steps(name):
            entity = {
                "apiVersion": "scaffolder.backstage.io/v1beta3",
                "kind": "Template",
                "metadata": {"name": "t"},
                "spec": {"type": "service", "steps": [step]},
            }
            (template / "template.yaml").write_text(yaml.safe_dump(entity), "utf-8")
            with suppress(TemplateError):
                run(read_template(template), {}, folder / "made")
    made = _files(folder / "made")
    assert ".git" not in {part.lower() for path in made for part in path.split("/")}
    return b"".join(made.values())


def _steps(name: str) -> list[dict[str, object]]:
    fetch = {"url": "./skeleton", "values": {"name": name}}
    files = [{"from": "b.md", "to": name}, {"from": name, "to": "c.md"}]
    return [
        {"action": "fetch:template", "input": fetch},
        {"action": "fetch:template", "input": {**fetch, "targetPath": name}},
        {"action": "fetch:plain", "input": {"url": name}},
        {"action": "fetch:plain:file", "input": {"url": "./skeleton/b.md", "targetPath": name}},
        {"action": "fs:rename", "input": {"files": files[:1]}},
        {"action": "fs:rename", "input": {"files": files[1:]}},
        {"action": "fs:delete", "input": {"files": [name]}},
        {"action": "catalog:write", "input": {"entity": {}, "filePath": name}},
    ]


def _discovery(folder: Path, names: list[str]) -> bytes:
    """Annotations, navigation and links that name these paths."""
    root = folder / "repository"
    (root / "docs").mkdir(parents=True)
    links = "".join(f"[x]({name}) ![y]({name})\n\n" for name in names)
    (root / "docs/index.md").write_text(f"# x\n\n{links}", "utf-8", errors="replace")
    config = {"site_name": names[0], "docs_dir": names[-1], "nav": names}
    with suppress(UnicodeEncodeError):
        (root / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    repository = Repository(id="evil", name="evil", source="folder")
    store = Store(folder / "store")
    found, _ = find_documentation(FolderTree(root), repository, (), store)
    return b"".join(one.model_dump_json().encode() for one in found)


_FAST: list[Room] = [_folder, _site, _search, _scaffold, _discovery]
_WITH_GIT: list[Room] = [_mirror, _commit, _index, _documentation]


@pytest.mark.parametrize("room", [*_FAST, *_WITH_GIT], ids=lambda room: room.__name__.strip("_"))
@_SETTINGS
@_AS_KNOWN
@given(names=_LISTS)
def test_no_name_leads_out_of_a_room(room: Room, names: list[str]) -> None:
    _check(room, names)
