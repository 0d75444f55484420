"""Who keeps the name of an entity that several repositories define."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from catalogsite.catalog.reading import CatalogReading, ReadEntity
from catalogsite.collect.joining.assemble import AssembledCatalog, assemble
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import InferredRepository
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure

_REF = "component:default/adr"
_DAY = datetime(2026, 3, 1, tzinfo=UTC)


def _data(owner: str) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "adr", "namespace": "default"},
        "spec": {"type": "service", "lifecycle": "production", "owner": owner},
    }


def _reading(
    name: str,
    *files: str,
    inferred: bool = False,
    failed: bool = False,
    problems: tuple[Problem, ...] = (),
) -> RepositoryReading:
    """A repository whose files define the entity, with its own name as the owner."""
    entities = tuple(
        ReadEntity(data=_data(name), origin=Origin(repository=name, file=file, line=1))
        for file in files
    )
    component = ReadEntity(data=_data(name), origin=Origin(repository=name, inferred=True))
    state = RepositoryState.FAILED if failed else RepositoryState.READ
    return RepositoryReading(
        repository=Repository(id=name, name=name, source="github", state=state),
        catalog=CatalogReading(entities=entities, problems=problems),
        inferred=InferredRepository(name=name) if inferred else None,
        inferred_entities=(component,) if inferred else (),
        documentation=(Documentation(entity_ref=_REF, repository=name, tree=f"of {name}"),),
        skeletons={_REF: (name,)},
    )


def _snapshot(name: str | None, file: str = "c.yaml", *, inferred: bool = False) -> Snapshot | None:
    if name is None:
        return None
    origin = Origin(repository=name, file=None if inferred else file, line=1, inferred=inferred)
    return Snapshot(
        version="1",
        created=_DAY,
        repositories=(Repository(id=name, name=name, source="github"),),
        entities=({**_data(name), "relations": []},),
        origins={_REF: origin},
        documentation=(Documentation(entity_ref=_REF, repository=name, tree=f"of {name}"),),
        skeletons={_REF: (name,)},
    )


class _Case(NamedTuple):
    readings: tuple[RepositoryReading, ...]
    previous: Snapshot | None
    kept: str
    dropped: tuple[str, ...]
    failures: tuple[Failure, ...] = ()


_SYNTAX = Problem(rule="yaml-syntax", level=Level.ERROR, message="x", file="c.yaml")
_INVALID = Problem(rule="name", level=Level.ERROR, message="x", file="c.yaml", entity_ref=_REF)
_GONE = Failure(source="github", reason="503", subjects=("real",))
_AAA, _REAL = _reading("aaa", "c.yaml"), _reading("real", "c.yaml")
_CASES = {
    "a newcomer before": _Case((_AAA, _REAL), _snapshot("real"), "real c.yaml", ("aaa",)),
    "a newcomer after": _Case(
        (_REAL, _reading("zzz", "c.yaml")), _snapshot("real"), "real c.yaml", ("zzz",)
    ),
    "two newcomers": _Case(
        (_AAA, _reading("bbb", "c.yaml"), _REAL),
        _snapshot("real"),
        "real c.yaml",
        ("aaa", "bbb"),
    ),
    "the file was moved": _Case(
        (_AAA, _reading("real", "moved.yaml")), _snapshot("real"), "real moved.yaml", ("aaa",)
    ),
    "another file of the same repository": _Case(
        (_reading("real", "a.yaml", "c.yaml"),), _snapshot("real"), "real c.yaml", ("real",)
    ),
    "given up": _Case((_AAA, _reading("real")), _snapshot("real"), "aaa c.yaml", ()),
    "a repository that is gone": _Case((_AAA,), _snapshot("real"), "aaa c.yaml", ()),
    "no last snapshot": _Case((_AAA, _REAL), None, "aaa c.yaml", ("real",)),
    "a name that was inferred": _Case(
        (_AAA, _reading("real", inferred=True)),
        _snapshot("real", inferred=True),
        "aaa c.yaml",
        (),
    ),
    "an unreadable repository": _Case(
        (_AAA, _reading("real", failed=True)), _snapshot("real"), "real c.yaml", ("aaa",)
    ),
    "a repository that was not fetched": _Case(
        (_AAA,), _snapshot("real"), "real c.yaml", ("aaa",), (_GONE,)
    ),
    "an unreadable file": _Case(
        (_AAA, _reading("real", problems=(_SYNTAX,))), _snapshot("real"), "real c.yaml", ("aaa",)
    ),
    "an invalid entity": _Case(
        (_AAA, _reading("real", problems=(_INVALID,))), _snapshot("real"), "real c.yaml", ("aaa",)
    ),
    "gone, and two claim it": _Case(
        (_AAA, _reading("bbb", "c.yaml"), _reading("real")),
        _snapshot("real"),
        "aaa c.yaml",
        ("bbb",),
    ),
    "two inferred components": _Case(
        (_reading("aaa", inferred=True), _reading("real", inferred=True)),
        _snapshot("real", inferred=True),
        "real None",
        (),
    ),
}


def _assembled(case: _Case) -> AssembledCatalog:
    return assemble(case.readings, previous=case.previous, failures=case.failures)


@pytest.mark.parametrize("name", _CASES)
def test_the_name_stays_with_its_holder(name: str) -> None:
    case = _CASES[name]
    catalog = _assembled(case)
    origin = catalog.origins[_REF]
    assert f"{origin.repository} {origin.file}" == case.kept
    (entity,) = (one for one in catalog.entities if ref_of(one) == _REF)
    assert entity["spec"]["owner"] == origin.repository
    duplicates = [one for one in catalog.problems if one.rule == "duplicate-entity"]
    assert tuple(str(one.repository) for one in duplicates) == case.dropped
    assert all(f"of {origin.repository}" in one.message for one in duplicates)


@pytest.mark.parametrize("name", ["a newcomer before", "an unreadable repository", "given up"])
def test_documentation_and_skeletons_are_those_of_the_holder(name: str) -> None:
    case = _CASES[name]
    catalog = _assembled(case)
    (documentation,) = catalog.documentation
    holder = catalog.origins[_REF].repository
    assert (documentation.tree, catalog.skeletons) == (f"of {holder}", {_REF: (holder,)})
