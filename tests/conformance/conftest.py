"""One process of Backstage's own validators, which the tests of this room ask."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


class Backstage:
    """One process of the real validators; a question a line, an answer a line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(HERE / "judge.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, **question: Any) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    if shutil.which("node") is None or not (HERE / "node_modules/yaml").is_dir():
        pytest.skip("no node, or no packages: run `make conformance-tools` where there is npm")
    process = Backstage()
    yield process
    process.close()
