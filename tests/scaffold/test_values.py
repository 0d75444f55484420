"""Values that a form refuses: what is missing by name, and no value of any parameter."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold.parameters.answers import parse_values
from catalogsite.scaffold.parameters.checks import checked_values
from catalogsite.scaffold.templates.template import find_template

ENVIRONMENT = {"LONG": "HUNTER2HUNTER2", "SHORT": "HUNTER2", "PAIR": "[1, 2]", "OPEN": "[HUNTER2"}
FORM = {
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Name of the service"},
        "lang": {"enum": ["go", "java"]},
        "token": {"type": "string", "ui:field": "Secret", "minLength": 12},
        "pin": {"type": "number", "ui:widget": "password"},
        "repoUrl": {"type": "string", "ui:field": "RepoUrlPicker"},
        "owner": {
            "type": "object",
            "properties": {"mail": {"type": "string"}},
            "required": ["mail"],
        },
    },
    "dependencies": {
        "lang": {
            "oneOf": [
                {
                    "properties": {
                        "lang": {"enum": ["java"]},
                        "artifact": {"type": "string", "description": "its Maven id"},
                    },
                    "required": ["artifact"],
                },
                {"properties": {"lang": {"enum": ["go"]}}},
            ]
        }
    },
}


@pytest.fixture
def template(tmp_path: Path):
    document = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": {"type": "service", "parameters": [FORM], "steps": []},
    }
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(document), "utf-8")
    return find_template(str(tmp_path / "template.yaml"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["name=a", "lang=java", "token={env: LONG}"], "artifact: is required (its Maven id)"),
        (["lang=go"], "name: is required (Name of the service)"),
        (["name=a", "lang=HUNTER2"], 'lang: must be one of "go", "java"'),
        (["name=a", "token={env: SHORT}"], "token: must have at least 12 characters"),
        (["name=a", "pin={env: PAIR}"], "pin: must be a number, not a list"),
        (["name=a", "token=HUNTER2"], "token: is a secret, and is given in plain"),
        (["name=a", "token={env: NONE}"], "token: the environment has no variable NONE"),
        (["name=a", "pin={env: OPEN}"], "pin: the variable OPEN is not a number"),
        (["name=a", "owner={}"], "owner.mail: is required"),
        (["name=a", "repoUrl=HUNTER2"],
         "repoUrl: must be the address of a repository: host?owner=o&repo=r"),
        (["name=a", "repoUrl=github.com?repo=HUNTER2"],
         "repoUrl: must be the address of a repository: host?owner=o&repo=r"),
        (["name=a", "repoUrl=github.com?owner=HUNTER2"],
         "repoUrl: must be the address of a repository: host?owner=o&repo=r"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_and_not_shown(template, given: list[str], message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        checked_values(template, parse_values(template, given, environment=ENVIRONMENT))
    assert message in caught.value.what.splitlines()
    assert "HUNTER2" not in str(caught.value)


def test_a_value_that_is_no_json_is_not_shown(template) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_values(template, ["pin=[HUNTER2"])
    assert caught.value.what == "pin: is not a number"
    assert "HUNTER2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["github.com?owner=a&repo=b", "https://github.com?owner=a&repo=b", "dev.azure.com?organization=o&project=p&repo=r",
     "bitbucket.org?workspace=w&project=p&repo=r", "bitbucket.host?project=p&repo=r",
     "gerrit.acme.example?repo=r"],
)  # fmt: skip
def test_addresses_of_repositories(template, url: str) -> None:
    values = parse_values(template, ["name=a", f"repoUrl={url}"])
    assert checked_values(template, values)["repoUrl"] == url


WRONG = {
    "no schema": ({"properties": {"a": {"type": "strnig"}}}, "spec.parameters[0].properties.a.type is not a JSON Schema"),
    "no pattern": ({"properties": {"a": {"pattern": "("}}}, "spec.parameters[0].properties.a.pattern is not a JSON Schema"),
    "a secret": ({"properties": {"a": {"type": "string"}, "apiKey": {"type": "string"}}}, "`apiKey` asks for a secret in plain: add `ui:field: Secret`"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_form_is_refused_by_line(tmp_path: Path, page: dict, message: str) -> None:
    document = {
        "kind": "Template",
        "metadata": {"name": "t"},
        "spec": {"type": "service", "parameters": [page], "steps": []},
    }
    file = tmp_path / "template.yaml"
    file.write_text(yaml.safe_dump(document), "utf-8")
    lines = file.read_text("utf-8").splitlines()
    with pytest.raises(TemplateError) as caught:
        checked_values(find_template(str(file)), {})
    line = next(
        n for n, text in enumerate(lines, 1) if "strnig" in text or "(" in text or "apiKey" in text
    )
    assert f"{file}:{line}: {message}" in caught.value.what


def test_a_wrong_default_of_the_template_is_named(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(
        "kind: Template\nmetadata: {name: t}\nspec:\n  steps: []\n  parameters:\n"
        "    properties:\n      a: {type: integer,\n        default: x}\n",
        "utf-8",
    )
    with pytest.raises(TemplateError) as caught:
        checked_values(find_template(str(file)), {})
    reason = "a: must be an integer, not a string"
    assert caught.value.what == f"{reason} (the template's own default, {file}:8)"
