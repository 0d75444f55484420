"""Fills the form of a template as a reader does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect


def open_form(page: Page, template: str) -> Locator:
    """The live form of a template."""
    page.goto(f"create/default/{template}/")
    page.locator("[data-cs-ready]").wait_for()
    return page.locator(".cs-wizard")


def fill_page(form: Locator, answers: Mapping[str, Any]) -> None:
    """Answer the questions of a page by their labels, and go on."""
    for label, answer in answers.items():
        fill(form, label, answer)
    form.locator(".cs-form [type=submit]").click()


def fill(form: Locator, label: str, answer: Any) -> None:
    """Answer one question. `Repository/Owner` is the part of a question that has several."""
    place, _, part = label.rpartition("/")
    around = form.get_by_role("group", name=place) if place else form
    field = around.get_by_label(re.compile(rf"^{re.escape(part)}( required)?$")).first
    kind = field.evaluate("(one) => one.getAttribute('role') ?? one.type")
    if kind in {"checkbox", "radio"}:
        field.set_checked(answer)
    elif kind == "select-one":
        field.select_option(answer)
    elif kind == "combobox":
        field.click()
        field.fill(answer)
        option = form.get_by_role("option", name=answer)
        if option.count():
            option.first.click()
        else:
            field.press("Tab")
    else:
        field.fill(answer)
        expect(field).to_have_value(answer)


def fill_by_name(form: Locator, answers: Mapping[str, str]) -> None:
    """Answer the open questions of each page that `answers` has by the name of the parameter, to the end."""
    for _ in range(12):
        if form.get_by_role("heading", name="Review", exact=True).count():
            return
        for name, answer in answers.items():
            field = form.locator(f"[id='cs_{name}']")
            if field.count() and not field.input_value():
                field.fill(answer)
                field.press("Tab")
        form.locator(".cs-form [type=submit]").click()
    raise AssertionError("the form has no end")
