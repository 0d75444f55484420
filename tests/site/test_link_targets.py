"""What links of human pages may refer to is known before any documentation is converted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogsite.collect.run import Run
from catalogsite.config.settings import Config
from catalogsite.model.snapshot import Snapshot
from catalogsite.pipeline import collect
from catalogsite.site.portal_build import link_targets
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)
PAY = "component:default/pay"
DESCRIPTOR = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  annotations: {{{annotation}}}
spec: {{type: service, lifecycle: production, owner: team}}
"""


@pytest.fixture
def world(tmp_path: Path) -> tuple[Snapshot, State]:
    shares = f"backstage.io/techdocs-entity: '{PAY}'"
    for name, annotation in (("pay", "backstage.io/techdocs-ref: dir:."), ("web", shares)):
        folder = tmp_path / "repos" / name
        folder.mkdir(parents=True)
        text = DESCRIPTOR.format(name=name, annotation=annotation)
        (folder / "catalog-info.yaml").write_text(text)
    pages = tmp_path / "repos" / "pay" / "docs"
    pages.mkdir()
    (pages / "index.md").write_text("# Pay\n")
    (pages / "use.md").write_text("# Use\n")
    (tmp_path / "repos" / "pay" / "mkdocs.yml").write_text("site_name: Pay\n")
    sources = [{"kind": "folder", "path": str(tmp_path / "repos" / "*")}]
    state = State(tmp_path / "state")
    config = Config.model_validate({"sources": sources})
    return collect(Run(config, state, NOW)), state


def test_documentation_is_converted_when_a_link_leads_to_a_page_of_it(world):
    snapshot, state = world
    targets = link_targets(snapshot, state)
    assert list(targets.documented) == [PAY]
    assert PAY in targets.documented
    assert "component:default/web" not in targets.documented
    assert targets.shared["component:default/web"].ref == PAY
    assert not list(state.fragments.rglob("*.*"))
    assert targets.documented[PAY] == {"", "use/"}
    assert list(state.fragments.rglob("*.*"))
