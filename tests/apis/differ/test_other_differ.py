"""Where another differ says otherwise of a pair, a reason is written."""

from __future__ import annotations

from pathlib import Path

import yaml

HERE = Path(__file__).parent
OTHER = yaml.safe_load((HERE / "other_differ.yaml").read_text("utf-8"))


def test_every_difference_to_another_differ_is_judged():
    ours = {
        f"{file.stem}: {case['name']}": any(one["impact"] == "breaking" for one in case["changes"])
        for file in (HERE / "cases/openapi").glob("*.yaml")
        for case in yaml.safe_load(file.read_text("utf-8"))
    }
    theirs = dict.fromkeys(OTHER["breaking"], True) | dict.fromkeys(OTHER["safe"], False)
    assert theirs.keys() <= ours.keys()
    differs = {name for name, breaks in theirs.items() if ours[name] != breaks}
    assert differs == OTHER["judged"].keys()
