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
