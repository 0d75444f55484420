"""Folders of Markdown that nobody called documentation give infos, whatever is wrong in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.docs.documentation import documentation_problems
from catalogsite.model.entity import Origin
from catalogsite.model.snapshot import Snapshot

REF = "component:default/pay"
BROKEN = {"docs/index.md": "# Home\n\n[a](gone.md)\n"}
README = {"README.md": "# Home\n\n[a](gone.md)\n"}
CONFIG = {"mkdocs.yml": "site_name: X\n"}


@pytest.mark.parametrize(
    ("files", "annotation", "level"),
    [
        (BROKEN, None, "info"),
        (BROKEN, "dir:.", "warning"),
        (BROKEN | CONFIG, None, "warning"),
        (BROKEN | CONFIG, "dir:.", "warning"),
        (README, None, "warning"),
    ],
)
def test_the_level_of_a_broken_link(bench, make_component, files, annotation, level):
    bench.write(files)
    entity = make_component(ref=annotation, inferred=annotation is None)
    found, _ = bench.find(entity)
    converted, _ = bench.convert(entity)
    snapshot = Snapshot(
        created=datetime(2026, 1, 1, tzinfo=UTC),
        version="0",
        entities=(entity.data,),
        origins={REF: Origin()},
        documentation=tuple(found),
    )
    problems = documentation_problems(snapshot, converted, bench.store).problems
    assert [(one.rule, one.level) for one in problems] == [("broken-link", level)]
