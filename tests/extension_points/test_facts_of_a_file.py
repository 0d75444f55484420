"""Facts of built-in kinds that no built-in collector reads: a fact file puts them on the pages."""

from __future__ import annotations

import json
import re

from tests.extension_points.conftest import write_files

CONFIG = """
title: Acme
sources: [{kind: folder, path: pay}]
enrich: [{kind: facts, path: facts.json}]
"""
DESCRIPTOR = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay}
spec: {type: service, lifecycle: production, owner: guests}
"""
CHANGE = {
    "title": "Retry",
    "number": 7,
    "state": "approved",
    "author": "Ann B.",
    "url": "https://git.example/7",
}
VALUES = {
    "changes.gitea": {"changes": [CHANGE]},
    "releases.gitea": {
        "releases": [{"version": "2.0-rc1", "prerelease": True}, {"version": "1.9"}]
    },
    "dashboards.kibana": {
        "dashboards": [
            {"title": "Logs", "url": "https://logs.example/1", "folder": "Shop"},
            {"title": "Trap", "url": "javascript:alert(1)"},
        ]
    },
    "contributors.gitea": {"days": 90, "contributors": [{"name": "<b>Cy</b>", "commits": 3}]},
}
CARDS = {
    "Open pull requests": ("1 open pull request", "approved", "7: Retry"),
    "Releases": ("1.9", "pre-release", "2.0-rc1"),
    "Dashboards": ("2 dashboards", "Logs", "Trap"),
    "Contributors": ("1 person in 90 days", "&lt;b&gt;Cy&lt;/b&gt;: 3 commits"),
}


def test_they_are_on_the_page_of_the_entity(catalogsite, tmp_path):
    facts = [{"key": key, "entity": "pay", **value} for key, value in VALUES.items()]
    files = {
        "catalogsite.yaml": CONFIG,
        "pay/catalog-info.yaml": DESCRIPTOR,
        "facts.json": json.dumps({"source": "Nightly", "facts": facts}),
    }
    ran = catalogsite("build", cwd=write_files(tmp_path, files))
    assert ran.code == 0, ran.output
    site = tmp_path / "site"
    page = (site / "catalog/default/component/pay/index.html").read_text("utf-8")
    for title, words in CARDS.items():
        card = re.search(rf'aria-label="{title}">(.*?)</section>', page, re.DOTALL)
        assert card, title
        text = " ".join(re.sub(r"<[^>]+>", " ", card[1]).split())
        assert [word for word in words if word not in text] == []
    whole = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Ann B." in whole
    assert "Commits in 90 days" in whole
    assert 'href="https://logs.example/1"' in page
    assert "javascript:alert" not in page
    listed = json.loads((site / "api/facts.json").read_text("utf-8"))
    assert {one["key"] for one in listed} >= set(VALUES)
