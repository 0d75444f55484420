"""All generated pages and files of a site, from a snapshot and the content store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalogsite.docs.documentation import Prepared
from catalogsite.execution.progress import Progress
from catalogsite.model.page import OutputGroup
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.templates.launch import Launch
from catalogsite.render.machine.outputs import machine_outputs
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.inputs import NO_INPUTS, with_field_digests
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.search.documentation_index import full_text_output
from catalogsite.site.manifest.build_manifest import Digest
from catalogsite.site.portal_build import HumanSite
from catalogsite.site.templates import TemplateFolders


@dataclass(frozen=True, slots=True)
class OutputGroups:
    """An iterable of groups of outputs, which generates them in each pass instead of holding a list."""

    make: Callable[[], Iterator[OutputGroup]]

    def __iter__(self) -> Iterator[OutputGroup]:
        return self.make()


@dataclass(frozen=True, slots=True)
class SiteOutputs:
    """The outputs of a site, and the digest of each thing that they may read.

    All passes over the `groups` give equal ones in the same order.
    `build_tables` builds what all outputs share; it is called before processes are forked. `inputs`
    are the parts that all is made from with a digest each, `inputs_of` those of a collection.
    """

    groups: Iterable[OutputGroup]
    digest: Digest
    build_tables: Callable[[], None]
    inputs: Mapping[str, int] = field(default_factory=dict)
    inputs_of: Callable[[str], frozenset[str] | None] = lambda _: None


def site_outputs(
    prepared: Prepared,
    templates: TemplateFolders,
    progress: Progress,
    human: HumanSite,
    launches: tuple[Launch, ...] = (),
    inputs: Mapping[str, int] = NO_INPUTS,
) -> SiteOutputs:
    """Every generated page and file; the full-text index has the words of the human pages, too.

    `launches` are the company's own ways to make a project from a template; `inputs` are the digests
    of what all is made from.
    """
    snapshot, fragments, state = prepared
    environment = templates.environment()
    index = PortalIndex(SnapshotIndex(snapshot), fragments, state.store.get, human.url, launches)

    def groups() -> Iterator[OutputGroup]:
        yield from page_outputs(index, environment)
        yield from machine_outputs(index)
        yield full_text_output(snapshot, fragments, state, progress, human.words)

    digest = with_field_digests(index.digest, inputs)
    return SiteOutputs(OutputGroups(groups), digest, index.build_tables, inputs, index.inputs_of)
