"""Which pages of a stored documentation are runbooks, and of which alerts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.docs.runbooks import RunbookPage, documented_runbooks, stated_runbook
from catalogsite.model.documentation.documentation import Documentation, TreeEntry, TreeManifest

_CASES = yaml.safe_load((Path(__file__).parent / "runbooks.yaml").read_text("utf-8"))


def runbooks(case: dict[str, Any]) -> Any:
    files = case["files"]
    tree = TreeManifest(files={path: TreeEntry(blob=path) for path in files})
    documentation = Documentation(
        entity_ref="component:default/pay",
        repository="pay",
        tree="0",
        root=case.get("root", ""),
        config="mkdocs.yml" if "mkdocs.yml" in files else None,
    )
    read = lambda blob: files[blob].encode()  # noqa: E731  (a map, as a function)
    return documented_runbooks(documentation, tree, read, case.get("part", ""), "Pay")


def place(page: RunbookPage | None) -> str | None:
    return " # ".join(filter(None, (page.file, page.part))) if page else None


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_runbooks(case: dict[str, Any]) -> None:
    found = runbooks(case)
    assert place(found.page) == case["runbook"]
    alerts = case.get("alerts", {})
    assert {name: place(found.of_alert(name)) for name in alerts} == alerts


def test_large_pages_cost_no_time() -> None:
    text = "# a\n" * 20_000 + "#" * 200_000 + "```\n" * 5_000 + "[" * 50_000
    files = {f"docs/runbooks/{number}.md": text for number in range(20)}
    started = time.process_time()
    runbooks({"files": files})
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ([{"url": "https://a.example", "title": "Wiki"}, {"url": "https://r.example", "type": "Runbook"}], "https://r.example"),
        ([{"url": "javascript:alert(1)", "title": "Runbook"}], ""),
        ([{"url": "mailto:a@b.example", "title": "Runbook"}], ""),
        (["runbook", {"title": "runbook"}, {"url": ["x"], "icon": "runbook"}], ""),
        ("runbook", ""),
        (None, ""),
    ],
)  # fmt: skip
def test_the_runbook_that_a_descriptor_states(links: object, url: str) -> None:
    assert stated_runbook({"metadata": {"name": "pay", "links": links}}) == url
