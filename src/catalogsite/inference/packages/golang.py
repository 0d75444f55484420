"""go.mod and go.work: the module, what it requires directly, and what stands in for it.

The rules are those of the reference of Go modules: https://go.dev/ref/mod
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest, ManifestError, purl_of

FILES = re.compile(r"go\.(?:mod|work)")

_REQUIRE = re.compile(r"(?P<name>\S+)\s+(?P<version>v\S+)")
_REPLACE = re.compile(r"(\S+)(?:\s+(v\S+))?\s*=>\s*(\S+)(?:\s+(v\S+))?")
_SERVER_MARKS = ("github.com/gin-gonic/", "github.com/labstack/echo", "github.com/go-chi/")


class Replacement(NamedTuple):
    """A module that stands in for another one, of any version or of one; a folder has no version."""

    old: str
    only: str | None
    new: str
    version: str | None
    file: str
    line: int


class GoFile(NamedTuple):
    """The content of a go.mod, or of a go.work: `used` are the folders of its modules."""

    path: str
    module: Package | None
    required: tuple[tuple[str, str, int], ...]
    replaced: tuple[Replacement, ...]
    used: tuple[str, ...]


def parse(text: str, file: str) -> GoFile:
    """The directives of one file; what is `// indirect` is left out. Raises ManifestError."""
    module: Package | None = None
    required: list[tuple[str, str, int]] = []
    replaced: list[Replacement] = []
    used: list[str] = []
    for number, verb, rest in _directives(text):
        if verb == "module" and (purl := purl_of("golang", rest)):
            module = Package(purl=purl, name=rest, file=file, line=number)
        elif verb == "require" and (found := _REQUIRE.fullmatch(rest)):
            required.append((found["name"].strip('"'), found["version"], number))
        elif verb == "replace" and (found := _REPLACE.fullmatch(rest)):
            replaced.append(Replacement(found[1], found[2], found[3], found[4], file, number))
        elif verb == "use":
            used.append(posixpath.normpath(posixpath.join(posixpath.dirname(file), rest)))
    if module is None and file.endswith(".mod"):
        raise ManifestError(1, "a go.mod", "it names no module")
    return GoFile(file, module, tuple(required), tuple(replaced), tuple(used))


def manifests(parsed: Mapping[str, GoFile], _repository: str) -> Iterator[Manifest]:
    """The module of each go.mod, with what its workspace replaces."""
    workspaces = [file for file in parsed.values() if file.module is None]
    for file in parsed.values():
        if file.module is not None:
            folder = posixpath.dirname(file.path) or "."
            above = [one for work in workspaces if folder in work.used for one in work.replaced]
            # A workspace overrides what a module of it says.
            yield _manifest(file, file.module, {one.old: one for one in (*file.replaced, *above)})


def _manifest(file: GoFile, module: Package, replaced: Mapping[str, Replacement]) -> Manifest:
    dependencies = tuple(_dependencies(file, module, replaced))
    server = any(name.startswith(_SERVER_MARKS) for name, _, _ in file.required)
    return Manifest(
        ecosystem="go",
        file=file.path,
        name=module.name.rpartition("/")[2],
        packages=(module,),
        dependencies=dependencies,
        marks=frozenset({"server"} if server else ()),
    )


def _dependencies(
    file: GoFile, module: Package, replaced: Mapping[str, Replacement]
) -> Iterator[Dependency]:
    for stated, stated_version, number in file.required:
        name, version, place, line = stated, stated_version, file.path, number
        other = replaced.get(stated)
        # A folder holds the module under its own name; another module is what the build takes.
        if other and other.version and other.only in {None, stated_version}:
            name, version, place, line = other.new, other.version, other.file, other.line
        purl = purl_of("golang", name)
        if purl is not None:
            yield Dependency(
                purl=purl,
                name=name,
                requirement=version,
                file=place,
                line=line,
                package=module.purl,
            )


def _directives(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, verb and rest of each directive, blocks taken apart."""
    block: str | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line, _, comment = raw.partition("//")
        line = line.strip()
        if line == ")":
            block = None
        elif not line or comment.strip().startswith("indirect"):
            continue
        elif block is None and line.endswith("("):
            block = line[:-1].strip()
        elif block is not None:
            yield number, block, line
        else:
            verb, _, rest = line.partition(" ")
            yield number, verb, rest.strip().strip('"')
