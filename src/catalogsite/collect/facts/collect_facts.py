"""Adds facts to the snapshot of a catalog: those of providers, and those that files imply."""

from __future__ import annotations

from dataclasses import replace

from catalogsite.collect.facts.checkout_files import CheckoutFiles
from catalogsite.collect.facts.declaration_problems import with_declaration_problems
from catalogsite.collect.facts.derive_facts import derived_facts, used_packages
from catalogsite.collect.facts.enrich import enrich
from catalogsite.collect.facts.runbooks import with_runbooks
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.run import Run
from catalogsite.collect.templates.use.facts import template_facts
from catalogsite.collect.templates.use.known import KnownTemplates
from catalogsite.collect.templates.use.tags import Tags
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot import Snapshot


def with_facts(catalog: SourceCatalog, run: Run, previous: Snapshot) -> Snapshot:
    """The catalog's snapshot with its facts, and a line of the crawl report for each provider.

    A provider that fails keeps its facts of the `previous` snapshot, marked stale.
    """
    found = catalog.snapshot
    about = replace(
        run.context,
        entities=found.entities,
        repositories=found.repositories,
        origins=found.origins,
        files=catalog.files or CheckoutFiles(catalog.checkouts),
        packages=used_packages(catalog.readings, found.origins),
    )
    provided, providers = enrich(run.config.enrich, about, previous.facts)
    facts = with_runbooks(provided, found, run.state.store)
    types = RelationTypes(found.relation_types)
    facts += derived_facts(
        catalog.readings, found.entities, found.origins, run.now, types, catalog.needs
    )
    known = KnownTemplates(found.entities, found.origins, catalog.checkouts)
    facts += template_facts(catalog.readings, known, found.origins, run.now, Tags(run.network))
    sources = (*found.sources, *providers)
    return with_declaration_problems(
        found.model_copy(update={"facts": tuple(facts), "sources": sources})
    )
