"""The evidence of a dependency leads to the line that was read, on its commit."""

from __future__ import annotations

import html
import re

import pytest
from tests.render import acme

from catalogsite.model.fact import FACT_ADAPTER
from catalogsite.model.page import Page

REF = "component:default/payments"
TARGET = "component:default/ledger"
SHA = "5f2c1e9" + "0" * 33
PLACES = {
    "github": f"https://h.example/a/b/blob/{SHA}/deploy/Chart.yaml#L12",
    "gitlab": f"https://h.example/a/b/-/blob/{SHA}/deploy/Chart.yaml#L12",
    "bitbucket": f"https://h.example/a/b/src/{SHA}/deploy/Chart.yaml#lines-12",
    "bitbucket_server": f"https://h.example/a/b/browse/deploy/Chart.yaml?at={SHA}#12",
    "azure": f"https://h.example/a/b?path=/deploy/Chart.yaml&version=GC{SHA}&line=12",
    "gitea": f"https://h.example/a/b/src/commit/{SHA}/deploy/Chart.yaml#L12",
}


@pytest.mark.parametrize(("host", "url"), PLACES.items(), ids=PLACES)
def test_the_place_of_a_dependency_is_its_line_at_the_host(host, url):
    snapshot = acme.snapshot()
    value = [{"target": TARGET, "package": "x", "file": "deploy/Chart.yaml", "line": 12}]
    fact = {
        "subject": REF,
        "key": "dependencies",
        "value": value,
        "provenance": {"source": "manifests", "time": "2026-11-22T02:14:00Z"},
    }
    own = snapshot.origins[REF].repository
    there = {"web_url": "https://h.example/a/b", "host": host, "commit": SHA, "branch": "main"}
    repositories = tuple(
        one.model_copy(update=there) if one.id == own else one for one in snapshot.repositories
    )
    others = tuple(one for one in snapshot.facts if (one.subject, one.key) != (REF, "dependencies"))
    facts = (*others, FACT_ADAPTER.validate_python(fact))
    changed = snapshot.model_copy(update={"facts": facts, "repositories": repositories})
    pages = acme.render_pages(changed, acme.read_blob, acme.fragments())
    (body,) = (
        page.body
        for page in pages
        if isinstance(page, Page) and page.path == "catalog/default/component/payments/"
    )
    links = map(html.unescape, re.findall(r'href="([^"]*Chart\.yaml[^"]*)"', body))
    assert url in set(links)
