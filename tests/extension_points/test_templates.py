"""A company's own folder of templates: what it overrides, and the sections that it adds."""

from __future__ import annotations

import json

import pytest
from tests.extension_points.conftest import write_files

DESCRIPTOR = {
    "apiVersion": "backstage.io/v1alpha1",
    "kind": "Component",
    "metadata": {"name": "pay", "title": "<b>12</b>", "labels": {"cost": "high"}},
    "spec": {"type": "service", "lifecycle": "production", "owner": "guests"},
}
SYSTEM = {**DESCRIPTOR, "kind": "System", "metadata": {"name": "money"}}
TEMPLATES = {
    "partials/provenance.jinja": "{% macro provenance(origin) %}OUR OWN WORDS{% endmacro %}",
    "tabs/20-on-call.jinja": "<p>Ask in #{{ link.ref.split('/')[1] }}</p>",
    "tabs/10-costs.jinja": "{% for name, value in view.labels if name == 'cost' %}{{ value }}: {{ link.title }} EUR"
    "{% endfor %}",
    "pages/problems.jinja": "<h1>All is well at Acme</h1>",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory, catalogsite):
    folder = tmp_path_factory.mktemp("portal")
    files = {f"look/{name}": text for name, text in TEMPLATES.items()}
    files["catalogsite.yaml"] = (
        "title: Acme\ntemplates: [look]\nsources: [{kind: folder, path: pay}]\n"
    )
    files["pay/catalog-info.yaml"] = f"{json.dumps(DESCRIPTOR)}\n---\n{json.dumps(SYSTEM)}\n"
    write_files(folder, files)
    ran = catalogsite("build", cwd=folder)
    assert ran.code == 0, ran.output
    return folder / "site"


def page(site, path):
    return (site / path / "index.html").read_text("utf-8")


def test_tabs_are_sections_in_the_order_of_their_files(built):
    text = page(built, "catalog/default/component/pay")
    costs, call = text.index('<h2 id="tab-costs">Costs</h2>'), text.index('<h2 id="tab-on-call">')
    assert costs < call < text.index('<h2 id="about">')
    assert "<p>Ask in #pay</p>" in text
    assert 'href="#tab-on-call"' in text


def test_what_a_tab_is_given_is_escaped(built):
    text = page(built, "catalog/default/component/pay")
    assert "&lt;b&gt;12&lt;/b&gt; EUR" in text
    assert "<b>12</b>" not in text


def test_a_tab_without_content_is_not_there(built):
    text = page(built, "catalog/default/system/money")
    assert "tab-costs" not in text
    assert "tab-on-call" in text


def test_a_page_and_a_partial_are_overridden(built):
    assert "<h1>All is well at Acme</h1>" in page(built, "problems")


def test_a_template_with_a_mistake_names_its_file_and_line(tmp_path, catalogsite):
    files = {
        "catalogsite.yaml": "templates: [look]\nsources: [{kind: folder, path: pay}]\n",
        "pay/catalog-info.yaml": json.dumps(DESCRIPTOR),
        "look/tabs/broken.jinja": "<p>\n{{ view.nothing_of_this_name }}</p>",
    }
    write_files(tmp_path, files)
    ran = catalogsite("build", cwd=tmp_path)
    assert ran.code == 1
    assert "look/tabs/broken.jinja:2" in ran.output
    assert "nothing_of_this_name" in ran.output
    write_files(tmp_path, {"look/tabs/broken.jinja": "\n\n{% if %}"})
    ran = catalogsite("build", "--no-collect", cwd=tmp_path)
    assert ran.code == 1
    assert "look/tabs/broken.jinja:3" in ran.output
    write_files(
        tmp_path, {"catalogsite.yaml": files["catalogsite.yaml"].replace("[look]", "[lok]")}
    )
    ran = catalogsite("build", "--no-collect", cwd=tmp_path)
    assert ran.code == 1
    assert "lok: there is no such folder of templates" in ran.output
