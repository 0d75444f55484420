"""The catalog of the folders of this machine, as `check` and `diff` read it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from catalogsite.collect.catalog_context import EMPTY_CONTEXT, CatalogContext
from catalogsite.collect.document import with_documentation
from catalogsite.collect.facts.declaration_problems import declaration_problems
from catalogsite.collect.facts.derive_dependencies import publishers_elsewhere
from catalogsite.collect.facts.derive_facts import derived_facts
from catalogsite.collect.read_catalog import SourceCatalog, read_catalog
from catalogsite.collect.rule_violations import with_rule_violations
from catalogsite.collect.run import Run
from catalogsite.graph.findings.undeclared import declaration_findings
from catalogsite.model.entity import ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.problem import by_place
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex


def read_local_catalog(run: Run, context: CatalogContext = EMPTY_CONTEXT) -> SourceCatalog:
    """The catalog of a local run, with the problems of rules and documentation among its own.

    So are the differences between its files and its descriptors, which `findings` has too.
    """
    catalog = read_catalog(run, context=context)
    index = _with_others(catalog, run, context)
    own = {ref_of(entity) for entity in catalog.snapshot.entities}
    findings = tuple(one for one in declaration_findings(index) if one.source in own)
    problems = (*catalog.snapshot.problems, *declaration_problems(index, findings))
    ordered = tuple(sorted(problems, key=by_place))
    snapshot = catalog.snapshot.model_copy(update={"problems": ordered})
    ruled = with_rule_violations(snapshot, catalog.others)
    return catalog._replace(snapshot=with_documentation(ruled, run).snapshot, findings=findings)


def _with_others(catalog: SourceCatalog, run: Run, context: CatalogContext) -> SnapshotIndex:
    """What is known of the catalog and of the rest of it, with the dependencies that files name."""
    found, whole = catalog.snapshot, context.snapshot
    read = {one.id for one in found.repositories}
    elsewhere = publishers_elsewhere(whole, read) if whole else []
    facts = derived_facts(
        catalog.readings,
        found.entities,
        found.origins,
        run.now,
        RelationTypes(found.relation_types),
        catalog.needs,
        elsewhere,
    )
    others = catalog.others.entities
    origins = {ref: entity.origin for ref, entity in others.items()}
    entities = (
        *found.entities,
        *(one.data for ref, one in others.items() if ref not in found.origins),
    )
    known = {
        "entities": entities,
        "origins": {**origins, **found.origins},
        "facts": (*_facts_elsewhere(whole, found.origins), *facts),
    }
    return SnapshotIndex(found.model_copy(update=known))


def _facts_elsewhere(whole: Snapshot | None, read: Collection[str]) -> Iterator[Fact]:
    """What the snapshot says of entities that are not read now."""
    return (fact for fact in whole.facts if fact.subject not in read) if whole else iter(())
