"""What build files alone say of deployables: container files, Spring Boot modules, Procfiles, Bazel images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from catalogsite.inference.manifest import ManifestError
from catalogsite.inference.packages.xml_files import parse_xml
from catalogsite.inference.services.build_files import build_language
from catalogsite.inference.services.units import Unit

_CONTAINER_FILES = frozenset({"Dockerfile", "Containerfile"})
_OTHER_CONTAINER_FILES = re.compile(
    r"(?:Dockerfile|Containerfile)\.([a-z][\w-]*)|([a-z][\w-]*)\.(?:Dockerfile|Containerfile)",
    re.IGNORECASE,
)
_VARIANTS = frozenset(
    {"alpine", "arm", "arm64", "amd64", "base", "build", "builder", "ci", "debug", "debian", "dev",
     "development", "dist", "distroless", "dockerignore", "docs", "e2e", "full", "gpu", "cpu", "cuda",
     "j2", "jinja", "jvm", "legacy", "lint", "local", "native", "native-micro", "legacy-jar", "prod",
     "production", "release", "run", "slim", "staging", "template", "test", "tests", "tmpl",
     "ubi", "ubuntu", "windows"}
)  # fmt: skip
"""Words that say how an image is built, and not what is in it."""

_SPRING = frozenset({"spring-boot-maven-plugin", "quarkus-maven-plugin"})
_PROCESS = re.compile(r"(?m)^([A-Za-z][\w-]{0,60}):[ \t]*\S")
_NO_PROCESS = frozenset({"release", "console", "rake", "test"})
_BAZEL = frozenset({"BUILD", "BUILD.bazel"})
_BAZEL_IMAGE = re.compile(
    r"(?m)^(?:oci_image|container_image|go_image|java_image|py3?_image|nodejs_image|rust_image)\("
    r"[^()]{0,500}?\bname\s*=\s*\"([\w./+-]{1,100})\""
)
_FEWEST = 2


def states_target(path: str) -> bool:
    """Whether the text of a file is read for deployables, by its name."""
    name = path.rpartition("/")[2]
    return name in {"pom.xml", "Procfile"} or name in _BAZEL


def read_targets(paths: Iterable[str], texts: Mapping[str, str]) -> Iterator[Unit]:
    """What is built to run, at the places of its build files."""
    known = list(paths)
    yield from _with_container_file(known)
    yield from _several_container_files(known)
    for path, text in texts.items():
        name = path.rpartition("/")[2]
        if name == "pom.xml":
            yield from _spring_module(path, text)
        elif name == "Procfile":
            yield from _processes(path, text)
        elif name in _BAZEL:
            yield from _bazel_images(path, text)


def _with_container_file(paths: list[str]) -> Iterator[Unit]:
    """Each folder with both a container file and a build file, or with Go's main program."""
    built = {path.rpartition("/")[0] for path in paths if build_language(path)}
    built |= {path.rpartition("/")[0] for path in paths if path.endswith("/main.go")}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder in built and folder and name in _CONTAINER_FILES:
            yield Unit(name=_name(folder), file=path, line=1, folder=folder)


def _several_container_files(paths: list[str]) -> Iterator[Unit]:
    """The container files of one folder that are named for what they build: `Dockerfile.worker`."""
    named: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found = _OTHER_CONTAINER_FILES.fullmatch(name)
        word = (found[1] or found[2]).lower() if found else ""
        if word and _VARIANTS.isdisjoint({word, *re.split(r"[_-]", word)}):
            named.setdefault(folder, []).append((word, path))
    folders = {path.rpartition("/")[0] for path in paths}
    for folder, found_files in named.items():
        if len(found_files) < _FEWEST:
            continue
        for word, path in found_files:
            yield Unit(name=word, file=path, line=1, folder=_source(word, folder, folders))


def _source(word: str, folder: str, folders: set[str]) -> str:
    """The folder of the program that a container file is named for; else that of the file."""
    tops = [folder, folder.rpartition("/")[0]] if folder else [""]
    places = (f"{top}/{part}".strip("/") for top in tops for part in (f"cmd/{word}", word))
    return next((place for place in places if place in folders), folder)


def _spring_module(path: str, text: str) -> Iterator[Unit]:
    folder = path.rpartition("/")[0]
    try:
        root = parse_xml(text)
    except ManifestError:
        return
    for plugin in root.all("build", "plugins", "plugin"):
        skipped = plugin.value("configuration", "skip") == "true"
        if plugin.value("artifactId") in _SPRING and folder and not skipped:
            yield Unit(name=_name(folder), file=path, line=plugin.line, folder=folder)
            return


def _processes(path: str, text: str) -> Iterator[Unit]:
    """The processes of a Procfile, where it has several that stay."""
    found = [one for one in _PROCESS.finditer(text) if one[1].lower() not in _NO_PROCESS]
    if len(found) >= _FEWEST:
        folder = path.rpartition("/")[0]
        for one in found:
            line = text.count("\n", 0, one.start()) + 1
            yield Unit(name=one[1].lower(), file=path, line=line, folder=folder)


def _bazel_images(path: str, text: str) -> Iterator[Unit]:
    folder = path.rpartition("/")[0]
    for found in _BAZEL_IMAGE.finditer(text):
        word = re.sub(r"(?:^|[._-])image$", "", found[1].lower())
        if name := word.strip("./") or _name(folder):
            line = text.count("\n", 0, found.start()) + 1
            yield Unit(name=name, file=path, line=line, folder=folder)


def _name(folder: str) -> str:
    return folder.rpartition("/")[2].lower()
