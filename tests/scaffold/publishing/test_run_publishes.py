"""Whole runs of a template that publishes: what is pushed, told and left where a step fails."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.scaffold.publishing.world import SECRET, TOKEN, World, world

from catalogsite.errors import TemplateError
from catalogsite.scaffold import Outcome, read_template, run

PARAMETERS = {
    "required": ["repoUrl"],
    "properties": {
        "repoUrl": {"type": "string", "ui:field": "RepoUrlPicker"},
        "key": {"type": "string", "ui:field": "Secret"},
    },
}
FETCH = {"action": "fetch:template", "input": {"url": "./skeleton", "values": {"n": "ledger"}}}
PUBLISH = {
    "id": "publish",
    "name": "Publish",
    "action": "publish:gitea",
    "input": {"repoUrl": "${{ parameters.repoUrl }}", "description": "Books"},
}
REGISTER = {
    "action": "catalog:register",
    "input": {"repoContentsUrl": "${{ steps.publish.output.repoContentsUrl }}"},
}
LINK = {"links": [{"title": "Repository", "url": "${{ steps.publish.output.remoteUrl }}"}]}
ANSWERS = {
    "GET orgs/acme": {"username": "acme"},
    "POST orgs/acme/repos": {
        "status": 201,
        "body": {"html_url": "{git}/acme/ledger", "clone_url": "{git}/acme/ledger.git"},
    },
}


def _run(there: World, *steps: dict[str, Any], publish: bool = True, **options: Any) -> Outcome:
    source = there.folder / "template"
    (source / "skeleton").mkdir(parents=True, exist_ok=True)
    (source / "skeleton" / "README.md").write_text("# ${{ values.n }}\n")
    entity = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "ledger"},
        "spec": {"type": "x", "parameters": PARAMETERS, "steps": list(steps), "output": LINK},
    }
    (source / "template.yaml").write_text(yaml.safe_dump(entity))
    repository = f"{there.server.authority}?owner=acme&repo=ledger"
    values = {"repoUrl": repository, "key": SECRET}
    publisher = there.publisher if publish else None
    return run(read_template(source), values, there.folder / "made", publisher=publisher, **options)


def test_what_is_pushed_is_what_is_written(tmp_path: Path) -> None:
    with world(tmp_path, "gitea", ANSWERS) as there:
        there.server.create("acme/ledger")
        outcome = _run(there, FETCH, PUBLISH, REGISTER)
        pushed = there.server.pushed("acme/ledger", "main")["files"]
    written = {name: (tmp_path / "made" / name).read_text() for name in outcome.files}
    assert {name: content for name, (_, content) in pushed.items()} == written
    assert set(written) == {"README.md", ".catalogsite-scaffold.yaml"}
    assert outcome.output["links"][0]["url"] == f"{there.server.url}/acme/ledger.git"
    made = (
        f"made: the repository {there.server.url}/acme/ledger",
        "made: the branch main of acme/ledger",
    )
    page = f"{there.server.url}/acme/ledger/src/branch/main/catalog-info.yaml"
    told = f"register by hand, where no source of the portal finds it: {page}"
    assert outcome.notes == (*made, told)
    assert TOKEN not in repr(outcome)


def test_without_publish_the_steps_are_told(tmp_path: Path) -> None:
    with world(tmp_path, "gitea", ANSWERS) as there:
        outcome = _run(there, FETCH, PUBLISH, publish=False)
        assert there.api.seen == []
    assert outcome.notes[0].startswith("by hand: Publish: curl --fail --request POST")
    assert f"git push https://{there.server.authority}/acme/ledger.git" in outcome.notes[0]


def test_steps_that_hang_on_one_by_hand_are_told_too(tmp_path: Path) -> None:
    variable = {
        "name": "Variable",
        "action": "gitlab:projectVariable:create",
        "input": {
            "repoUrl": "gitlab.com?owner=acme&repo=ledger",
            "projectId": "${{ steps.publish.output.projectId }}",
            "key": "KEY",
            "value": "x",
            "variableType": "env_var",
        },
    }
    groups = {
        "name": "Groups",
        "action": "gitlab:group:ensureExists",
        "input": {"repoUrl": "gitlab.com", "path": "${{ steps.publish.output.groups }}"},
    }
    with world(tmp_path, "gitea", ANSWERS) as there:
        notes = _run(there, FETCH, PUBLISH, variable, groups, publish=False).notes
    assert notes[1].startswith(
        "by hand: Variable: glab api --method POST 'projects/<projectId of step publish>/variables'"
    )
    assert notes[2].splitlines() == [
        "by hand: Groups: gitlab:group:ensureExists",
        "  path: <groups of step publish>",
        "  repoUrl: gitlab.com",
    ]


def test_a_dry_run_publishes_nothing(tmp_path: Path) -> None:
    with world(tmp_path, "gitea", ANSWERS) as there:
        outcome = _run(there, FETCH, PUBLISH, dry_run=True)
        assert there.api.seen == []
    assert outcome.notes[0].startswith("by hand: Publish: ")


def test_missing_credentials_are_told_before_any_step(tmp_path: Path) -> None:
    log = {"action": "debug:log", "input": {"message": "ran"}}
    with world(tmp_path, "gitea", ANSWERS, variables={}) as there:
        with pytest.raises(TemplateError) as raised:
            _run(there, log, {**FETCH, "input": {"url": "./absent"}}, PUBLISH)
        assert there.api.seen == []
    assert raised.value.what == (
        f"publish:gitea: there are no credentials for {there.server.authority}"
    )
    assert raised.value.fix == "set ACME_TOKEN, or store them with git's credential helper"
    assert not (tmp_path / "made").exists()


def test_a_commit_without_an_author_is_refused_before_any_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    named = {**PUBLISH, "input": {**PUBLISH["input"], "gitAuthorName": "Robot"}}
    with world(tmp_path, "gitea", ANSWERS) as there:
        with pytest.raises(TemplateError) as raised:
            _run(there, FETCH, named)
        assert there.api.seen == []
    assert raised.value.what == ("publish:gitea: the author of the commit has no e-mail address")


def test_a_step_that_is_not_wanted_needs_no_credentials(tmp_path: Path) -> None:
    with world(tmp_path, "gitea", ANSWERS, variables={}) as there:
        outcome = _run(there, FETCH, {**PUBLISH, "if": "${{ parameters.absent }}"})
    assert "README.md" in outcome.files


def test_a_folder_with_files_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "README.md").write_text("mine")
    with world(tmp_path, "gitea", ANSWERS) as there:
        with pytest.raises(TemplateError, match=r"would overwrite README\.md"):
            _run(there, FETCH, PUBLISH)
        assert there.api.seen == []


def test_a_failure_half_way_names_what_was_made(tmp_path: Path) -> None:
    with world(tmp_path, "gitea", ANSWERS) as there:
        # The host answers that it made a repository, which it has not.
        with pytest.raises(TemplateError) as raised:
            _run(there, FETCH, PUBLISH)
        url = there.server.url
    assert raised.value.what.startswith("publish:gitea: cannot push to main of acme/ledger: ")
    assert raised.value.what.endswith(
        f"; made before and still there: the repository {url}/acme/ledger"
    )
    assert str(raised.value.fix).endswith(
        "remove what was made before you run it again, or do the remaining steps by hand"
    )
    assert not (tmp_path / "made").exists()


def test_a_failure_of_a_later_step_names_what_was_made(tmp_path: Path) -> None:
    wrong = {"action": "fs:rename", "input": {"files": [{"from": "absent", "to": "b"}]}}
    with world(tmp_path, "gitea", ANSWERS) as there:
        there.server.create("acme/ledger")
        with pytest.raises(TemplateError) as raised:
            _run(there, FETCH, PUBLISH, wrong)
        url = there.server.url
    assert raised.value.what.endswith(
        f"; made before and still there: the repository {url}/acme/ledger, "
        "the branch main of acme/ledger"
    )


def test_a_secret_is_in_no_text_of_a_run(tmp_path: Path) -> None:
    variable = {
        "id": "publish",
        "action": "gitlab:projectVariable:create",
        "input": {
            "repoUrl": "${{ parameters.repoUrl }}",
            "projectId": 9,
            "key": "API_KEY",
            "value": "${{ secrets.key }}",
            "variableType": "env_var",
        },
    }
    refused = {"message": f"{SECRET} is too short for {TOKEN}"}
    answers = {"POST projects/9/variables": {"status": 400, "body": refused}}
    with world(tmp_path, "gitlab", answers) as there:
        with pytest.raises(TemplateError) as raised:
            _run(there, FETCH, variable)
        assert there.api.seen[0]["POST projects/9/variables"]["value"] == SECRET
        told = _run(there, FETCH, variable, publish=False)
    assert raised.value.what == (
        "gitlab:projectVariable:create: cannot set the variable API_KEY: "
        "answered 400: *** is too short for ***"
    )
    assert SECRET not in repr(told)
    assert '"value": "<the secret>"' in told.notes[0]
