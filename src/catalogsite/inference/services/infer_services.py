"""Infers the services of a repository from what it runs and what it builds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from catalogsite.inference.artifacts.dockerfiles import base_image
from catalogsite.inference.services.build_files import build_language
from catalogsite.inference.services.build_targets import read_targets, states_target
from catalogsite.inference.services.compose import is_compose, read_compose
from catalogsite.inference.services.dotnet import is_dotnet, read_dotnet
from catalogsite.inference.services.env_files import is_env_file
from catalogsite.inference.services.inferred import (
    InferredNeed,
    InferredService,
    InferredServices,
    InferredStore,
)
from catalogsite.inference.services.kubernetes import is_kubernetes, read_kubernetes
from catalogsite.inference.services.stores import store_type
from catalogsite.inference.services.units import Unit

FEWEST = 2
"""Services below which a repository is one component."""

_ENDINGS = (".yaml", ".yml")
_CONTAINER_FILES = frozenset({"Dockerfile", "Containerfile"})
_NO_SERVICE = frozenset(
    {"test", "tests", "e2e", "examples", "example", "docs", "hack", "ci", ".github", ".devcontainer",
     "node_modules", "vendor", "testdata", "fixtures"}
)  # fmt: skip


def may_state_services(path: str) -> bool:
    """Whether a file may say what runs, by its name and outside of tests and examples."""
    named = path.endswith(_ENDINGS) or states_target(path) or is_dotnet(path) or is_env_file(path)
    return (named or path.rpartition("/")[2] in _CONTAINER_FILES) and _is_ours(path)


def _is_ours(path: str) -> bool:
    return _NO_SERVICE.isdisjoint(path.split("/")[:-1])


def infer_services(
    paths: Iterable[str],
    texts: Mapping[str, str],
    language_of: Callable[[str], str | None],
    mentioned: Callable[[str, frozenset[str]], frozenset[str]],
) -> InferredServices:
    """The services of a repository, its stores, and who needs whom.

    `texts` are the files for which `may_state_services` holds. `language_of` gives the main language
    of a folder, and `mentioned` those of some words that its program text has.
    """
    units, folders = _placed_units(paths, texts)
    units = [_with_used_settings(unit, folders[unit.name], mentioned) for unit in units]
    kinds = {unit.name: _store_of(unit, folders[unit.name], texts) for unit in units}
    services = [
        InferredService(
            name=unit.name,
            folder=folder,
            language=language_of(folder),
            image=_without_version(unit.image),
            file=unit.file,
            line=unit.line,
        )
        for unit in units
        if (folder := folders[unit.name]) is not None and kinds[unit.name] is None
    ]
    if len(services) < FEWEST:
        return InferredServices()
    stores = [
        InferredStore(name=unit.name, type=kind, file=unit.file, line=unit.line)
        for unit in units
        if (kind := kinds[unit.name])
    ]
    known = {one.name for one in services} | {one.name for one in stores}
    needs = _needs([unit for unit in units if unit.name in known], known)
    return InferredServices(services=tuple(services), stores=tuple(stores), needs=tuple(needs))


def _placed_units(
    paths: Iterable[str], texts: Mapping[str, str]
) -> tuple[list[Unit], dict[str, str | None]]:
    """Everything that runs, and the folder that each is built from by its name."""
    every = [path for path in paths if _is_ours(path)]
    units = _merged(_units(texts))
    built = _built_folders(every)
    folders = {unit.name: _folder_of(unit, built) for unit in units}
    # What runs is stated by the first; build files say what else there is.
    built_only = (*read_dotnet(texts), *read_targets(every, texts))
    units = _merged((*units, *_elsewhere(built_only, folders.values())))
    return units, {unit.name: folders.get(unit.name) or _folder_of(unit, built) for unit in units}


def _units(texts: Mapping[str, str]) -> Iterator[Unit]:
    for path, text in texts.items():
        if is_compose(path):
            yield from read_compose(text, path, texts)
    yield from read_kubernetes(
        {
            path: text
            for path, text in texts.items()
            if path.endswith(_ENDINGS) and is_kubernetes(text) and not is_compose(path)
        }
    )


def _elsewhere(units: Iterable[Unit], taken: Iterable[str | None]) -> Iterator[Unit]:
    """The units whose folders nothing else is built from; the first of each folder and name."""
    folders = {one for one in taken if one}
    seen: dict[str, str] = {}
    for unit in units:
        if unit.folder is None:
            yield unit
        elif not any(_is_within(unit.folder, one) for one in folders):
            if unit.folder and seen.setdefault(unit.folder, unit.file) != unit.file:
                continue
            yield unit


def _is_within(one: str, other: str) -> bool:
    """Whether one of two folders is the other or lies in it."""
    return one == other or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _merged(units: Iterable[Unit]) -> list[Unit]:
    """One unit for each name, with what all files say of it, sorted by name."""
    found: dict[str, Unit] = {}
    for unit in units:
        known = found.get(unit.name)
        found[unit.name] = unit if known is None else _joined(known, unit)
    return [found[name] for name in sorted(found)]


def _joined(one: Unit, other: Unit) -> Unit:
    return one._replace(
        folder=one.folder if one.folder is not None else other.folder,
        image=one.image or other.image,
        needs=(*one.needs, *other.needs),
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))),
    )


def _built_folders(paths: Iterable[str]) -> dict[str, bool]:
    """The folders with a build file or a container file, and whether it is the latter."""
    found: dict[str, bool] = {}
    for path in paths:
        if build_language(path):
            found.setdefault(path.rpartition("/")[0], False)
        folder, _, name = path.rpartition("/")
        if name in _CONTAINER_FILES:
            found[folder] = True
    found.pop("", None)
    return found


def _folder_of(unit: Unit, built: Mapping[str, bool]) -> str | None:
    """The folder that a unit is built from: the stated one, or the one that has its image's name."""
    if unit.folder is not None:
        return unit.folder
    if unit.image is None or (store_type(unit.image) and unit.name not in map(_last, built)):
        return None
    wanted = _plain(_last(_without_version(unit.image) or ""))
    fitting = [folder for folder in built if wanted in map(_plain, folder.split("/"))]
    # Of the folders below one of that name, that with the container file, then the highest.
    return min(fitting, key=lambda one: (not built[one], one.count("/"), one), default=None)


