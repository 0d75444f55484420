"""The recorded verdicts of Backstage's own packages, as test cases.

README.md in this folder says where they come from and what each file holds.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Case = dict[str, Any]


def read_cases(name: str) -> list[Case]:
    """The cases of `NAME.jsonl`, in the order of the file."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


def read_validation_cases() -> list[Case]:
    """The cases of `validate.jsonl` with every field present that the file may leave out."""
    cases = read_cases("validate")
    entities = {case["id"]: case["entity"] for case in cases if "entity" in case}
    for case in cases:
        case.setdefault("pipeline_accept", case["accept"])
        case.setdefault("relations", [])
        case.setdefault("message", None)
        if "base" in case:
            case["entity"] = _changed(entities[case["base"]], case)
    return cases


def _changed(base: Case, case: Case) -> Case:
    entity = copy.deepcopy(base)
    for part, keys in case.get("without", {}).items():
        for key in keys:
            del entity[part][key]
    for part, value in case.get("set", {}).items():
        if isinstance(value, dict) and isinstance(entity.get(part), dict):
            entity[part].update(value)
        else:
            entity[part] = value
    return entity
