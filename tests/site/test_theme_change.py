"""Another theme writes the pages again and converts no documentation again."""

from __future__ import annotations

from datetime import UTC, datetime

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.config.settings import load_config
from catalogsite.execution.progress import NoProgress
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)
COMPONENT = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: guests}
"""
THEME = "site_name: Portal\ntheme: {{name: material, font: false, palette: {{primary: {color}}}}}\nplugins: [search, catalogsite]\n"


class Conversions(NoProgress):
    """Notes how many documentations each build converted."""

    def __init__(self):
        self.totals = []

    def start(self, stage, total):
        if stage == "documentation":
            self.totals.append(total)


def test_another_theme_converts_nothing(tmp_path):
    repository = tmp_path / "repos" / "pay"
    (repository / "docs").mkdir(parents=True)
    (repository / "catalog-info.yaml").write_text(COMPONENT)
    (repository / "mkdocs.yml").write_text("site_name: Pay\n")
    (repository / "docs" / "index.md").write_text("# Pay\n\nWords of the page.\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    file = tmp_path / "catalogsite.yaml"
    file.write_text("sources: [{kind: folder, path: 'repos/*'}]\njobs: 1\n")
    progress = Conversions()
    run = Run(load_config(file), State(tmp_path / "state"), NOW, progress, file)
    pipeline.collect(run)
    pages = []
    for color in ("red", "teal"):
        (tmp_path / "mkdocs.yml").write_text(THEME.format(color=color))
        pipeline.build(run, tmp_path / "site", accept=True)
        page = tmp_path / "site" / "docs" / "default" / "component" / "pay" / "index.html"
        pages.append(page.read_text())
    assert progress.totals == [1, 0]
    assert all("Words of the page." in page for page in pages)
    assert 'data-md-color-primary="red"' in pages[0]
    assert 'data-md-color-primary="teal"' in pages[1]
