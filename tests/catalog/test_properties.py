"""What holds for any text: problems or entities, never a traceback; and what is written comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.joining.stitching import stitch
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.references import parse_ref, stringify
from catalogsite.catalog.relations.relations import FIELDS
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.tree import Tree

_REPOSITORY = Repository(id="r", name="r", source="folder")
_BUDGET = settings(
    max_examples=300,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]

_GOOD = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: a, tags: [java], annotations: {backstage.io/techdocs-ref: "dir:."}}
spec: {type: service, lifecycle: production, owner: team, dependsOn: [resource:db]}
---
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: t}
spec: {type: service, steps: [{action: "fetch:template", input: {url: ./skeleton}}]}
"""
# Pieces that mean something in YAML or in descriptors, so that chance finds the corners.
_PIECES = (
    "---\n", "...\n", "%YAML 1.1\n", "\n", " ", "\t", ": ", "- ", "? ", "&a ", "*a", "<<: ", "!!str ",
    "!x ", "|\n", ">-\n", "'", '"', "{", "}", "[", "]", ",", "#", "@", "`", "%", "\ufeff", "\x00",
    "\u2028", "\ud7ff", "\U0001f600", "null", "~", "yes", "017", "1e999", ".nan", "${{ x }}", "{{ y }}",
    "apiVersion: backstage.io/v1alpha1\n", "kind: Component\n", "kind: Location\n", "kind: API\n",
    "metadata: {name: a}\n", "metadata:\n  name: a\n", "spec: {}\n", "spec:\n  targets: [./x.yaml]\n",
    "spec: {definition: {$text: ./x.yaml}}\n", "spec: {definition: {$yaml: .}}\n", "$json: x\n",
    "  owner: a\n", "  annotations:\n    a: b\n", "../", "/", "*.yaml",
)  # fmt: skip
_soup = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=30).map("".join)


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    """A good descriptor with a hole, or with something in it."""
    start = draw(st.integers(0, len(_GOOD)))
    end = draw(st.integers(start, min(start + 12, len(_GOOD))))
    return (
        _GOOD[:start] + draw(_soup.filter(lambda text: len(text) < 40) | st.just("")) + _GOOD[end:]
    )


@_BUDGET
@given(_soup | _damaged() | st.text())
@example("{")
@example("\r0")
def test_any_text_gives_entities_or_problems(tree_of: TreeOf, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    reading = read_catalog(tree_of({"catalog-info.yaml": data, "x.yaml": "a: 1\n"}), _REPOSITORY)
    assert reading.files >= 1
    assert reading.entities or reading.problems
    # YAML ends lines at CR, NEL, LS and PS too; `splitlines` at a few more.
    lines = len(text.splitlines()) + 1
    for problem in reading.problems:
        assert problem.message
        if problem.file == "catalog-info.yaml":
            assert problem.line is None or 1 <= problem.line <= lines


@_BUDGET
@given(st.binary(max_size=200))
def test_any_bytes_give_entities_or_problems(tree_of: TreeOf, data: bytes) -> None:
    reading = read_catalog(tree_of({"catalog-info.yaml": data}), _REPOSITORY)
    assert reading.entities or reading.problems


@_BUDGET
@given(st.text(min_size=1), st.sampled_from([None, "Component"]), st.sampled_from([None, "x"]))
def test_a_reference_comes_back_as_it_was_written(
    text: str, kind: str | None, namespace: str | None
) -> None:
    try:
        ref = parse_ref(text, kind, namespace)
    except UnknownReferenceError:
        return
    text = stringify(*ref)
    assert stringify(*parse_ref(text)) == stringify(*(part.lower() for part in ref))
    assert parse_ref(f"{ref.kind}:{ref.namespace}/{ref.name}") == ref


_names = st.sampled_from(["a", "b", "default/c", "x/d", "group:a", "user:x/b", "component:A"])


@st.composite
def _entity(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(set(FIELDS) - {"Location"})))
    spec: dict[str, Any] = {"type": "t", "lifecycle": "l", "definition": "d", "steps": []}
    for field in FIELDS[kind]:
        reference = _names if field.default_kind else _names.filter(lambda name: ":" in name)
        many = field.name.endswith(("s", "On", "Of", "children")) and field.name not in (
            "subcomponentOf",
            "subdomainOf",
        )
        spec[field.name] = draw(st.lists(reference, max_size=3) if many else reference)
    namespace = draw(st.sampled_from(["default", "x"]))
    name = draw(st.sampled_from(["a", "b", "c", "d"]))
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace},
            "spec": spec}  # fmt: skip


@_BUDGET
@given(st.lists(_entity(), max_size=6))
def test_relations_come_in_pairs(entities: list[dict[str, Any]]) -> None:
    unique = {ref_of(entity): entity for entity in entities}
    pairs = {(field.forward, field.backward) for fields in FIELDS.values() for field in fields}
    opposite = dict(pairs) | {backward: forward for forward, backward in pairs}
    stitched, _ = stitch(
        {ref: ReadEntity(data=one, origin=Origin()) for ref, one in unique.items()}
    )
    stated = {
        (ref_of(entity), relation["type"], relation["targetRef"])
        for entity in stitched
        for relation in entity["relations"]
    }
    assert all(
        (target, opposite[relation], source) in stated
        for source, relation, target in stated
        if target in unique
    )
