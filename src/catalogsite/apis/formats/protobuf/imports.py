"""Where the imports of a .proto file lead: to files of the repository, or to well-known ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from posixpath import basename, dirname
from typing import Any

import yaml

from catalogsite.apis.definition_format import Paths
from catalogsite.apis.formats.protobuf.declarations import ProtoFile
from catalogsite.apis.formats.protobuf.statements import imports_of

_MOST_IMPORTS = 1000


def references(path: str, text: str, paths: Paths) -> Iterable[str]:
    """The files of the repository that a file imports; well-known ones are left out."""
    wanted = [one for one in imports_of(text)[:_MOST_IMPORTS] if not is_bundled(one)]
    return resolve_imports(path, wanted, paths).values()


def resolve_imports(path: str, wanted: Iterable[str], paths: Iterable[str]) -> dict[str, str]:
    """The file that each import means, by the path as it is imported; unknown ones are left out.

    An import begins at a root: the folder of the file, one above it, or any other folder of the
    repository, whichever is nearest.
    """
    known = paths if isinstance(paths, Mapping) else dict.fromkeys(paths)
    found: dict[str, str] = {}
    missing: dict[str, list[str]] = defaultdict(list)
    for one in dict.fromkeys(wanted):
        clean = one.removeprefix("./")
        above = next((where for root in _above(path) if (where := root + clean) in known), None)
        if above is not None:
            found[one] = above
        elif ".." not in clean.split("/"):
            missing[basename(clean)].append(one)
    if missing:
        found |= _elsewhere(path, missing, known)
    return found


def is_bundled(wanted: str) -> bool:
    """Whether the compiler itself brings the file."""
    return wanted.startswith(str(_table()["bundled"]))


def is_of_public_module(wanted: str) -> bool:
    """Whether the file belongs to a public module, so that repositories need no copy of it."""
    return is_bundled(wanted) or wanted.startswith(tuple(_table()["modules"]))


def is_well_known_type(name: str) -> bool:
    """Whether a full name is that of a type of `google.protobuf`."""
    return name in _well_known_types()


def public_packages() -> tuple[str, ...]:
    """The beginnings of the full names of types in public modules, each with its last dot."""
    return tuple(one.replace("/", ".") for one in _table()["modules"])


def reachable(files_by_path: Mapping[str, ProtoFile], root: str) -> list[str]:
    """The paths of a file and all that it imports, directly or not."""
    seen, waiting = [root], [root]
    known = {root}
    while waiting:
        path = waiting.pop()
        wanted = [one.path for one in files_by_path[path].imports]
        for target in resolve_imports(path, wanted, files_by_path).values():
            if target not in known:
                known.add(target)
                seen.append(target)
                waiting.append(target)
    return seen


def _above(path: str) -> Iterator[str]:
    """The folder of a file and each above it, as the beginning of a path."""
    folder = dirname(path)
    while folder:
        yield f"{folder}/"
        folder = dirname(folder)
    yield ""


def _elsewhere(path: str, missing: Mapping[str, list[str]], paths: Iterable[str]) -> dict[str, str]:
    """Files under any other folder, found by the end of their path."""
    candidates: dict[str, list[str]] = defaultdict(list)
    for where in paths:
        for one in missing.get(basename(where), ()):
            if where.endswith(f"/{one.removeprefix('./')}"):
                candidates[one].append(where)
    return {
        one: min(found, key=lambda where: (-_shared(path, where), len(where), where))
        for one, found in candidates.items()
    }


def _shared(path: str, other: str) -> int:
    """How many folders two paths begin with in common."""
    count = 0
    for one, two in zip(path.split("/"), other.split("/"), strict=False):
        if one != two:
            break
        count += 1
    return count


@cache
def _table() -> dict[str, Any]:
    text = files(__package__).joinpath("well_known.yaml").read_text("utf-8")
    table: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return table


@cache
def _well_known_types() -> frozenset[str]:
    return frozenset(
        f"{package}.{name}" for package, names in _table()["types"].items() for name in names
    )
