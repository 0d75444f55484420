"""go.mod: the module, and what it requires directly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest, ManifestError, purl_of

_REQUIRE = re.compile(r"(?P<name>\S+)\s+(?P<version>v\S+)")
_SERVER_MARKS = ("github.com/gin-gonic/", "github.com/labstack/echo", "github.com/go-chi/")


FILES = re.compile(r"go\.mod")


def manifests(parsed: Mapping[str, Manifest], _repository: str) -> Iterable[Manifest]:
    """The manifests as they are: none needs another one."""
    return parsed.values()


def parse(text: str, file: str) -> Manifest:
    """The module and requirements of a go.mod, without those that are `// indirect`."""
    module: Package | None = None
    dependencies: list[Dependency] = []
    for number, verb, rest in _directives(text):
        if verb == "module" and (purl := purl_of("golang", rest)):
            module = Package(purl=purl, name=rest, file=file, line=number)
        elif verb == "require" and (found := _REQUIRE.fullmatch(rest)):
            name = found["name"].strip('"')
            purl = purl_of("golang", name)
            if purl is None:
                continue
            dependencies.append(
                Dependency(
                    purl=purl,
                    name=name,
                    requirement=found["version"],
                    file=file,
                    line=number,
                    package=module.purl if module else None,
                )
            )
    if module is None:
        raise ManifestError(1, "a go.mod", "it names no module")
    names = tuple(dependency.name for dependency in dependencies)
    server = any(name.startswith(_SERVER_MARKS) for name in names)
    return Manifest(
        ecosystem="go",
        file=file,
        name=module.name.rpartition("/")[2],
        packages=(module,),
        dependencies=tuple(dependencies),
        marks=frozenset({"server"} if server else ()),
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
