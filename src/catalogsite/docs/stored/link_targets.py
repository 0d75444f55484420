"""What a repository has for the links of its pages, besides the files that are stored."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from catalogsite.model.documentation.documentation import LinkTargets
from catalogsite.problems.suggest import near_miss
from catalogsite.repositories.trees.submodules import FILE, read_submodules, submodule_of
from catalogsite.repositories.trees.tree import Tree

# In a folder of more files, names are compared by their letters only.
_LARGEST_FOLDER = 500
_MOST_SIMILAR = 200
_INDEX_NAMES = frozenset({"readme.md", "index.md", "__init__.py"})


class RepositoryFiles:
    """All files and folders of a repository, also those that are never read."""

    def __init__(self, tree: Tree, web_url: str | None) -> None:
        self._tree = tree
        self._web_url = web_url

    def targets(self, paths: Iterable[str], pointers: Iterable[str]) -> LinkTargets:
        """What there is for links to `paths`; `pointers` are the known ones among all files."""
        wanted = sorted(set(paths) - {""})
        missing = [path for path in wanted if path not in self._files | self._folders]
        lost = [path for path in missing if submodule_of(path, self.submodules) is None]
        # Each index is here beside its folder.
        lost = [path for path in lost if not path.endswith("/index.html")]
        similar = {path: found for path in lost[:_MOST_SIMILAR] if (found := self._similar(path))}
        return LinkTargets(
            files=tuple(path for path in wanted if path in self._files),
            folders=tuple(path for path in wanted if path in self._folders),
            pointers=tuple(sorted(pointers)),
            similar=similar,
            submodules=self.submodules if len(lost) < len(missing) else {},
        )

    @cached_property
    def submodules(self) -> dict[str, str]:
        """The folder of each submodule, and the web address of its repository or `""`."""
        if FILE not in self._tree.paths():
            return {}
        content = self._tree.read_many([FILE]).get(FILE, b"")
        return read_submodules(content.decode("utf-8", errors="replace"), self._web_url)

    @cached_property
    def _files(self) -> frozenset[str]:
        tree = self._tree
        return frozenset((*tree.paths(), *tree.named_only_paths(), *tree.outside_links()))

    @cached_property
    def _folders(self) -> frozenset[str]:
        found: set[str] = set()
        for path in self._files:
            folder = posixpath.dirname(path)
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(found)

    def _similar(self, path: str) -> str | None:
        """The path that was probably meant by one that does not exist."""
        folder, name = posixpath.split(path)
        if other := self._by_letters.get(path.casefold()):
            return other
        if sibling := _similar_name(name, self._by_folder.get(folder, ())):
            return posixpath.join(folder, sibling)
        elsewhere = self._by_name.get(name, [])
        lonely = len(elsewhere) == 1 and name.lower() not in _INDEX_NAMES
        return elsewhere[0] if lonely else None

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        return {path.casefold(): path for path in sorted(self._files | self._folders)}

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        paths = sorted((*self._tree.paths(), *self._folders))
        return _grouped((posixpath.dirname(path), posixpath.basename(path)) for path in paths)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return _grouped((posixpath.basename(path), path) for path in self._tree.paths())


def _similar_name(name: str, names: Sequence[str]) -> str | None:
    """A name with another ending, or one of the same ending with a slip."""
    if len(names) > _LARGEST_FOLDER:
        return None
    stem, ending = posixpath.splitext(name)
    stems = [posixpath.splitext(one) for one in names]
    if (renamed := next((one for one in stems if one[0] == stem), None)) is not None:
        return "".join(renamed)
    close = near_miss(stem, [one[0] for one in stems if one[1] == ending])
    return f"{close}{ending}" if close is not None else None


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
