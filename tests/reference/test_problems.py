"""The rulebook: every rule of the source, its page, and examples that do what they say."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import yaml

from catalogsite.collect.run import Run
from catalogsite.commands.check.report import CheckReport, problems_as_sarif
from catalogsite.config.settings import Config, config_for_paths
from catalogsite.model.problem import Level, Problem
from catalogsite.pipeline import check
from catalogsite.problems.rulebook import Example, Rule, chapters, reference, rules
from catalogsite.state.folders import State

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
    "docs/index.fr.md": "# Accueil\n",
    "docs/report.html": "<h1>Report</h1>\n",
    "docs/report.pdf": "%PDF-1.4\n",
    "mkdocs.yml": "site_name: Payments\n",
}
"""What lies around each example."""

# What an example cannot but break besides.
BESIDES = {
    "docs-include": {"docs-nav"},
}


class Case(NamedTuple):
    rule: Rule
    side: str
    example: Example


def _cases() -> list[Case]:
    return [
        Case(rule, side, example)
        for rule in rules().values()
        for side, example in rule.examples().items()
    ]


def _source() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_of_source", HERE / "rules_of_source.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOURCE = _source()
USES = SOURCE.uses_of_source()
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
WITHOUT_FIX = {("dangling-reference", "partial")}
"""Nothing is known to be wrong there, unless there is a suggestion."""


def _wordings() -> list[tuple[str, str | None]]:
    return [(rule.id, variant) for rule in rules().values() for variant in rule.wordings()]


def test_every_wording_of_the_source_is_in_the_rulebook_and_no_other() -> None:
    assert {(use.rule, use.variant) for use in USES} == set(_wordings())


def test_no_problem_is_made_without_the_rulebook() -> None:
    assert SOURCE.direct_constructions() == []


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place}-{use.rule}-{use.variant}")
def test_a_call_supplies_what_the_texts_need(use: Any) -> None:
    texts = rules()[use.rule].texts(use.variant)
    templates = " ".join(filter(None, (texts.message, texts.fix, texts.suggest)))
    needed = set(PLACEHOLDER.findall(templates)) - {"suggestion"}
    implied = {"field"} if use.is_finding else set()
    assert needed - implied <= use.values <= needed
    assert not use.suggests or texts.suggest


@pytest.mark.parametrize(("rule", "variant"), _wordings())
def test_every_problem_has_a_fix(rule: str, variant: str | None) -> None:
    texts = rules()[rule].texts(variant)
    assert texts.fix or (rule, variant) in WITHOUT_FIX or _always_suggests(rule, variant)


def _always_suggests(rule: str, variant: str | None) -> bool:
    texts = rules()[rule].texts(variant)
    uses = [use for use in USES if (use.rule, use.variant) == (rule, variant)]
    return bool(texts.suggest) and all(use.suggests for use in uses)


def test_the_page_is_made_of_the_rulebook() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run `make reference`"


def test_no_rule_stands_there_twice() -> None:
    assert sum(len(chapter.rules) for chapter in chapters()) == len(rules())


def test_rules_have_examples_but_where_a_text_cannot_show_it() -> None:
    """The others need bytes, several files, no mkdocs.yml, a setting of the portal or another repository."""
    assert {rule.id for rule in rules().values() if rule.wrong is None} == {
        *("file-binary", "file-encoding", "file-size", "file-unreadable", "docs-encoding"),
        *(
            "api-unchecked",
            "trpc-unread",
            "credential",
            "docs-size",
            "docs-failed",
            "docs-limit",
            "docs-page",
            "link-outside",
        ),
        *("locked-packages-cut", "lock-files-cut", "definition-file"),
        *("repository-unreadable", "docs-no-address", "docs-submodule", "docs-generator"),
        *("dependency-undeclared", "dependency-without-evidence", "dependency-contradicted"),
        "docs-readme",
        "docs-same-address",
        "template-skeleton-file",
        *("kind-not-allowed", "kind-schema", "location-external", "repository-part"),
        *("definition-cut", "forbidden-dependency", "dependency-rule", "api-breaking-change"),
    }


@pytest.mark.parametrize("case", _cases(), ids=lambda one: f"{one.rule.id}-{one.side}")
def test_example(case: Case, tmp_path: Path) -> None:
    found = _check(case.example, tmp_path)
    if case.rule.id != "orphan":
        # One entity alone on a page of examples has no relation to another.
        found = tuple(problem for problem in found if problem.rule != "orphan")
    if case.side == "right":
        assert [problem.message for problem in found] == []
        return
    own = [problem for problem in found if problem.rule == case.rule.id]
    assert own
    assert all(problem.fix for problem in own)
    assert {problem.level for problem in own} == {case.rule.level}
    others = {problem.rule for problem in found} - {case.rule.id}
    assert others <= BESIDES.get(case.rule.id, set())


def test_sarif_explains_the_rules_that_it_names() -> None:
    problems = tuple(
        Problem(rule=name, level=Level.WARNING, message="m") for name in ("tag-format", "of-others")
    )
    report = CheckReport(files=0, entities=0, problems=problems, roots={})
    (run,) = json.loads(problems_as_sarif(report, Path()))["runs"]
    others, tag = run["tool"]["driver"]["rules"]
    assert others == {"id": "of-others"}
    assert tag["shortDescription"] == {"text": "The tag is malformed"}
    assert tag["defaultConfiguration"] == {"level": "error"}
    assert "Java EE" in tag["help"]["markdown"]


def _check(example: Example, folder: Path) -> tuple[Problem, ...]:
    files = SETTING | {example.file or "catalog-info.yaml": _content(example)}
    if example.file is None or not example.file.endswith("catalog-info.yaml"):
        files.setdefault("catalog-info.yaml", yaml.safe_dump(COMPONENT))
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return check(
        Run(config_for_paths([folder], Config()), State(folder / ".catalogsite"), NOW)
    ).problems


def _content(example: Example) -> str:
    if example.file is not None:
        return example.text
    return yaml.safe_dump(_merged(COMPONENT, yaml.safe_load(example.text)))


def _merged(base: dict, more: dict) -> dict:
    result = dict(base)
    for key, value in more.items():
        old = result.get(key)
        both = isinstance(value, dict) and isinstance(old, dict)
        result[key] = _merged(old, value) if both else value
    return result
