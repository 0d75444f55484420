"""The built-in Python service: its form, its descriptor, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import find_template, form, parse_values, run

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {
    "name": "refund-scheduler",
    "owner": "group:default/payments-core",
    "description": 'Says "hello" to everybody',
}


def test_the_descriptor_states_what_was_answered(tmp_path: Path) -> None:
    run(find_template("python-service"), {**VALUES, "system": "bookkeeping"}, tmp_path)
    entity = yaml.safe_load((tmp_path / "catalog-info.yaml").read_text("utf-8"))
    assert entity["metadata"]["description"] == 'Says "hello" to everybody'
    assert entity["spec"] == {
        "type": "service",
        "lifecycle": "experimental",
        "owner": "group:default/payments-core",
        "system": "bookkeeping",
    }


def test_a_dry_run_writes_nothing_and_states_what_it_skips(tmp_path: Path) -> None:
    wanted = {**VALUES, "repoUrl": "github.com?owner=acme&repo=refund-scheduler"}
    outcome = run(find_template("python-service"), wanted, tmp_path / "made", dry_run=True)
    assert not (tmp_path / "made").exists()
    assert ".github/workflows/ci.yml" in outcome.files
    assert any("acme/refund-scheduler" in note for note in outcome.notes)
    assert outcome.output["links"] == []


def test_a_step_can_be_left_out(tmp_path: Path) -> None:
    outcome = run(find_template("python-service"), {**VALUES, "host": "none"}, tmp_path)
    assert ".github/workflows/ci.yml" not in outcome.files


def test_an_existing_file_stops_the_run_before_it_writes(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(TemplateError, match=r"would overwrite README\.md"):
        run(find_template("python-service"), VALUES, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("assignments", "message"),
    [
        (["name=Bad Name", "owner=x"], "name: must match"),
        (["name=good"], "owner: is required"),
        (["name=good", "owner=x", "port=0"], "port: must be at least 1"),
        (["nmae=good"], "did you mean name"),
        (["name"], "is not an assignment"),
    ],
)
def test_wrong_values_are_reported(assignments: list[str], message: str, tmp_path: Path) -> None:
    template = find_template("python-service")
    with pytest.raises(TemplateError, match=message):
        run(template, parse_values(template, assignments), tmp_path)


def test_the_form_is_described_page_by_page() -> None:
    pages = form(find_template("python-service"))
    assert [page.title for page in pages] == ["The service", "Where it belongs", "The repository"]
    owner = pages[1].fields[0]
    assert (owner.name, owner.required, owner.picker, owner.kinds) == (
        "owner",
        True,
        "OwnerPicker",
        ("Group",),
    )


def test_an_unknown_template_is_answered_with_a_near_one() -> None:
    with pytest.raises(TemplateError, match="did you mean python-service"):
        find_template("python-servcie")
