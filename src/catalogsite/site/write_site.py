"""Writes the whole site of a snapshot: human pages, generated ones, and documentation."""

from __future__ import annotations

from catalogsite.collect.document import with_documentation
from catalogsite.collect.previous_run import with_problems
from catalogsite.collect.run import Run
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.portal.inputs import input_digests
from catalogsite.site.content_security import content_policy
from catalogsite.site.fingerprint import builder_fingerprint
from catalogsite.site.human.pages import build_human_pages
from catalogsite.site.publish import Publication
from catalogsite.site.templates import TemplateFolders
from catalogsite.site.unchanged.current import made_from


def write_site(run: Run, snapshot: Snapshot, published: Publication, notice: str = "") -> Snapshot:
    """The snapshot with all problems that were found, after everything was staged.

    A `notice` is shown on every page.
    """
    templates = TemplateFolders(run.config.template_dirs)
    policy, launches = content_policy(run.config, templates), run.config.create.launch
    human, files, kept = build_human_pages(run, snapshot, published.scratch, policy, notice)
    documented = with_documentation(with_problems(snapshot, human.problems), run)
    published.is_repeatable = kept and not any(
        one.has_failed for one in documented.fragments.values()
    )
    builder = builder_fingerprint(human.shells, templates.folders, policy)
    inputs = input_digests(documented.snapshot, documented.fragments, human.url, launches)
    if published.is_current(made_from(builder, inputs, files)):
        return documented.snapshot
    # They import all that makes pages, which takes longer than to see that none is to be made.
    from catalogsite.render.shell.fill import ShellRenderer
    from catalogsite.site.outputs import site_outputs

    outputs = site_outputs(documented, templates, run.progress, human, launches, inputs)
    renderer = ShellRenderer(human.shells, policy)
    published.write_outputs(outputs, renderer, builder, run.config.jobs)
    published.adopt(files)
    return documented.snapshot
