"""The steps of a template as they are run: their ids, and what each takes of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalogsite.scaffold.engine import expressions
from catalogsite.scaffold.templates.template import Template
from catalogsite.yaml12.documents import Path

_OUTPUT = re.compile(
    r"\bsteps\s*(?:\.\s*|\[\s*['\"])(?P<step>[\w$-]+)(?:['\"]\s*\])?\s*\.\s*output\s*"
    r"(?:\.\s*|\[\s*['\"])(?P<name>[\w$-]+)"
)


@dataclass(frozen=True)
class Step:
    """One step: `path` is its place in the entity, `id` its own or `step-N`."""

    id: str
    path: Path
    data: Mapping[str, Any]

    @property
    def action(self) -> str:
        """The name of its action."""
        return str(self.data["action"])

    @property
    def title(self) -> str:
        """What a message calls it."""
        return str(self.data.get("name") or self.id)

    @cached_property
    def texts(self) -> tuple[expressions.Text, ...]:
        """Every text that is rendered when it runs."""
        parts = ("if", "each", "input")
        found = (expressions.texts(self.data.get(part), (*self.path, part)) for part in parts)
        return tuple(text for texts in found for text in texts)

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """The ids of steps that each of its texts names; texts that name none are left out."""
        return tuple(names for names in map(_names, self.texts) if names)


def steps_of(template: Template) -> tuple[Step, ...]:
    """The steps of a template in their order."""
    return tuple(
        Step(str(data.get("id") or f"step-{number}"), ("spec", "steps", number - 1), data)
        for number, data in enumerate(template.spec["steps"], 1)
    )


def needs_of(part: Any) -> tuple[frozenset[str], ...]:
    """The ids of steps that each text of a value names; texts that name none are left out."""
    return tuple(names for names in map(_names, expressions.texts(part, ())) if names)


def _names(text: expressions.Text) -> frozenset[str]:
    return frozenset(expressions.uses(text.value, "steps").names)


def outputs_by_hand(template: Template, step: str) -> dict[str, str]:
    """What a step that is done by hand gives, by the names that the template uses: a text for each."""
    wanted = (
        *expressions.texts(template.spec["steps"], ()),
        *expressions.texts(template.spec.get("output"), ()),
    )
    names = {name for text in wanted for owner, name in _outputs(text.value) if owner == step}
    return {name: f"<{name} of step {step}>" for name in sorted(names)}


def _outputs(text: str) -> Iterator[tuple[str, str]]:
    return ((found["step"], found["name"]) for found in _OUTPUT.finditer(text))
