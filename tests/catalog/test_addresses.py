"""Which texts are addresses: what `new URL` of Node says, with which Backstage judges links."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests import environment

from catalogsite.catalog.kinds.formats import is_url

_CASES = yaml.safe_load((Path(__file__).parent / "cases/addresses.yaml").read_text("utf-8"))
_NODE = shutil.which("node")
_JUDGE = """
const urls = JSON.parse(require("fs").readFileSync(0, "utf-8"));
console.log(JSON.stringify(urls.map((url) => { try { new URL(url); return true } catch { return false } })));
"""
# Half of a surrogate pair cannot stand in a case file.
_TEXTS = [*((case["url"], case["valid"]) for case in _CASES), ("https://host.example/\ud800", True)]


@pytest.mark.parametrize(("url", "valid"), _TEXTS, ids=ascii)
def test_an_address_is_what_a_browser_can_open(url: str, *, valid: bool) -> None:
    assert is_url(url) is valid


def test_the_cases_are_the_verdicts_of_node() -> None:
    environment.require(_NODE, "no Node.js: the cases are not compared with it")
    urls = json.dumps([url for url, _ in _TEXTS]).encode()
    judged = subprocess.run([_NODE, "-e", _JUDGE], input=urls, capture_output=True, check=True)
    assert json.loads(judged.stdout) == [valid for _, valid in _TEXTS]
