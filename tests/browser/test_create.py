"""Pages of templates: what they preview and give as a zip is what `catalogsite new` writes, byte for byte."""

from __future__ import annotations

import shlex
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import served
from tests.browser.create import world
from tests.browser.create.filling import fill_by_name, fill_page, open_form
from tests.site.conftest import run

from catalogsite.scaffold.templates.template import builtin_templates

CASES: list[dict[str, Any]] = yaml.safe_load((world.HERE / "cases.yaml").read_text("utf-8"))
WRITTEN = [case for case in CASES if "template" in case]
BUILT_IN = sorted(ref.rpartition("/")[2] for ref in builtin_templates())
ANSWERS: dict[str, str] = next(case["answers"] for case in CASES if "builtin" in case)


@pytest.fixture(scope="module")
def folder(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the configuration, its state and the finished site."""
    found = tmp_path_factory.mktemp("create")
    world.build(found)
    return found


@pytest.fixture(scope="module")
def address(folder: Path):
    with served(folder / "site") as served_at:
        yield served_at


def zipped(page: Page, form: Locator) -> dict[str, tuple[bytes, bool]]:
    """The files of the zip that the page gives, each with whether it is a program."""
    button = form.get_by_role("button", name="Download zip")
    expect(button).to_be_enabled()
    with page.expect_download() as download:
        button.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        return {
            one.filename: (archive.read(one), bool(one.external_attr >> 16 & 0o100))
            for one in archive.infolist()
        }


def written(
    page: Page, folder: Path, dest: Path, secrets: dict[str, str]
) -> dict[str, tuple[bytes, bool]]:
    """The files that the command on the page writes."""
    program, *arguments = shlex.split(page.locator("[data-cs-command]").inner_text())
    assert program == "catalogsite"
    run(*arguments, "--dest", dest, cwd=folder, **secrets)
    return {
        path.relative_to(dest).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in dest.rglob("*")
        if path.is_file()
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["template"])
def test_the_zip_is_what_the_command_writes(page, folder, tmp_path, case):
    form = open_form(page, case["template"])
    for answers in case["pages"]:
        fill_page(form, answers)
    expect(form.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    given = zipped(page, form)
    secrets = case.get("secrets", {})
    assert given == written(page, folder, tmp_path / "made", secrets)
    told = [page.locator("[data-cs-command]").inner_text(), form.inner_text(), page.url]
    assert not [secret for secret in secrets.values() if any(secret in text for text in told)]


@pytest.mark.parametrize("template", BUILT_IN)
def test_the_zip_of_a_builtin_template_is_what_the_command_writes(page, folder, tmp_path, template):
    form = open_form(page, template)
    fill_by_name(form, ANSWERS)
    assert zipped(page, form) == written(page, folder, tmp_path / "made", {})


def test_the_zip_of_the_same_answers_has_the_same_bytes(page):
    found = []
    for _ in range(2):
        form = open_form(page, "docs-choice")
        fill_page(form, {"Name": "twice"})
        with page.expect_download() as download:
            form.get_by_role("button", name="Download zip").click()
        found.append(Path(download.value.path()).read_bytes())
    assert found[0] == found[1]


def test_the_ways_of_the_company_have_the_answers(page):
    form = open_form(page, "docs-choice")
    fill_page(form, {"Name": "pay-links"})
    links = {
        one.inner_text(): one.get_attribute("href")
        for one in form.locator(".cs-ways__buttons a").all()
    }
    command = "catalogsite+new+docs-choice+--set+name%3Dpay-links"
    assert links == {
        "Open the workflow": "https://github.example/a/b/actions/workflows/new.yml",
        "Ask for it": f"https://github.example/a/b/issues/new?template=new.yml&service=pay-links&run={command}",
        "Run the pipeline": "https://gitlab.example/a/b/-/pipelines/new?ref=main"
        "&var%5Bname%5D=pay-links&var%5Bdocs%5D=true&var%5Btool%5D=mkdocs",
        "Build in Jenkins": "https://ci.example/job/new/buildWithParameters?name=pay-links&docs=true&tool=mkdocs",
    }
    assert form.locator(".cs-ways__rows").inner_text().split("\n")[:2] == ["name", "pay-links"]


def test_a_secret_is_in_no_way_of_the_company(page):
    form = open_form(page, "with-secrets")
    case = next(case for case in WRITTEN if "secrets" in case)
    for answers in case["pages"]:
        fill_page(form, answers)
    expect(form.get_by_role("link", name="Ask for it")).to_be_visible()
    hrefs = [one.get_attribute("href") for one in form.locator("a").all()]
    shown = [*hrefs, form.inner_text()]
    assert not [text for text in shown for secret in case["secrets"].values() if secret in text]


def test_what_needs_a_server_is_told(page):
    form = open_form(page, "with-secrets")
    fill_page(
        form,
        next(case for case in reversed(WRITTEN) if case["template"] == "with-secrets")["pages"][0],
    )
    steps = form.locator(".cs-afterwards li")
    expect(steps).to_have_count(2)
    expect(steps.first).to_contain_text("Publish it")
    expect(steps.nth(1)).to_contain_text("<repoContentsUrl of step publish>")


def test_pages_of_conditions_go_back_and_forth(page):
    form = open_form(page, "docs-choice")
    fill_page(form, {"Name": "x", "Documentation": False})
    expect(form.locator(".cs-field__fault").first).to_have_text("It is needed.")
    expect(form.locator("[data-cs-command], .cs-caption, .cs-calm").first).to_be_visible()
    fill_page(form, {"Why not": "no time"})
    form.get_by_role("button", name="Change").click()
    fill_page(form, {"Documentation": True})
    expect(form.locator(".cs-review")).not_to_contain_text("no time")
    assert "reason" not in page.locator("[data-cs-command]").inner_text()


def test_hostile_skeletons_and_answers_stay_text(page):
    form = open_form(page, "docs-choice")
    fill_page(
        form, {"Name": "x", "Documentation": False, "Why not": "<img src=x onerror=alert(1)>"}
    )
    form.get_by_role("button", name="plain.txt").click()
    expect(form.locator(".cs-preview__file pre")).to_contain_text(
        "</script><script>alert(1)</script>"
    )
    assert page.locator(".cs-wizard :is(script, img, iframe)").count() == 0
    data = page.evaluate("fetch('template.json').then((one) => one.text())")
    assert "<" not in data
    assert page.evaluate("fetch('template.json').then((one) => one.json())")["complete"] is True


GALLERY = [
    ("q", "registry", ["Service with a registry"]),
    ("type", "library", ["Library with or without docs"]),
    ("tag", "secrets", ["Service with a registry"]),
]


@pytest.mark.parametrize(("name", "value", "titles"), GALLERY)
def test_the_gallery_is_narrowed_and_its_address_says_how(page, name, value, titles):
    page.goto("create/")
    field = page.locator(f"[data-cs-gallery-filter] [name={name}]")
    field.select_option(value) if name != "q" else field.fill(value)
    found = page.locator("[data-cs-item]:not([hidden]) h3")
    shown = [title for title in found.all_inner_texts() if title in {*titles, "Service in regions"}]
    assert shown == titles
    assert f"{name}={value}" in page.url
    page.reload()
    expect(page.locator(f"[data-cs-gallery-filter] [name={name}]")).to_have_value(value)


AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: `make browser-tools`")
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        # The title in the header fades while the page scrolls.
        reduced_motion="reduce",
        base_url=address,
    )
    page, script = context.new_page(), AXE.read_text("utf-8")

    def wrong(place: str) -> list[str]:
        page.wait_for_timeout(300)
        found = page.evaluate(f"{script}; axe.run(document, {{resultTypes: ['violations']}})")
        return [
            f"{place}: {one['id']} {one['nodes'][0]['html'][:90]}" for one in found["violations"]
        ]

    page.goto("create/")
    complaints = wrong("gallery")
    form = open_form(page, "with-secrets")
    fill_page(form, {})
    complaints += wrong("faulty page")
    fill_page(form, next(case for case in WRITTEN if "secrets" in case)["pages"][0])
    fill_page(form, {})
    expect(form.locator(".cs-preview")).to_be_visible()
    complaints += wrong("review")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("create/actions/")
    complaints += wrong("actions")
    context.close()
    assert complaints == []
