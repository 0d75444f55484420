"""What people have in their repositories, and what must be reported of it: one row a mistake.

`files` are written into a repository of their own, beside a good component; a value that is a
function is called with the path to make. `problems` are all problems of that repository, as
`rule file:line`, the file left out where it is `catalog-info.yaml`.
"""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1024 * 1024
DESCRIPTOR = "catalog-info.yaml"


class Case(NamedTuple):
    """One mistake; `lives` are references that must be in the catalog besides the good one."""

    files: Mapping[str, str | bytes | Callable[[Path], None]]
    problems: tuple[str, ...]
    lives: tuple[str, ...] = ()
    git: bool = True


def component(name, *, spec="type: service, lifecycle: production, owner: good-team", notes=""):
    """A component in as few lines as can be."""
    return (
        "apiVersion: backstage.io/v1alpha1\n"
        "kind: Component\n"
        f"metadata:\n  name: {name}\n{notes}"
        f"spec: {{{spec}}}\n"
    )


def documented(name):
    """A component with documentation."""
    return component(name, notes="  annotations: {backstage.io/techdocs-ref: 'dir:.'}\n")


def location(name, *targets):
    """A Location of files."""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: {name}}}\n"
        f"spec:\n  targets: [{', '.join(targets)}]\n"
    )


def api(name, definition):
    """An API whose definition stands on line 8."""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\n"
        "spec:\n  type: openapi\n  lifecycle: production\n  owner: good-team\n"
        f"  definition: {definition}\n"
    )


def sparse(path):
    """A file of 100 MB that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(100 * MEGABYTE)


def link_to(target):
    """A symbolic link."""
    return lambda path: path.symlink_to(target)


def socket(path):
    """A file that programs talk through."""
    os.mknod(path, stat.S_IFSOCK | 0o600)


def bomb(levels=9):
    """Aliases of aliases: a few lines that stand for billions of values."""
    more = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels))
    return f"a0: &a0 [{', '.join('x' * 9)}]\n{''.join(more)}"


def merges(levels=9):
    """The same with `<<`, which copies while it is read."""
    more = (f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, levels))
    return f"a0: &a0 {{x: 1, y: 2}}\n{''.join(more)}"


def docs(name, files, problems=()):
    """A component with documentation, in which something is wrong."""
    given = {DESCRIPTOR: documented(name), "mkdocs.yml": MKDOCS, "docs/index.md": PAGE}
    return Case({**given, **files}, tuple(problems), lives=(f"component:default/{name}",))


PAGE = "# Title\n\nWords.\n"
MKDOCS = "site_name: Docs\n"

NO_ADDRESS = "https://[github.com/acme/pay"

DESCRIPTORS = {
    "manifests that Python refuses to read": Case(
        {
            DESCRIPTOR: component("refused"),
            "pyproject.toml": f"a = {'[' * 5000}{']' * 5000}\n",
            "a/pyproject.toml": f"a = {'1' * 5000}\n",
            "package.json": f'{{"name": {"1" * 5000}}}',
            "requirements.txt": f"x; {'(' * 5000}a == 'b'\n",
        },
        tuple(
            f"manifest-unreadable {file}"
            for file in ("a/pyproject.toml", "package.json", "pyproject.toml", "requirements.txt")
        ),
        lives=("component:default/refused",),
    ),
    "annotations with an address that is none": Case(
        {
            DESCRIPTOR: component(
                "bracket",
                notes=f"""  annotations:
    github.com/project-slug: '{NO_ADDRESS}'
    jenkins.io/job-full-name: '{NO_ADDRESS}/job/x'
    backstage.io/techdocs-ref: 'url:{NO_ADDRESS}'
    backstage.io/source-location: 'url:{NO_ADDRESS}'
