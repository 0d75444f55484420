"""Mistakes in a scaffold template that its schema cannot see, and that its author finds late."""

from __future__ import annotations

from catalogsite.model.entity import EntityData
from catalogsite.problems.create import Finding
from catalogsite.scaffold.actions.registry import registry
from catalogsite.scaffold.lint.form import form_findings
from catalogsite.scaffold.lint.parameters import parameter_findings
from catalogsite.scaffold.lint.paths import KindOf, path_findings, source_findings
from catalogsite.scaffold.lint.references import reference_findings
from catalogsite.scaffold.lint.rendered import expression_findings
from catalogsite.scaffold.lint.steps import duplicate_findings, step_findings


def lint_template(entity: EntityData, kind_of: KindOf | None = None) -> list[Finding]:
    """All that is doubtful about a valid template; paths start at the entity's root.

    `kind_of` says what the paths that it fetches lead to.
    """
    spec = entity["spec"]
    steps = spec.get("steps")
    if not isinstance(steps, list):
        return []
    found = list(form_findings(spec))
    # A step that stands in another file is known only once it was read.
    whole = all(isinstance(step, dict) and "action" in step for step in steps)
    known = registry().actions
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            path = ("spec", "steps", index)
            found += [*step_findings(step, path, known), *path_findings(step, path)]
            if kind_of is not None:
                found += source_findings(step, path, kind_of)
    found += expression_findings(spec)
    if whole:
        found += [*duplicate_findings(steps), *reference_findings(spec, steps)]
    return [*found, *parameter_findings(spec, whole=whole)]
