"""Repositories that take as much time and memory as they can get, and honest ones beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.measured import run_measured

LIMITS = {"page": 1, "documentation": 5, "repository": 20}
HONEST = tuple(f"honest-{n}" for n in range(5))


def descriptor(name: str, kind: str = "Component", spec: str = "") -> str:
    """A documented entity, as text."""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n"
        "  annotations: {backstage.io/techdocs-ref: 'dir:.'}\n"
        f"spec: {{type: service, lifecycle: x, owner: x{spec}}}\n"
    )


def honest(name: str) -> dict[str, str]:
    """Path to text of every file of a repository that anybody could have."""
    page = f"# {name}\n\nWords of {name}, and [more](more.md).\n"
    return {
        "catalog-info.yaml": descriptor(name),
        "mkdocs.yml": f"site_name: {name}\n",
        "docs/index.md": page,
        "docs/more.md": f"# More\n\n{page}",
    }


def _aliases() -> str:
    more = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    return f"a0: &a0 [{', '.join('x' * 9)}]\n{''.join(more)}"


def _page(text: str) -> dict[str, str]:
    return {
        "mkdocs.yml": "site_name: x\n",
        "docs/index.md": f"# x\n\n{text}\n",
        "docs/two.md": "# Two\n",
    }


def _elements_left_open() -> str:
    left_open = "".join(f"<b class=x{n}>" for n in range(2000))
    return f"<div><p>{left_open}</p>{'<p>x</p>' * 20_000}</div>"


def _definitions(count: int) -> str:
    spec = ", definition: {$text: ./large.txt}"
    return "---\n".join(descriptor(f"text-{n}", "API", spec) for n in range(count))


def _globs() -> str:
    globs = ["{a,b}" * 60, "**/" * 200, "*a" * 300, "{1..999999999}", "+(a|aa)" * 20, "!(a)*" * 20]
    targets = json.dumps([f"./{one}.yaml" for one in globs])
    return f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: globs}}\nspec: {{targets: {targets}}}\n"


HOSTILE: dict[str, Callable[[], dict[str, str]]] = {
    "lists": lambda: {"catalog-info.yaml": f"x: [{'[],' * 3_300_000}]\n"},
    "depth": lambda: {"catalog-info.yaml": "[" * 1_000_000},
    "aliases": lambda: {"catalog-info.yaml": _aliases(), "mkdocs.yml": _aliases()},
    "definitions": lambda: {"catalog-info.yaml": _definitions(300), "large.txt": "x" * 9_900_000},
    "manifest": lambda: {
        "package.json": json.dumps({"name": "x", "dependencies": {f"p{n}": "1" for n in range(500_000)}}),
        "a/package.json": "[" * 9_000_000,
        "b/package.json": f'{{"name": "x", "a": [{"[]," * 3_000_000}[]]}}',
    },
    "globs": lambda: {"catalog-info.yaml": _globs(), **{f"{'a' * 60}{n}/{'a' * 99}.yaml": "x: 1\n" for n in range(200)}},
    "owners": lambda: {"CODEOWNERS": f"* {'x ' * 100_000}\n" + f"/{'*a' * 200} @a/b\n" * 5000},
    "attributes": lambda: {".gitattributes": f"{'*a' * 100} x\n" * 20_000, **{f"{'a' * 200}{n}.py": "x" for n in range(200)}},
    "readme": lambda: {"README.md": "*a " * 3_000_000},
    "elements": lambda: _page(_elements_left_open()),
    "brackets": lambda: _page("![" * 20_000),
    "line": lambda: _page("a" * 9_000_000),
    "pages": lambda: {**_page("x"), **{f"docs/p{n}.md": "![" * 20_000 for n in range(50)}},
    "snippets": lambda: {
        **_page('--8<-- "docs/s0.md"'),
        "mkdocs.yml": "site_name: x\nmarkdown_extensions: [pymdownx.snippets]\n",
        **{f"docs/s{n}.md": f'--8<-- "docs/s{n + 1}.md"\n' * 9 for n in range(30)},
    },
    "drawing": lambda: {**_page("![](a.svg)"), "docs/a.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{'<g>' * 500_000}"},
    "description": lambda: {
        "catalog-info.yaml": "---\n".join(
            json.dumps({
                "apiVersion": "backstage.io/v1alpha1",
                "kind": "Domain",
                "metadata": {"name": f"words-{n}", "description": text, "title": text},
                "spec": {"owner": "x"},
            }) + "\n"
            for n, text in enumerate(("[" * 100_000, "![" * 50_000, "1. " * 5_000, "[a](" * 9_000))
        )
    },
}  # fmt: skip


def bomb(folder: Path) -> None:
    """Make a bare repository of a few objects whose tree has billions of files."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)

    def git(*arguments: str, stdin: bytes = b"") -> str:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        command = ["git", "-C", str(folder), *who, *arguments]
        return (
            subprocess.run(command, input=stdin, capture_output=True, check=True)
            .stdout.decode()
            .strip()
        )

    blob = git("hash-object", "-w", "--stdin", stdin=b"x")
    tree = git("mktree", stdin="".join(f"100644 blob {blob}\tf{n}\n" for n in range(10)).encode())
    for _ in range(10):
        tree = git(
            "mktree", stdin="".join(f"040000 tree {tree}\td{n}\n" for n in range(10)).encode()
        )
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "x"))


def images(folder: Path, count: int) -> None:
    """Make a documentation of gigabytes of images that take next to no room here."""
    _write(
        folder,
        {**honest("images"), "docs/index.md": "".join(f"![](i{n}.png)\n" for n in range(count))},
    )
    for number in range(count):
        with (folder / f"docs/i{number}.png").open("wb") as file:
            file.write(str(number % 5).encode())
            file.truncate(9_900_000)


class Run(NamedTuple):
    """One build: its folder, exit code and output, and what its processes used."""

    folder: Path
    code: int
    output: str
    cpu: float
    megabytes: int

    def page(self, name: str) -> str:
        """The words of a documentation of an honest repository."""
        html = (self.folder / f"site/docs/default/component/{name}/index.html").read_text("utf-8")
        return html.partition("<article")[2].partition("</article>")[0]


def build(folder: Path, hostile: bool) -> Run:
    """Build the portal of the honest repositories, with the others or without."""
    for name in HONEST:
        _write(folder / "repos" / name, honest(name))
    sources: list[dict[str, str]] = [{"kind": "folder", "path": "repos/*"}]
    if hostile:
        for name, files in HOSTILE.items():
            base = {"catalog-info.yaml": descriptor(name), "README.md": f"# {name}\n"}
            _write(folder / "repos" / name, {**base, **files()})
        images(folder / "repos/images", 200)
        bomb(folder / "bomb.git")
        sources.append({"kind": "git", "url": (folder / "bomb.git").as_uri()})
    (folder / "catalogsite.yaml").write_text(json.dumps({"sources": sources, "limits": LIMITS}))
    return _run(folder)


def _run(folder: Path) -> Run:
    command = [sys.executable, "-m", "catalogsite", "build", "--accept"]
    done = run_measured(command, folder, folder / "out")
    return Run(folder, done.code, (folder / "out").read_text(), done.cpu, done.megabytes)


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
