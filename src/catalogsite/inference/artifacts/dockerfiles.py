"""Dockerfiles and Containerfiles: the images that they are built from.

The rules are those of the Dockerfile reference: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours, scope_of
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.inferred import Dependency, Scope
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.shell_variables import expand

_FILES = re.compile(
    r"(?:Dockerfile|Containerfile)(?:[.-](?!dockerignore$|md$|j2$|tmpl$|tpl$|erb$|template$)[\w.-]+)?"
    r"|[\w.-]+\.(?:D|d)ockerfile|[\w.-]+\.(?:C|c)ontainerfile"
)
_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_HERE_DOCUMENT = re.compile(r"<<(-?)([\"']?)([A-Za-z_]\w*)\2")
_ARGUMENT = re.compile(r"([A-Za-z_]\w*)(?:=(\"[^\"]*\"|'[^']*'|\S*))?")
_FROM_FLAG = re.compile(r"--from=(\S+)")
_MOUNT_FROM = re.compile(r"--mount=\S*?\bfrom=([^,\s]+)")


class Instruction(NamedTuple):
    """One instruction: its line, counted from 1, its word in capitals, and what follows it."""

    line: int
    word: str
    rest: str


class Stage(NamedTuple):
    """A stage of a build: its name, what it is built from with all variables, and its line."""

    name: str | None
    base: str
    line: int


def may_hold(path: str) -> bool:
    """Whether a file is one of these, by its name."""
    return _FILES.fullmatch(path.rpartition("/")[2]) is not None and is_ours(path)


def parse(text: str, _file: str) -> tuple[Instruction, ...]:
    """The instructions of a file."""
    return tuple(_instructions(text))


def manifests(
    parsed: Mapping[str, tuple[Instruction, ...]], _repository: RepositoryFiles
) -> Iterator[Manifest]:
    """The images that each file uses: those of its last stage to run, all others to build."""
    for path, instructions in parsed.items():
        yield Manifest(ecosystem="docker", file=path, dependencies=tuple(_uses(path, instructions)))


def base_image(text: str) -> str | None:
    """The image that the last stage of a file is built from, with those between them left out."""
    stages = list(_stages(tuple(_instructions(text))))
    return stages[min(_running(stages))].base if stages else None


def _instructions(text: str) -> Iterator[Instruction]:
    lines = text.split("\n")
    found = _ESCAPE.match(lines[0]) if lines else None
    escape = found[1] if found else "\\"
    place = 0
    while place < len(lines):
        start = place
        parts: list[str] = []
        while place < len(lines):
            line = lines[place].strip()
            place += 1
            if line.startswith("#") or (not line and parts):
                continue
            parts.append(line.removesuffix(escape).strip())
            if not line.endswith(escape):
                break
        word, _, rest = " ".join(parts).partition(" ")
        if word:
            first = next(
                number for number in range(start, place) if lines[number].strip()[:1] != "#"
            )
            yield Instruction(first + 1, word.upper(), rest.strip())
            if word.upper() in {"RUN", "COPY", "ADD"}:
                place = _behind_documents(lines, place, rest)


def _behind_documents(lines: list[str], place: int, rest: str) -> int:
    """The place behind the here-documents that an instruction begins; the end where one is open."""
    for tabs, _, end in _HERE_DOCUMENT.findall(rest):
        while place < len(lines):
            line = lines[place].lstrip("\t") if tabs else lines[place]
            place += 1
            if line.rstrip() == end:
                break
    return place


def _uses(path: str, instructions: tuple[Instruction, ...]) -> Iterator[Dependency]:
    stages = list(_stages(instructions))
    running = _running(stages)
    names = {stage.name for stage in stages if stage.name}
    for number, stage in enumerate(stages):
        earlier = {one.name for one in stages[:number]}
        if stage.base.lower() in earlier or stage.base == "scratch":
            continue
        image = image_name(stage.base)
        if image is not None:
            usual: Scope = "runtime" if number in running else "build"
            yield image_use(image, path, stage.line, scope_of(path, usual))
    for instruction in instructions:
        for source in _copied(instruction):
            image = image_name(source)
            if image is not None and not source.isdigit() and source.lower() not in names:
                yield image_use(image, path, instruction.line, scope_of(path, "build"))


def _stages(instructions: tuple[Instruction, ...]) -> Iterator[Stage]:
    values: dict[str, str] = {}
    begun = False
    for instruction in instructions:
        if instruction.word == "ARG" and not begun:
            # What stands above the first FROM is for all of them.
            for name, default in _ARGUMENT.findall(instruction.rest):
                if default:
                    values[name] = expand(default.strip("\"'"), values)
        elif instruction.word == "FROM":
            begun = True
            words = [one for one in instruction.rest.split() if not one.startswith("--")]
            if words:
                named = len(words) > 2 and words[1].upper() == "AS"
                name = words[2].lower() if named else None
                yield Stage(name, expand(words[0].strip("\"'"), values), instruction.line)


def _running(stages: list[Stage]) -> frozenset[int]:
    """The last stage and those that it is built from, by number."""
    found: set[int] = set()
    place = len(stages) - 1
    while place >= 0 and place not in found:
        found.add(place)
        base = stages[place].base.lower()
        place = next((one for one in range(place) if stages[one].name == base), -1)
    return frozenset(found)


def _copied(instruction: Instruction) -> Iterator[str]:
    """The stages and images of which an instruction takes files."""
    if instruction.word in {"COPY", "ADD"}:
        yield from _FROM_FLAG.findall(instruction.rest)[:1]
    elif instruction.word == "RUN":
        yield from _MOUNT_FROM.findall(instruction.rest)
