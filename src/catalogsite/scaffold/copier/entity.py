"""The Template entity that stands for a Copier template: what it asks, and that Copier runs it."""

from __future__ import annotations

from typing import Any

from catalogsite.scaffold.copier.questions import CopierTemplate

TYPE = "copier"
"""The `spec.type` of such a Template."""

ACTION = "copier:copy"
"""Its one step, which no Backstage has: Copier itself runs it."""

CODE_ACTION = "copier:code"


def copier_entity(metadata: dict[str, Any], found: CopierTemplate) -> dict[str, Any]:
    """A Template with the questions as its form; `metadata` is as its authors could have written it."""
    steps = [
        {"id": "copier", "name": "Copier decides the rest and writes the files", "action": ACTION}
    ]
    if found.code:
        words = " and ".join(found.code)
        steps.append(
            {
                "id": "code",
                "name": f"Code of the template: {words}, only with --trust",
                "action": CODE_ACTION,
            }
        )
    spec: dict[str, Any] = {"type": TYPE, "parameters": found.form, "steps": steps}
    return {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": metadata,
        "spec": spec,
    }


def is_copier(entity: dict[str, Any]) -> bool:
    """Whether a Template stands for a Copier template."""
    steps = (entity.get("spec") or {}).get("steps")
    first = steps[0] if isinstance(steps, list) and steps else None
    return isinstance(first, dict) and first.get("action") == ACTION


def runs_code(entity: dict[str, Any]) -> bool:
    """Whether a Copier template holds code."""
    steps = (entity.get("spec") or {}).get("steps") or []
    return any(isinstance(one, dict) and one.get("action") == CODE_ACTION for one in steps)
