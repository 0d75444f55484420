"""What a reader does first: find a thing, its documentation and its owner, by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.create.filling import fill_page, open_form

COMPONENT = re.compile(r"/catalog/[^/]+/component/[^/]+/")


def search(page, text):
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search the portal")
    expect(box).to_be_focused()
    box.fill(text)
    return page.locator("dialog[open] [role=option]")  # not those of the facets


def first_component(page):
    """Name and page of some component that has documentation, from the public JSON."""
    entities = page.request.get("api/catalog/entities.json").json()
    found = [
        entity
        for entity in entities
        if entity["kind"] == "Component"
        and "backstage.io/techdocs-ref" in entity["metadata"].get("annotations", {})
        and any(item["type"] == "ownedBy" for item in entity.get("relations", ()))
    ]
    return found[0]["metadata"]["name"]


def test_home_to_entity_to_docs_to_owner(page):
    page.goto("")
    name = first_component(page)
    options = search(page, name)
    expect(options.first).to_contain_text(re.compile(name.replace("-", ".?"), re.IGNORECASE))
    page.keyboard.press("Enter")
    page.wait_for_url(COMPONENT)
    entity = page.url
    article = page.locator("article")
    article.locator(f'a[href*="docs/"][href*="{name}"]').first.click()
    page.wait_for_url(re.compile(r"/docs/[^/]+/component/"))
    expect(page.locator("article h1").first).to_be_visible()
    page.goto(entity)
    article.locator('a[href*="/group/"], a[href*="/user/"]').first.click()
    page.wait_for_url(re.compile(r"/catalog/[^/]+/(group|user)/"))


def test_the_score_has_a_line_and_a_link_to_its_checks(page):
    page.goto("catalog/default/component/payments-api/")
    card = page.get_by_role("region", name="Score")
    expect(card.get_by_role("img", name=re.compile(r"^Score: \d+, up from \d+"))).to_be_visible()
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Scorecard")).to_be_in_viewport()


def test_a_hover_card_states_what_the_page_states(page):
    page.goto("catalog/")
    expect(page.get_by_role("searchbox", name="Filter by words")).to_be_visible()
    page.locator("[data-cs-rows] a", has_text="Payments API").first.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text("Payments core")
    expect(card).to_contain_text(re.compile(r"Score: \w+ \d+"))
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)


def test_the_command_follows_the_form(page):
    form = open_form(page, "python-service")
    command = page.locator("[data-cs-command]")
    expect(command).to_have_text("catalogsite new python-service")
    words = "Links that it's safe to pay by."
    fill_page(form, {"Name": "pay-links", "Description": words})
    fill_page(form, {"Owner": "platform", "Lifecycle": "production"})
    expect(command).to_have_text(
        "catalogsite new python-service --set name=pay-links"
        " --set 'description=Links that it'\\''s safe to pay by.'"
        " --set owner=group:default/platform --set lifecycle=production"
    )


def test_problems_are_copied_as_an_issue(page, browser):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("problems/")
    page.get_by_role("button", name="Copy as issue").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.match(r"## \S+ · \S+\n\n- \[ \] \*\*(error|warning|info)\*\* ", copied)


def test_a_filter_finds_problems_of_other_pages(page):
    def first_of_many(route):
        reported = 'data-cs-list data-cs-all="../api/problems.json" data-cs-base="../">'
        html = route.fetch().text().replace("data-cs-list>", reported)
        route.fulfill(body=re.sub(r"<li data-cs-item(?!.*?broken-link</small>).*?</li>", "", html))

    page.route("**/problems/", first_of_many)
    page.goto("problems/")
    expect(page.locator("[data-cs-item]")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter by words").fill("event-bus already")
    found = page.locator("[data-cs-found] li")
    expect(found).to_have_count(1)
    expect(page.locator("[data-cs-item]")).to_be_hidden()
    found.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/catalog/default/resource/event-bus/"))


def test_documentation_is_filtered_like_the_catalog(page):
    page.goto("docs/")
    rows = page.locator("[data-cs-rows] tbody tr")
    everything = rows.count()
    page.get_by_role("checkbox", name=re.compile("^library")).check()
    expect(rows).not_to_have_count(everything)
    expect(page).to_have_url(re.compile(r"docs/\?type=library"))
    rows.first.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/docs/[^/]+/component/"))


def test_dialog_is_a_combobox(page):
    page.goto("catalog/")
    name = first_component(page)
    options = search(page, name[:4])
    expect(options.first).to_have_attribute("aria-selected", "true")
    box = page.get_by_role("combobox", name="Search the portal")
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    if options.count() > 1:
        assert box.get_attribute("aria-activedescendant") != first
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d+ entit"))
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_search_finds_words_of_the_documentation(page):
    page.goto("docs/")
    search(page, "deploy")
    group = page.get_by_role("group", name="Documentation")
    expect(group.locator("[role=option]").first).to_be_visible()
    group.locator("[role=option]").first.click()
    page.wait_for_url(re.compile(r"/docs/[^/]+/"))


def test_a_typo_is_forgiven_and_nonsense_is_reported(page):
    page.goto("")
    name = max(first_component(page).split("-"), key=len)
    swapped = name[:1] + name[2] + name[1] + name[3:]
    expect(search(page, swapped).first).to_be_visible()
    page.get_by_role("combobox", name="Search the portal").fill("qqzzxxyy")
    expect(page.get_by_role("status")).to_contain_text("Nothing found")


def test_keys_go_places(page):
    page.goto("")
    for key, path in {"d": "docs/", "t": "catalog/?kind=group", "c": "catalog/"}.items():
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(re.compile(re.escape(path) + "$"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search the portal")).to_be_focused()


KNOWN_ITEMS = """async (addresses) => {
  const [{ loadEntities }, { findEntities }] = await Promise.all(addresses.map((one) => import(one)));
  const catalog = await loadEntities();
  const misses = [];
  for (const entity of catalog.rows) {
    for (const text of [entity.name, entity.title, entity.title.toUpperCase()]) {
      const top = findEntities(catalog, text, {}).slice(0, 3);
      const same = (other) => other === entity || other.name === entity.name;
      if (!top.some(same)) misses.push(`${text}: ${top.map((other) => other.name)}`);
    }
  }
  return misses;
}"""


def test_every_entity_is_among_the_first_three_for_its_name(page, address):
    page.goto("")
    modules = [f"{address}assets/catalogsite/search-{name}.js" for name in ("entities", "find")]
    assert page.evaluate(KNOWN_ITEMS, modules) == []


def test_the_best_answer_is_chosen_while_typing_and_a_choice_made_by_hand_is_kept(page):
    page.goto("")
    options = search(page, "")
    for letter in "payments":
        page.keyboard.press(letter)
        expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d+ entit.*\d+ page"))
        expect(options.first).to_have_attribute("aria-selected", "true")
    page.get_by_role("combobox", name="Search the portal").fill("payment")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status")).to_contain_text("page")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")


def test_show_more_goes_on_where_the_list_ended(page):
    page.goto("")
    options = search(page, "payments")
    more = options.filter(has_text="Show more").first
    expect(more).to_be_visible()
    place = options.all_inner_texts().index(more.inner_text())
    more.click()
    expect(options.nth(place)).to_have_attribute("aria-selected", "true")
    expect(options.nth(place)).not_to_contain_text("Show more")


def test_a_name_written_as_one_word_is_found(page):
    page.goto("")
    expect(search(page, "paymentsapi").first).to_contain_text("Payments API")


def test_formulas_are_drawn(page):
    page.goto("docs/default/component/fraud-scoring/model/")
    shown = page.locator(".arithmatex > math")
    expect(shown).to_have_count(3)
    expect(page.locator(".arithmatex mfrac")).to_be_visible()
    expect(page.locator(".arithmatex annotation").first).to_have_text("f_t")


def test_facets_narrow_both_indexes(page):
    page.goto("")
    options = search(page, first_component(page)[:3])
    expect(options.first).to_be_visible()
    page.get_by_label("Kind").select_option("API")
    facts = page.get_by_role("group", name="Catalog").locator(".cs-search__facts")
    expect(facts.first).to_contain_text("API")
    assert all("API" in text for text in facts.all_inner_texts())
