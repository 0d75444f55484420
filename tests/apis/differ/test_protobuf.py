"""Pairs of Protocol Buffers files: exact changes, and how far `buf breaking` agrees."""

from __future__ import annotations

import json
import random
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.differ.change_rules import change_rules
from catalogsite.apis.differ.compare import ApiVersion, compare_apis
from catalogsite.apis.formats.protobuf.reader import PROTOBUF

CASES = yaml.safe_load((Path(__file__).parent / "cases/protobuf/files.yaml").read_text("utf-8"))
BUF = Path(sysconfig.get_path("scripts")) / "buf"
JUDGED_OTHERWISE: dict[str, tuple[str, str, str]] = {
    "a value is added": ("maybe", "safe", "a consumer may refuse a value that it does not know"),
    "a message is removed": ("breaking", "maybe", "who uses the type cannot be built any more"),
    "an enum is removed": ("breaking", "maybe", "as for a message"),
    "an enum becomes a message": ("breaking", "maybe", "as for a message, and fields change"),
    "a service is removed": ("breaking", "maybe", "the wire of messages stays, but calls fail"),
    "an rpc is removed": ("breaking", "maybe", "as for a service"),
    "extensions are no longer allowed": ("breaking", "maybe", "extensions in use are refused"),
    "a type moves into an imported file": ("safe", "maybe", "only the includes of C++ change"),
    "an rpc is reached by another address of HTTP": ("breaking", "safe", "buf reads no annotation"),
}
"""What we and buf say where it differs, and why."""


ANNOTATIONS = """
syntax = "proto3";
package google.api;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
message HttpRule { string post = 4; string body = 7; }
"""
"""As much of googleapis as the pairs need."""


def texts(side: Any) -> dict[str, str]:
    return side if isinstance(side, dict) else {"api.proto": side}


def version(side: Any) -> ApiVersion:
    files = texts(side)
    model = PROTOBUF.read(Definition("grpc", next(iter(files)), files)).model
    assert model is not None
    return ApiVersion(model, files)


def changes(case: dict) -> list[dict]:
    found = compare_apis(version(case["before"]), version(case["after"]))
    return [
        {"rule": one.rule, "impact": one.impact.value, "subject": one.subject,
         "message": one.message}
        for one in found
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_pair_has_exactly_these_changes(case: dict) -> None:
    assert changes(case) == case["changes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_files_do_not_differ_from_themselves(case: dict) -> None:
    assert compare_apis(version(case["before"]), version(case["before"])) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_buf_says_the_same_or_the_difference_is_judged(case: dict, tmp_path: Path) -> None:
    ours = min((one["impact"] for one in changes(case)), key=order, default="safe")
    theirs = by_buf(case, tmp_path)
    judged = JUDGED_OTHERWISE.get(case["name"])
    assert (ours, theirs) == (judged[:2] if judged else (theirs, theirs))
    assert judged is None or ours != theirs


def order(impact: str) -> int:
    return ("breaking", "maybe", "safe").index(impact)


def by_buf(case: dict, folder: Path) -> str:
    """Breaking where the wire or JSON breaks, maybe where only generated code does."""
    for side in ("before", "after"):
        for path, text in texts(case[side]).items():
            file = folder / side / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if "google/api/annotations.proto" in str(case[side]):
            file = folder / side / "google/api/annotations.proto"
            file.parent.mkdir(parents=True)
            file.write_text(ANNOTATIONS, "utf-8")
    if found(folder, "WIRE_JSON"):
        return "breaking"
    return "maybe" if found(folder, "FILE") else "safe"


def found(folder: Path, category: str) -> list[str]:
    config = json.dumps({"version": "v2", "breaking": {"use": [category]}})
    done = subprocess.run(
        [BUF, "breaking", folder / "after", "--against", folder / "before", "--config", config,
         "--against-config", config, "--error-format", "json"],
        capture_output=True, check=False, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode in {0, 100}, done.stderr
    types = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert "COMPILE" not in types, done.stdout
    return types


def test_the_pairs_show_every_rule() -> None:
    shown = {one["rule"] for case in CASES for one in case["changes"]}
    assert {rule for rule in change_rules() if rule.startswith("proto-")} == shown


@pytest.mark.parametrize("seed", range(30))
def test_the_comparison_with_a_mutated_file_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    case = chance.choice([one for one in CASES if isinstance(one["after"], str)])
    lines = case["after"].splitlines()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(3, len(lines))
        lines[at] = chance.choice(["", chance.choice(lines), lines[at] + "}", "enum Payment {}"])
    files = {"api.proto": "\n".join(lines)}
    read = PROTOBUF.read(Definition("grpc", "api.proto", files))
    if read.model is not None:
        compare_apis(version(case["before"]), ApiVersion(read.model, files))