""",
            )
        },
        ("docs-elsewhere :8", *(f"annotation-value :{line}" for line in (6, 7, 8, 9))),
        lives=("component:default/bracket",),
    ),
    "a location with an address that is none": Case(
        {DESCRIPTOR: location("all", f"'{NO_ADDRESS}/blob/main/x.yaml'")},
        ("location-external :5",),
    ),
    "a placeholder with an address that is none": Case(
        {DESCRIPTOR: api("bracket-api", f"{{$text: '{NO_ADDRESS}/openapi.yaml'}}")},
        ("placeholder :8",),
    ),
    "broken yaml": Case({DESCRIPTOR: "kind: Component\nname: [\n"}, ("yaml-syntax :2",)),
    "one of three documents broken": Case(
        {DESCRIPTOR: component("left") + "---\nkind: [\n---\n" + component("right")},
        ("yaml-syntax :7",),
        lives=("component:default/left", "component:default/right"),
    ),
    "tabs": Case({DESCRIPTOR: "kind: Component\nmetadata:\n\tname: x\n"}, ("yaml-syntax :3",)),
    "binary": Case({DESCRIPTOR: b"\x7fELF\x02\0\0\0" * 64}, ("file-binary",)),
    "latin-1": Case(
        {DESCRIPTOR: component("x", notes="  title: Gr\xf6\xdfe\n").encode("latin-1")},
        ("file-encoding :5",),
    ),
    "utf-16 with a mark": Case(
        {DESCRIPTOR: component("x").encode("utf-16")}, ("file-encoding :1",)
    ),
    "utf-16 without": Case({DESCRIPTOR: component("x").encode("utf-16-le")}, ("file-binary",)),
    "utf-8 with a mark": Case(
        {DESCRIPTOR: component("marked").encode("utf-8-sig")}, (), ("component:default/marked",)
    ),
    "dos line ends": Case(
        {DESCRIPTOR: component("dos").replace("\n", "\r\n")}, (), ("component:default/dos",)
    ),
    "an empty file": Case({DESCRIPTOR: ""}, ("file-empty",)),
    "only comments": Case({DESCRIPTOR: "# to do\n"}, ("file-empty",)),
    "a list": Case({DESCRIPTOR: "- a\n- b\n"}, ("yaml-root :1",)),
    "a word": Case({DESCRIPTOR: "hello\n"}, ("yaml-root :1",)),
    "unknown kind": Case(
        {DESCRIPTOR: component("x").replace("Component", "Spaceship")}, ("unknown-kind :2",)
    ),
    "misspelt kind": Case(
        {DESCRIPTOR: component("x").replace("Component", "component")}, ("unknown-kind :2",)
    ),
    "unknown version": Case(
        {DESCRIPTOR: component("x").replace("v1alpha1", "v9")}, ("unknown-api-version :1",)
    ),
    "no name": Case({DESCRIPTOR: component("''")}, ("field-empty :4",)),
    "a key twice": Case({DESCRIPTOR: component("x") + "kind: API\n"}, ("yaml-syntax :6",)),
    "spec is a word": Case(
        {DESCRIPTOR: component("x").replace("spec: {", "spec: '").replace("}\n", "'\n")},
        ("field-type :5",),
    ),
    "metadata is a list": Case(
        {
            DESCRIPTOR: "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: [a]\nspec: {owner: good-team}\n"
        },
        ("field-type :3",),
    ),
    "an alias bomb": Case({DESCRIPTOR: bomb() + component("x")}, ("yaml-syntax :3",)),
    "an alias in itself": Case({DESCRIPTOR: "a: &a [*a]\n"}, ("yaml-syntax :1",)),
    "nested lists": Case({DESCRIPTOR: "[" * 50_000 + "]" * 50_000}, ("yaml-syntax :1",)),
    "nested mappings": Case(
        {DESCRIPTOR: "".join(f"{' ' * n}a:\n" for n in range(3000))}, ("yaml-syntax :1001",)
    ),
    "100 MB of nothing": Case({DESCRIPTOR: sparse}, ("file-size",)),
    "11 MB of text": Case({DESCRIPTOR: "# x\n" * (11 * MEGABYTE // 4)}, ("file-size",)),
    "a folder of that name": Case(
        {f"{DESCRIPTOR}/{DESCRIPTOR}": component("inner")}, (), ("component:default/inner",)
    ),
    "a location loop": Case(
        {
            DESCRIPTOR: location("loop-a", "./a.yaml"),
            "a.yaml": location("loop-b", "./b.yaml"),
            "b.yaml": location("loop-c", "./a.yaml", "./catalog-info.yaml"),
        },
        (),
        lives=tuple(f"location:default/loop-{letter}" for letter in "abc"),
    ),
    "a location to nothing": Case(
        {DESCRIPTOR: location("to-nothing", "./none.yaml")},
        ("location-target :5",),
        lives=("location:default/to-nothing",),
    ),
    "a location out of the repository": Case(
        {DESCRIPTOR: location("out", "../../etc/passwd")},
        ("location-target :5",),
        lives=("location:default/out",),
    ),
    "a link out": Case({DESCRIPTOR: link_to("/etc/passwd")}, ("link-outside",)),
    "a link to itself": Case({DESCRIPTOR: link_to(DESCRIPTOR)}, ()),
    "a linked folder": Case({"sub": link_to("/etc")}, ("link-outside sub",)),
    "a link above": Case({"sub": link_to("..")}, ("link-outside sub",)),
    "a link to a device": Case({DESCRIPTOR: link_to("/dev/zero")}, ("link-outside",)),
    # What is no file at all is no descriptor either: nothing is reported of it.
    "a link to nothing": Case({DESCRIPTOR: link_to("nothing.yaml")}, ()),
    "a pipe": Case({DESCRIPTOR: os.mkfifo}, (), git=False),
    "a socket": Case({DESCRIPTOR: socket}, (), git=False),
    "taken: a reference of another repository": Case(
        {DESCRIPTOR: component("good-spec-is-a-word")}, ("duplicate-entity :1",)
    ),
    "a definition out of the repository": Case(
        {DESCRIPTOR: api("x", "{$text: ../../../../etc/passwd}")}, ("placeholder :8",)
    ),
    "a definition of 100 MB": Case(
        {DESCRIPTOR: api("x", "{$text: ./large.json}"), "large.json": sparse}, ("placeholder :8",)
    ),
    "a name of odd bytes": Case(
        {os.fsdecode(b"odd-\xff\xfe/catalog-info.yaml"): component("odd-bytes")}, ()
    ),
    "a name of two lines": Case(
        {"two\nlines/catalog-info.yaml": component("two-lines")},
        ("unsafe-path two\\nlines/catalog-info.yaml",),
    ),
    "names that differ in case": Case(
        {"A/catalog-info.yaml": component("Case"), "a/catalog-info.yaml": component("case")},
        ("duplicate-entity a/catalog-info.yaml:1",),
        lives=("component:default/case",),
    ),
}

DOCUMENTATION = {
    "a page of no text": docs(
        "docs-binary", {"docs/b.md": bytes(range(256))}, ["docs-encoding docs/b.md:2"]
    ),
    "a page in latin-1": docs(
        "docs-latin",
        {"docs/a.md": "# A\n\nGr\xf6\xdfe\n".encode("latin-1")},
        ["docs-encoding docs/a.md:3"],
    ),
    "a page of 100 MB": docs("docs-large", {"docs/a.md": sparse}, ["docs-size docs/a.md"]),
    "a page of nothing": docs("docs-nothing", {"docs/a.md": ""}),
    "a broken mkdocs.yml": docs(
        "docs-broken", {"mkdocs.yml": "nav: [\n"}, ["docs-config mkdocs.yml:2"]
    ),
    "an mkdocs.yml that runs code": docs(
        "docs-code",
        {"mkdocs.yml": "site_name: !!python/object/apply:os.system ['touch hacked']\n"},
        ["docs-config mkdocs.yml:1"],
    ),
    "an mkdocs.yml of aliases": docs(
        "docs-bomb", {"mkdocs.yml": bomb() + MKDOCS}, ["docs-config mkdocs.yml"]
    ),
    "an mkdocs.yml that merges aliases of aliases": docs(
        "docs-merges", {"mkdocs.yml": merges() + MKDOCS}, ["docs-config mkdocs.yml"]
    ),
    "an mkdocs.yml nested deeply": docs(
        "docs-deep",
        {"mkdocs.yml": "nav: " + "[" * 5000 + "]" * 5000},
        ["docs-config mkdocs.yml"],
    ),
    "an empty mkdocs.yml": docs("docs-empty", {"mkdocs.yml": ""}),
    "a nav to nothing": docs(
        "docs-nav",
        {"mkdocs.yml": "site_name: x\nnav:\n  - Home: index.md\n  - Gone: gone.md\n"},
        ["docs-nav mkdocs.yml:4"],
    ),
    "docs_dir out of the repository": docs(
        "docs-out",
        {"mkdocs.yml": "site_name: x\ndocs_dir: ../../../etc\n"},
        ["docs-empty mkdocs.yml", "docs-outside mkdocs.yml:2"],
    ),
    "docs_dir is a link out": Case(
        {DESCRIPTOR: documented("docs-link"), "mkdocs.yml": MKDOCS, "docs": link_to("/etc")},
        ("docs-empty mkdocs.yml", "link-outside docs"),
        lives=("component:default/docs-link",),
    ),
    "a page is a link out": docs(
        "docs-page-link",
        {"docs/secret.md": link_to("/etc/passwd")},
        ["link-outside docs/secret.md"],
    ),
    "a page takes text from outside": docs(
        "docs-snippet",
        {
            "mkdocs.yml": "site_name: x\nmarkdown_extensions: [pymdownx.snippets]\n",
            "docs/index.md": '# x\n\n--8<-- "/etc/passwd"\n',
        },
        ["docs-snippet docs/index.md:3"],
    ),
    "docs of nowhere": Case(
        {DESCRIPTOR: documented("docs-ref").replace("'dir:.'", "'dir:../../etc'")},
        ("docs-outside :5",),
        lives=("component:default/docs-ref",),
    ),
}

CASES = DESCRIPTORS | DOCUMENTATION
