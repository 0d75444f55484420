"""The catalog of the folders of this machine, as `check` and `diff` read it."""

from __future__ import annotations

from catalogsite.collect.catalog_context import EMPTY_CONTEXT, CatalogContext
from catalogsite.collect.document import with_documentation
from catalogsite.collect.read_catalog import SourceCatalog, read_catalog
from catalogsite.collect.rule_violations import with_rule_violations
from catalogsite.collect.run import Run


def read_local_catalog(run: Run, context: CatalogContext = EMPTY_CONTEXT) -> SourceCatalog:
    """The catalog of a local run, with the problems of rules and documentation among its own."""
    catalog = read_catalog(run, context=context)
    snapshot = with_rule_violations(catalog.snapshot, catalog.others)
    return catalog._replace(snapshot=with_documentation(snapshot, run).snapshot)
