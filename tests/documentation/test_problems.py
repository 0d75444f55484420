"""The reference of problems: every rule of the source, and examples that do what they say."""

from __future__ import annotations

import importlib.util
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from catalogsite import pipeline
from catalogsite.config import Config, config_for_paths
from catalogsite.model import Level, Problem
from catalogsite.progress import Silence

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/reference/problems.md"
NOW = datetime(2026, 1, 2, tzinfo=UTC)

COMPONENT = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "payments"},
    "spec": {"type": "service", "lifecycle": "production", "owner": "guests"},
}
GUESTS = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: guests}
spec: {type: team, children: []}
"""
SETTING = {
    "guests/catalog-info.yaml": GUESTS,
    "docs/index.md": "# Start\n\nWhat payments are.\n",
    "mkdocs.yml": "site_name: Payments\n",
}
"""What lies around each example."""

_RULE = re.compile(r"^### `([a-z-]+)`\n\n\*\*(\w+)\*\* · (.+?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(
    r'^```\w+ title="(wrong|right)(?:: ([\w./-]+))?"\n(.*?)\n?```', re.MULTILINE | re.DOTALL
)


class Example(NamedTuple):
    rule: str
    level: str
    side: str
    file: str | None
    text: str


def _documented() -> dict[str, tuple[str, str]]:
    return {rule: (level, text) for rule, level, text in _RULE.findall(PAGE.read_text("utf-8"))}


def _examples() -> list[Example]:
    return [
        Example(rule, level, side, file or None, text)
        for rule, (level, body) in _documented().items()
        for side, file, text in _EXAMPLE.findall(body)
    ]


def _rules_of_source() -> set[str]:
    spec = importlib.util.spec_from_file_location("rules_of_source", HERE / "rules_of_source.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return set(module.rules_of_source())


def test_every_rule_is_documented_and_no_other() -> None:
    assert _rules_of_source() == set(_documented())


def test_levels_are_levels() -> None:
    assert {level for level, _ in _documented().values()} == {level.value for level in Level}


def test_most_rules_have_examples() -> None:
    """The others need a file that is no text, or two repositories."""
    without = set(_documented()) - {example.rule for example in _examples()}
    assert len(without) <= len(_documented()) / 4


@pytest.mark.parametrize("example", _examples(), ids=lambda one: f"{one.rule}-{one.side}")
def test_example(example: Example, tmp_path: Path) -> None:
    found = [p for p in _check(example, tmp_path) if p.rule == example.rule]
    if example.side == "right":
        assert found == []
    else:
        assert found
        assert found[0].level.value == example.level
        assert found[0].message


def _check(example: Example, folder: Path) -> tuple[Problem, ...]:
    files = SETTING | {example.file or "catalog-info.yaml": _content(example)}
    if example.file is None or not example.file.endswith("catalog-info.yaml"):
        files.setdefault("catalog-info.yaml", yaml.safe_dump(COMPONENT))
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return pipeline.check(config_for_paths([folder], Config()), NOW, Silence()).problems


def _content(example: Example) -> str:
    if example.file is not None:
        return example.text and example.text + "\n"
    return yaml.safe_dump(_merged(COMPONENT, yaml.safe_load(example.text)))


def _merged(base: dict, more: dict) -> dict:
    result = dict(base)
    for key, value in more.items():
        old = result.get(key)
        both = isinstance(value, dict) and isinstance(old, dict)
        result[key] = _merged(old, value) if both else value
    return result
