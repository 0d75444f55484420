"""The entity that the author of a dangling reference probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.entity import EntityData
from catalogsite.model.text.latin_letters import latin_letters
from catalogsite.problems.suggest import SpellingIndex, spelling_key

_MAIL_ANNOTATIONS = ("google.com/email", "microsoft.com/email")
_LOGIN_ANNOTATIONS = ("github.com/user-login", "gitlab.com/user-login")
_TEAM = "github.com/team-slug"


class Intended(NamedTuple):
    """A reference to the entity that was meant, and the property of it that was written.

    `by` is None if the name was misspelled.
    """

    suggestion: str
    by: str | None = None


class IntendedEntities:
    """The entities of a catalog by what authors write in place of their names; each is looked up once.

    An exact title, mail address, login or team of a host goes before a similar name, a similar
    title after it. What fits several entities is no suggestion.
    """

    def __init__(self, entities: Mapping[str, ReadEntity]) -> None:
        names = ((ref.rpartition("/")[2], ref) for ref in sorted(entities))
        self._names = SpellingIndex(names)
        self._exact: dict[str, dict[str, str]] = {}
        self._titles: dict[str, dict[str, str]] = {}
        for ref in sorted(entities):
            for text, by in _properties(entities[ref].data):
                self._exact.setdefault(_folded(text), {}).setdefault(ref, by)
                if by == "title" and (key := _title_key(text)):
                    self._titles.setdefault(key, {}).setdefault(ref, by)
        self._known: dict[tuple[str, _Sought], tuple[str, str | None] | None] = {}

    def find(self, reference: Reference, of: str) -> Intended | None:
        """What a dangling reference of the entity `of` probably means; None if nothing fits."""
        kind, _, rest = reference.target.partition(":")
        namespace, _, name = rest.partition("/")
        written = namespace if _names_namespace(reference.text) else None
        sought = _Sought(name, reference.field.kinds or frozenset({kind}), written, of)
        key = (reference.text, sought._replace(of=""))
        if key not in self._known:
            self._known[key] = self._find(reference.text, sought._replace(of=""))
        found = self._known[key]
        if found and found[0] == of:
            found = self._find(reference.text, sought)
        return Intended(_as_written(found[0], reference), found[1]) if found else None

    def _find(self, written: str, sought: _Sought) -> tuple[str, str | None] | None:
        texts = _written_texts(written)
        for text in texts:
            if exact := sought.only(self._exact.get(_folded(text), {})):
                return exact
        similar = next(filter(sought.is_similar, self._names.similar(sought.name)), None)
        if similar:
            return similar, None
        for text in texts:
            if titled := sought.only(self._titles.get(_title_key(text), {})):
                return titled
        local, at, domain = sought.name.partition("@")
        if local and at and "." in domain:
            people = [
                ref for ref in self._names.exact(local) if _kind(ref) in sought.kinds & {"user"}
            ]
            return (people[0], None) if len(people) == 1 else None
        return None


class _Sought(NamedTuple):
    """What a reference says of the entity that was meant: its name, kinds and a written namespace.

    In another namespace than the written one, people use the same titles and similar names for
    other things. `of` is the entity that refers, which does not mean itself.
    """

    name: str
    kinds: frozenset[str]
    namespace: str | None
    of: str

    def only(self, found: Mapping[str, str]) -> tuple[str, str] | None:
        """The entity with a property, if it is the only one that fits."""
        fitting = [
            (ref, by)
            for ref, by in found.items()
            if self._fits(ref) and (by != "title" or self._is_in_namespace(ref))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def is_similar(self, ref: str) -> bool:
        """Whether an entity whose name is similar may be meant."""
        same = spelling_key(ref.rpartition("/")[2]) == spelling_key(self.name)
        return self._fits(ref) and (same or self._is_in_namespace(ref))

    def _fits(self, ref: str) -> bool:
        return _kind(ref) in self.kinds and ref != self.of

    def _is_in_namespace(self, ref: str) -> bool:
        namespace = ref.partition(":")[2].partition("/")[0]
        return self.namespace is None or namespace == self.namespace


def _names_namespace(text: str) -> bool:
    """Whether a reference has a namespace; what follows an `@` is an organisation of a host."""
    rest = text.partition(":")[2] if ":" in text.partition("/")[0] else text
    return "/" in rest and not rest.startswith("@")


def _properties(entity: EntityData) -> Iterator[tuple[str, str]]:
    """What people may call an entity beside its name, and what property that is."""
    metadata, spec = entity["metadata"], entity.get("spec")
    profile = spec.get("profile") if isinstance(spec, dict) else None
    profile = profile if isinstance(profile, dict) else {}
    annotations = metadata.get("annotations")
    annotations = annotations if isinstance(annotations, dict) else {}
    found: list[tuple[Any, str]] = [
        (metadata.get("title"), "title"),
        (profile.get("displayName"), "title"),
        (profile.get("email"), "mail address"),
        *((annotations.get(key), "mail address") for key in _MAIL_ANNOTATIONS),
        *((annotations.get(key), "login") for key in _LOGIN_ANNOTATIONS),
        (annotations.get(_TEAM), "GitHub team"),
    ]
    for text, by in found:
        if isinstance(text, str) and text.strip():
            yield text, by


def _written_texts(text: str) -> list[str]:
    """The reference as written, then without a kind, a namespace and an `@` of a host."""
    rest = text.partition(":")[2] if ":" in text.partition("/")[0] else text
    names = [text, rest, rest.lstrip("@"), rest.rpartition("/")[2].lstrip("@")]
    return [name for name in dict.fromkeys(names) if name]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _title_key(text: str) -> str:
    return spelling_key(latin_letters(text))


def _kind(ref: str) -> str:
    return ref.partition(":")[0]


def _as_written(near: str, reference: Reference) -> str:
    """A reference in the form that its author wrote the other one in."""
    kind, _, rest = near.partition(":")
    namespace, _, name = rest.partition("/")
    given = reference.text
    default = (reference.field.default_kind or "").lower()
    implied = kind == default and ":" not in given.partition("/")[0]
    inherited = "/" not in given and reference.target.partition(":")[2].startswith(f"{namespace}/")
    return f"{'' if implied else f'{kind}:'}{'' if inherited else f'{namespace}/'}{name}"
