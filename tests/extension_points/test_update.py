"""`catalogsite new --update` on the command line: what it prints, and its exit codes."""

from __future__ import annotations

from tests.extension_points.conftest import commit

TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: service}
spec:
  type: service
  parameters: {required: [name], properties: {name: {type: string}}}
  steps: [{action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}]
"""


def test_an_update_says_what_it_does_and_ends_with_1_for_conflicts(catalogsite, tmp_path):
    templates, project = tmp_path / "templates", tmp_path / "ledger"
    files = {"a/template.yaml": TEMPLATE, "a/skeleton/x.txt": "${{ values.name }} 1\n"}
    commit(templates, files)
    made = catalogsite(
        "new", templates / "a", "--set", "name=ledger", "--dest", project, cwd=tmp_path
    )
    assert made.code == 0, made.output
    commit(project, {})
    update = ("new", "--update", project, "--from", templates / "a")
    ran = catalogsite(*update, cwd=tmp_path)
    assert (ran.code, "template:default/service is current" in ran.output) == (0, True), ran.output

    commit(templates, {"a/skeleton/x.txt": "${{ values.name }} 2\n"})
    ran = catalogsite(*update, "--dry-run", cwd=tmp_path)
    assert ran.code == 0, ran.output
    assert f"would change {project / 'x.txt'}" in ran.output
    assert (project / "x.txt").read_text() == "ledger 1\n"

    commit(project, {"x.txt": "mine\n"})
    ran = catalogsite(*update, cwd=tmp_path)
    assert ran.code == 1, ran.output
    assert f"conflict {project / 'x.txt'}" in ran.output
    assert "1 file with conflicts" in ran.output
    ran = catalogsite(*update, cwd=tmp_path)
    assert (ran.code, "changes that are not committed" in ran.output) == (1, True), ran.output
