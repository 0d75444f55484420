"""Values of well-known annotations: each doubt in its exact words, and none about good ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.catalog.annotations.check import annotation_findings
from catalogsite.catalog.annotations.known import ANNOTATIONS
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Level
from catalogsite.problems.create import Finding

_FILE = Path(__file__).parent / "cases" / "annotations.yaml"
_CASES = yaml.safe_load(_FILE.read_text("utf-8"))


def _entity(**annotations: object) -> EntityData:
    return {"metadata": {"name": "a", "annotations": annotations}}


def _reported(finding: Finding) -> str:
    return f"{finding.rule} {finding.level} {finding.message} | {finding.fix}"


@pytest.mark.parametrize("case", _CASES, ids=[f"{c['key']} {c['value']}" for c in _CASES])
def test_case(case: dict[str, str]) -> None:
    found = annotation_findings(_entity(**{case["key"]: case["value"]}))
    assert [_reported(finding) for finding in found] == (
        [case["reported"]] if "reported" in case else []
    )
    assert [finding.path for finding in found] == [
        ("metadata", "annotations", case["key"]) for _ in found
    ]


def test_a_doubt_keeps_no_entity_out() -> None:
    for case in _CASES:
        for finding in annotation_findings(_entity(**{case["key"]: case["value"]})):
            assert finding.level is not Level.ERROR


def test_a_misspelling_beside_the_right_key_is_let_be() -> None:
    both = {"backstage.io/techdoc-ref": "old", "backstage.io/techdocs-ref": "dir:."}
    assert annotation_findings(_entity(**both)) == []


def test_labels_of_alerts_need_alerts() -> None:
    both = {"prometheus.io/labels": "service=shop", "prometheus.io/alert": "all"}
    assert annotation_findings(_entity(**both)) == []


def test_pipelines_of_azure_need_a_project() -> None:
    alone = {"dev.azure.com/build-definition": "build"}
    (found,) = annotation_findings(_entity(**alone))
    assert found.message == (
        "`dev.azure.com/build-definition` has no effect without `dev.azure.com/project`"
    )
    assert annotation_findings(_entity(**alone, **{"dev.azure.com/project": "pay"})) == []


@pytest.mark.parametrize("annotations", [None, [], "", {"github.com/project-slug": 7}])
def test_what_is_no_text_is_judged_elsewhere(annotations: object) -> None:
    assert annotation_findings({"metadata": {"name": "a", "annotations": annotations}}) == []


def test_well_known_names_are_not_taken_for_one_another() -> None:
    for key in ANNOTATIONS:
        rules = {f.rule for f in annotation_findings(_entity(**{key: "x"}))}
        assert "annotation-name" not in rules, key
