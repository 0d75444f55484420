"""Writes the whole site of a snapshot: human pages, generated ones, and documentation."""

from __future__ import annotations

from catalogsite.collect.document import with_documentation
from catalogsite.collect.previous_run import with_problems
from catalogsite.collect.run import Run
from catalogsite.model.snapshot import Snapshot
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.content_security import content_policy
from catalogsite.site.fingerprint import builder_fingerprint
from catalogsite.site.human_pages import build_human_pages
from catalogsite.site.outputs import site_outputs
from catalogsite.site.publish import Publication
from catalogsite.site.templates import TemplateFolders


def write_site(run: Run, snapshot: Snapshot, published: Publication, notice: str = "") -> Snapshot:
    """The snapshot with all problems that were found, after everything was staged.

    A `notice` is shown on every page.
    """
    templates = TemplateFolders(run.config.template_dirs)
    policy = content_policy(run.config, templates)
    human = build_human_pages(run, snapshot, published.scratch, policy, notice)
    documented = with_documentation(with_problems(snapshot, human.problems), run)
    outputs = site_outputs(documented, templates, run.progress, human, run.config.create.launch)
    builder = builder_fingerprint(human.shells, templates.folders, policy)
    renderer = ShellRenderer(human.shells, policy)
    published.write_outputs(outputs, renderer, builder, run.config.jobs)
    published.adopt(published.scratch)
    return documented.snapshot
