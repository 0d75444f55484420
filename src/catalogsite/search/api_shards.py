"""The names of all APIs as small files: the search dialog loads those that a query needs.

A name is in the file of each of its words, under the first letters of the word and what follows it:
`customerId` is in `cu.json` and in `id.json`. A file that would be large has only the most frequent
names; the others are in files of one more letter.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

from catalogsite.search.api_names import ApiName

FOLDER = "assets/catalogsite/api-names/"
"""Where the dialog looks for the files, relative to the root of the site."""

LIST_PATH = f"{FOLDER}index.json"
"""The list of the APIs and of the other files."""

LIMIT = 200_000
"""Bytes of one file before compression; it is about a quarter after."""

SCHEMA = 1
_DEEPEST = 12
_MOST_APIS = 200
_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_PLAIN = re.compile(r"[a-z0-9]")


class _Use(NamedTuple):
    api: int
    found: ApiName


_Uses = dict[str, list[_Use]]
"""Where each name is, by the name."""


def api_name_files(names: Mapping[str, Sequence[ApiName]]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; `names` are those of each API by the path of its page."""
    apis = sorted(api for api, found in names.items() if found)
    version = hashlib.sha256("\n".join(apis).encode()).hexdigest()[:12]
    uses: _Uses = defaultdict(list)
    for number, api in enumerate(apis):
        for one in names[api]:
            uses[one.name].append(_Use(number, one))
    starts = defaultdict(list)
    for name, found in uses.items():
        for start in sorted({one for text in _texts(name, found) for one in word_starts(text)}):
            starts[start[:2]].append((start, name))
    shards = dict(_shards(starts, uses))
    for prefix, chosen in shards.items():
        yield f"{FOLDER}{file_name(prefix)}", _encode(_columns(version, chosen))
    listed = {"schema": SCHEMA, "version": version, "apis": apis, "shards": sorted(shards)}
    yield LIST_PATH, _encode(listed)


def _texts(name: str, found: Iterable[_Use]) -> set[str]:
    return {name, *(use.found.alias for use in found if use.found.alias)}


def file_name(prefix: str) -> str:
    """The name of the file for the words that begin so: other letters than a to z by their number."""
    return "".join(one if _PLAIN.fullmatch(one) else f"-{ord(one):x}" for one in prefix) + ".json"


@lru_cache(maxsize=200_000)
def word_starts(text: str) -> tuple[str, ...]:
    """The text from each of its words on, without what separates them: of at least two letters."""
    words = _WORD.findall(text) if text.isascii() else _words(text)
    lowered = [word.lower() for word in words]
    ends = ("".join(lowered[at:]) for at in range(len(lowered)))
    return tuple(end for end in ends if len(end) > 1)


def _words(text: str) -> list[str]:
    words, before = [""], " "
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter)[0] == "M":
            continue
        if not letter.isalnum() or (letter.isupper() and before.islower()):
            words.append("")
        if letter.isalnum():
            words[-1] += letter
        before = letter
    return [word for word in words if word]


def _shards(
    starts: Mapping[str, Sequence[tuple[str, str]]],
    uses: _Uses,
    above: AbstractSet[str] = frozenset(),
) -> Iterator[tuple[str, _Uses]]:
    """The names of each file by the letters that it is for, without files like the one `above`."""
    for prefix in sorted(starts):
        chosen, rest = _split(prefix, starts[prefix], uses)
        if chosen.keys() != above:
            yield prefix, chosen
        deeper = defaultdict(list)
        for start, name in starts[prefix]:
            if rest and len(start) > len(prefix):
                deeper[start[: len(prefix) + 1]].append((start, name))
        # What the file above has completely needs none of its own.
        lacking = {
            longer: found
            for longer, found in deeper.items()
            if len(longer) <= _DEEPEST and any(name not in chosen for _, name in found)
        }
        yield from _shards(lacking, uses, chosen.keys())


def _split(prefix: str, found: Sequence[tuple[str, str]], uses: _Uses) -> tuple[_Uses, bool]:
    """The names for the file of a prefix, and whether it had no place for all."""
    ordered = sorted(found, key=lambda one: (one[0] != prefix, -len(uses[one[1]]), one[1]))
    chosen: _Uses = {}
    size = 0
    for _, name in ordered:
        if name in chosen:
            continue
        kept = _one_of_each_api(uses[name])
        size += len(name) + sum(_size(use) for use in kept)
        if size > LIMIT and chosen:
            return chosen, True
        chosen[name] = kept
    return chosen, False


def _one_of_each_api(uses: list[_Use]) -> list[_Use]:
    """The first uses; where there are many, one of each API before a second one of any."""
    if len(uses) <= _MOST_APIS:
        return uses
    firsts = {use.api: use for use in reversed(uses)}
    return sorted(firsts.values())[:_MOST_APIS]


def _size(use: _Use) -> int:
    found = use.found
    return len(found.address) + len(found.where) + len(found.alias) + 24


def _columns(version: str, chosen: _Uses) -> dict[str, Any]:
    names = sorted(chosen)
    rows = [use for name in names for use in chosen[name]]
    kinds = sorted({use.found.kind for use in rows})
    numbers = {kind: number for number, kind in enumerate(kinds)}
    return {
        "version": version,
        "kinds": kinds,
        "name": names,
        "uses": [len(chosen[name]) for name in names],
        "api": [use.api for use in rows],
        "kind": [numbers[use.found.kind] for use in rows],
        "address": [use.found.address for use in rows],
        "where": [use.found.where for use in rows],
        "more": [use.found.more for use in rows],
        "alias": {str(at): use.found.alias for at, use in enumerate(rows) if use.found.alias},
    }


def _encode(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
