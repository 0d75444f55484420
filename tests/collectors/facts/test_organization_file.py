"""People and teams in files: what is made of each export, and what is said about a bad one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from catalogsite.collectors.hosts import organization_file
from catalogsite.collectors.organization import entity_name
from catalogsite.model.source_run import Failure

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/organization_files.yaml").read_text("utf-8")
)


def collected(context, path="all.*", **more):
    settings = organization_file.Settings(path=path, **more)
    found = list(organization_file.collect(settings, context()))
    failures = [one for one in found if isinstance(one, Failure)]
    files = [
        (path, json.loads(text)) for one in found if one not in failures for path, text in one.files
    ]
    return dict(files), failures


def users(files):
    return {
        one["metadata"]["name"]: one["spec"]["memberOf"]
        for path, one in files.items()
        if path == f"users/{one['metadata']['name']}.json"
    }


def groups(files):
    return {
        one["metadata"]["name"]: one["spec"].get("parent")
        for path, one in files.items()
        if path == f"groups/{one['metadata']['name']}.json"
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a_file(case, context, tmp_path):
    (tmp_path / case["name"]).write_text(case["text"], "utf-8")
    path = "all.*" if case["name"].startswith("all") else case["name"]
    files, failures = collected(context, path, columns=case.get("columns", {}))
    assert users(files) == case.get("users", {})
    assert groups(files) == case.get("groups", {})
    assert [one.reason for one in failures] == case.get("failures", [])
    assert all(one.fix for one in failures)


def test_titles_and_addresses(context, tmp_path):
    (tmp_path / "all.csv").write_text("name,displayName,groups\nann@acme.example,Ann,Data Team\n")
    files, _ = collected(context)
    assert files["users/ann_acme.example.json"]["spec"]["profile"] == {
        "displayName": "Ann",
        "email": "ann@acme.example",
    }
    assert files["groups/data_team.json"]["spec"]["profile"] == {"displayName": "Data Team"}


def test_several_files_are_one_organisation_and_one_bad_file_costs_all(context, tmp_path):
    (tmp_path / "all.csv").write_text("name,groups\nann,Data\n")
    (tmp_path / "all.json").write_text('[{"id": "1", "displayName": "Data"}, {"userName": "bob"}]')
    files, failures = collected(context)
    assert (sorted(users(files)), failures) == (["ann", "bob"], [])
    (tmp_path / "all.json").write_bytes(b"\xff\xfe")
    files, (failure,) = collected(context)
    assert files == {}
    assert failure.reason.startswith("all.json: cannot be read")


def test_no_file(context):
    _, (failure,) = collected(context)
    assert failure.reason == "no file matches `all.*`"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Platform Team", "platform_team"),
        ("ann@acme.example", "ann_acme.example"),
        (" --A__ b!! ", "a_b"),
        ("../../etc/passwd", "etc_passwd"),
        ("Größe", "gr_e"),
        ("!", ""),
        ("x" * 80, "x" * 63),
    ],
)
def test_the_name_of_an_entity(text, name):
    assert entity_name(text) == name
