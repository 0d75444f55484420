"""What the table of the catalog finds, counts and sorts in the browser, run by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.environment import require

from catalogsite.paths.package_data import resource_dir

HERE = Path(__file__)
WORLD = yaml.safe_load(HERE.with_name("table_rows.yaml").read_text("utf-8"))
CASES = WORLD["cases"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    require(shutil.which("node"), "no Node on this machine")
    folder = tmp_path_factory.mktemp("rows")
    shutil.copy(resource_dir("site_templates") / "assets" / "rows.js", folder / "rows.js")
    (folder / "package.json").write_text('{"type": "module"}')
    states = json.dumps([case["state"] for case in CASES])
    script = str(HERE.with_name("table_rows.mjs"))
    command = ["node", script, str(folder / "rows.js"), json.dumps(WORLD["table"]), states]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda at: json.dumps(CASES[at]["state"]))
def test_rows_of(answers, number):
    case, answer = CASES[number], answers[number]
    assert answer["found"] == case["found"]
    for facet, counts in case.get("counts", {}).items():
        assert answer["counts"][facet] == counts
