"""What a page of a template carries: escaped texts, choices of pickers, and conditions in words."""

from __future__ import annotations

import json

import pytest

from catalogsite.model.templates.launch import Launch
from catalogsite.render.views.create.conditions import step_condition
from catalogsite.render.views.create.form_data import is_for
from catalogsite.render.views.create.json_text import json_text
from catalogsite.render.views.create.parameters import parameter_pages
from catalogsite.render.views.create.pickers import picker_keys, with_choices
from catalogsite.render.views.create.reference import FILTERS, action_views
from catalogsite.scaffold.engine.engine import fault
from catalogsite.scaffold.templates.local_sources import local_sources

HOSTILE = {"a": "</script><!--<script>", "b": "&lt;\u2028'", "é": "😀"}


def test_json_of_strangers_has_no_letter_of_html() -> None:
    text = json_text(HOSTILE).decode()
    assert json.loads(text) == HOSTILE
    assert not set("<>&'\u2028") & set(text)


CONDITIONS = [
    ("${{ parameters.docs }}", "when `docs` is on"),
    ("${{ parameters.name }}", "when `name` is given"),
    ("${{ not parameters.docs }}", "when `docs` is off"),
    ("${{ !parameters.name }}", "when `name` is not given"),
    ("${{ parameters.kind === 'api' }}", "when `kind` is `api`"),
    ('${{ parameters.kind != "api" }}', "when `kind` is not `api`"),
    ("${{ a and b }}", "when `a and b`"),
    (False, "never"),
    (True, ""),
    (None, ""),
]


@pytest.mark.parametrize(("stated", "words"), CONDITIONS)
def test_the_condition_of_a_step_in_words(stated: object, words: str) -> None:
    assert step_condition(stated, frozenset({"docs"})) == words


def test_parameters_have_their_condition() -> None:
    branch = {"properties": {"docs": {"const": False}, "reason": {"type": "string"}}}
    spec = {
        "parameters": {
            "properties": {"docs": {"type": "boolean", "default": True}},
            "dependencies": {"docs": {"oneOf": [branch]}},
        }
    }
    rows = {row.name: row for row in parameter_pages(spec)[0].rows}
    assert rows["docs"].default == "true"
    assert rows["reason"].condition == "`docs` is off"


def test_pickers_that_offer_the_same_share_a_file() -> None:
    one = {"ui:field": "EntityPicker", "ui:options": {"catalogFilter": {"kind": "System"}}}
    many = {**one, "ui:field": "MultiEntityPicker", "title": "Other"}
    form = {"properties": {"one": one, "many": many, "text": {"ui:field": "EntityNamePicker"}}}
    assert len(set(picker_keys(form))) == 1
    found = with_choices(form)["properties"]
    assert found["one"]["ui:choices"] == found["many"]["ui:choices"]
    assert "ui:choices" not in found["text"]


SOURCES = [
    ("./skeleton", ("a/skeleton",)),
    ("../shared", ("shared",)),
    ("./kinds/${{ parameters.kind }}/x", ("a/kinds",)),
    (".", ("a",)),
    ("../../outside", ()),
    ("/etc", ()),
    ("https://example.org/x", ()),
    ("${{ parameters.url }}", ()),
]


@pytest.mark.parametrize(("url", "folders"), SOURCES)
def test_what_a_template_fetches_from_its_repository(url: str, folders: tuple[str, ...]) -> None:
    entity = {"spec": {"steps": [{"action": "fetch:template", "input": {"url": url}}]}}
    assert local_sources(entity, "a/template.yaml") == folders


@pytest.mark.parametrize("name", FILTERS)
def test_the_language_has_every_filter_of_the_reference(name: str) -> None:
    assert fault(f'${{{{ "a" | {name} }}}}') is None


def test_every_action_says_what_it_is() -> None:
    assert all(action.summary and action.place for action in action_views())


@pytest.mark.parametrize(
    ("patterns", "ref", "offered"),
    [
        (("*",), "template:default/a", True),
        (("go-*",), "template:default/go-service", True),
        (("go-*",), "template:default/a", False),
        (("acme/*",), "template:acme/a", True),
    ],
)
def test_a_way_is_offered_for_its_templates(
    patterns: tuple[str, ...], ref: str, offered: bool
) -> None:
    launch = Launch(kind="jenkins", url="https://ci.example/job/a/", templates=patterns)
    assert is_for(launch, ref) is offered
