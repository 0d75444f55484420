"""The runbooks that alerts get from descriptors and documentation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.render import acme

from catalogsite.collect.facts.runbooks import with_runbooks
from catalogsite.model.documentation.documentation import Documentation, TreeEntry, TreeManifest
from catalogsite.model.fact import FACT_ADAPTER, Fact
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.store import Store

REF = "component:default/pay"
FILES = {
    "docs/runbook.md": "# Runbook\n\n## Disk full\n",
    "docs/runbooks/PayDown.md": "# Nobody can pay\n",
}
AT = "https://github.com/acme/pay/blob/main/"
PAGE = {"of": "alert", "file": "docs/runbooks/PayDown.md", "url": f"{AT}docs/runbooks/PayDown.md"}
PART = {
    "of": "alert",
    "file": "docs/runbook.md",
    "url": f"{AT}docs/runbook.md",
    "part": "Disk full",
}
WHOLE = {"of": "entity", "file": "docs/runbook.md", "url": f"{AT}docs/runbook.md"}
LINK = {"url": "https://wiki.example/r", "title": "Runbook"}
# Alerts, links of the descriptor, files of the documentation, and what the alerts get.
CASES = {
    "the page, the heading, and the component's": (
        [{"name": "PayDown"}, {"name": "DiskFull"}, {"name": "Other"}], [], FILES, [PAGE, PART, WHOLE],
    ),
    "its own": ([{"name": "PayDown", "runbook": "https://own.example"}], [], FILES, [None]),
    "a link of the descriptor before the component's page": (
        [{"name": "PayDown"}, {"name": "Other"}], [LINK], FILES,
        [PAGE, {"of": "entity", "url": "https://wiki.example/r"}],
    ),
    "only a link": ([{"name": "Other"}], [LINK], None, [{"of": "entity", "url": "https://wiki.example/r"}]),
    "nothing": ([{"name": "PayDown"}], [], {"docs/index.md": "# Pay"}, [None]),
    "no documentation": ([{"name": "PayDown"}], [], None, [None]),
    "what a run before found is looked for again": (
        [{"name": "Other", "documented": {"of": "entity", "file": "docs/gone.md"}}], [], FILES, [WHOLE],
    ),
    "what a run before found is gone": (
        [{"name": "Other", "documented": {"of": "entity", "file": "docs/gone.md"}}], [], None, [None],
    ),
}  # fmt: skip


def fact(alerts: list[dict[str, Any]], subject: str = REF) -> Fact:
    source = {"source": "prometheus", "time": "2026-11-22T00:00:00Z"}
    value = {"state": "alert", "alerts": alerts}
    return FACT_ADAPTER.validate_python(
        {"subject": subject, "key": "alerts.prometheus", "value": value, "provenance": source}
    )


def catalog(
    store: Store, links: list[Any], files: dict[str, str] | None, **shared: str
) -> Snapshot:
    pay = acme.entity("Component", "pay", {"type": "service"}, links=links, annotations=shared)
    repository = Repository(
        id="pay", name="pay", source="git", web_url="https://github.com/acme/pay", host="github", branch="main",
    )  # fmt: skip
    documentation = []
    if files is not None:
        entries = {path: TreeEntry(blob=store.put(text.encode())) for path, text in files.items()}
        tree = store.put_tree(TreeManifest(files=entries))
        owner = "component:default/all" if shared else REF
        documentation = [Documentation(entity_ref=owner, repository="pay", tree=tree)]
    return Snapshot(
        version="0",
        created=datetime(2026, 11, 22, tzinfo=UTC),
        entities=(pay, acme.entity("Component", "all")),
        repositories=(repository,),
        documentation=tuple(documentation),
    )


def documented(facts: list[Fact]) -> list[Any]:
    found = [one.documented for fact in facts for one in fact.value.alerts]
    return [one.model_dump(exclude_none=True) if one else None for one in found]


@pytest.mark.parametrize(("alerts", "links", "files", "found"), CASES.values(), ids=CASES)
def test_the_runbook_of_each_alert(tmp_path: Path, alerts, links, files, found) -> None:
    store = Store(tmp_path)
    facts = with_runbooks([fact(alerts)], catalog(store, links, files), store)
    assert documented(facts) == found
    # It is the same once more, as for the facts that a failed provider keeps.
    assert with_runbooks(facts, catalog(store, links, files), store) == facts


def test_the_documentation_of_another_entity(tmp_path: Path) -> None:
    store = Store(tmp_path)
    shared = {
        "backstage.io/techdocs-entity": "component:default/all",
        "backstage.io/techdocs-entity-path": "/pay",
    }
    files = {"docs/runbook.md": "", "docs/pay/runbook.md": ""}
    (one,) = documented(
        with_runbooks([fact([{"name": "X"}])], catalog(store, [], files, **shared), store)
    )
    assert one["file"] == "docs/pay/runbook.md"


def test_facts_about_other_things_and_a_damaged_store_stay_as_they_are(tmp_path: Path) -> None:
    store = Store(tmp_path / "whole")
    found = catalog(store, [], FILES)
    unknown = fact([{"name": "X"}], "component:default/unknown")
    assert with_runbooks([unknown], found, store) == [unknown]
    assert with_runbooks([fact([{"name": "X"}])], found, Store(tmp_path / "empty")) == [
        fact([{"name": "X"}])
    ]
