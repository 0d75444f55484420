"""The graph of the whole company, where only some of its folders are read."""

from __future__ import annotations

from itertools import chain

from catalogsite.collect.catalog_context import CatalogContext
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.graph.graph import Graph
from catalogsite.model.snapshot_index import SnapshotIndex


def company_graph(after: SourceCatalog, context: CatalogContext) -> Graph:
    """The company as the snapshot knows it, with the entities of the folders as they are now."""
    new = SnapshotIndex(after.snapshot)
    rest = {ref: one.data for ref, one in after.others.entities.items()}
    known = SnapshotIndex(context.snapshot or new.snapshot)
    pairs = chain(known.inferred_pairs, new.inferred_pairs)
    return Graph((rest | dict(new.entities)).values(), pairs, known.relation_types)