def _with_used_settings(
    unit: Unit, folder: str | None, mentioned: Callable[[str, frozenset[str]], frozenset[str]]
) -> Unit:
    """A unit without the addresses of a shared set that its program does not ask for.

    Where it asks for none of them by name, a framework may read them, and all stay.
    """
    sets: dict[str, set[str]] = {}
    for need in unit.needs:
        if need.among:
            sets.setdefault(need.among, set()).add(need.key)
    several = {name: keys for name, keys in sets.items() if len(keys) > 1}
    if not several or folder is None:
        return unit
    asked = mentioned(folder, frozenset().union(*several.values()))
    chosen = {name: keys & asked or keys for name, keys in several.items()}
    needs = [one for one in unit.needs if one.key in chosen.get(one.among, {one.key})]
    return unit._replace(needs=tuple(needs))


def _store_of(unit: Unit, folder: str | None, texts: Mapping[str, str]) -> str | None:
    """The type of store that a unit is: by its image, or by what the image is built from."""
    if folder is None:
        return store_type(unit.image)
    for name in sorted(_CONTAINER_FILES):
        text = texts.get(f"{folder}/{name}".lstrip("/"))
        if text is not None:
            return store_type(base_image(text))
    return None


def _needs(units: Sequence[Unit], known: set[str]) -> Iterator[InferredNeed]:
    names = {alias: unit.name for unit in units for alias in unit.aliases}
    names |= {unit.name: unit.name for unit in units}
    seen: set[tuple[str, str]] = set()
    for unit in units:
        for need in unit.needs:
            target = names.get(need.target)
            if target in known and target != unit.name and (unit.name, target) not in seen:
                seen.add((unit.name, target))
                yield InferredNeed(source=unit.name, target=target, file=need.file, line=need.line)


def _without_version(image: str | None) -> str | None:
    """The name of an image without its tag and digest."""
    return re.split(r"[@:](?!.*/)", image)[0] if image else None


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
