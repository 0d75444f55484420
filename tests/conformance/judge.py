"""Backstage's own validators and its YAML parser, in one Node process."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
PACKAGES = ("@backstage/catalog-model", "yaml")


def is_available() -> bool:
    """Whether Node and the packages of `package-lock.json` are installed."""
    return shutil.which("node") is not None and (_HERE / "node_modules/yaml").is_dir()


def versions() -> dict[str, str]:
    """The installed version of each package that gives verdicts."""
    files = {name: _HERE / "node_modules" / name / "package.json" for name in PACKAGES}
    return {name: json.loads(file.read_text("utf-8"))["version"] for name, file in files.items()}


class Judge:
    """One process of `judge.mjs`; each request and each response is a line of JSON."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(_HERE / "judge.mjs")],
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
