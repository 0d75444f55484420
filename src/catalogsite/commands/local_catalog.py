"""The catalog of the folders of this machine, as `check` and `diff` read it."""

from __future__ import annotations

from catalogsite.collect.catalog_context import EMPTY_CONTEXT, CatalogContext
from catalogsite.collect.document import with_documentation
from catalogsite.collect.read_catalog import SourceCatalog, read_catalog
from catalogsite.collect.run import Run


def read_local_catalog(run: Run, context: CatalogContext = EMPTY_CONTEXT) -> SourceCatalog:
    """The catalog of a local run, with the problems of documentation among those of its snapshot."""
    catalog = read_catalog(run, context=context)
    return catalog._replace(snapshot=with_documentation(catalog.snapshot, run).snapshot)
