"""What strangers write is shown as they wrote it, and runs nowhere."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import markdown
import pytest
from tests.site import foreign, hostile, links
from tests.site.conftest import run

from catalogsite.render.shell import placeholders

_RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]")
_WORDS = re.compile(r"title|alt|content|value|placeholder|(?:data|aria)-.*")
_OURS = {"hostile", "srcdoc", "style"}
SERVICE = "default/component/service"


class Elements(HTMLParser):
    """The words of a page, and what of it came from content although only the site may write it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.words, self.titles = [], [], {}
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        for name, value in attrs:
            plain = _INVISIBLE.sub("", value or "")
            runs = _RUNS.match(plain) and not _WORDS.fullmatch(name)
            theirs = name == "hostile" or (name in _OURS and "hostile" in plain)
            if name.startswith("on") or theirs or runs:
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside in {"h1", "title"}:
            self.titles[self._inside] = self.titles.get(self._inside, "") + data
        if self._inside not in {"script", "style"}:
            self.words.append(data)
        elif "hostile" in data:
            self.found.append(f"<{self._inside}> {data[:200]!r}")

    def handle_comment(self, data):
        if "hostile" in data or "CDATA" in data:
            self.found.append(f"<!--{data[:80]}")

    def unknown_decl(self, data):
        self.found.append(f"<![{data[:80]}")

    handle_pi = unknown_decl

    @property
    def text(self):
        """All words, with one space between them."""
        return words("".join(self.words))


def words(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The portal of the hostile organisation."""
    return hostile.build(tmp_path_factory.mktemp("hostile"))


def files(site, *suffixes):
    """The files of a site that hold words of content."""
    found = [path for path in sorted(site.rglob("*")) if path.suffix in suffixes]
    assert found
    return found


def elements(path):
    return Elements(path.read_text("utf-8"))


def test_no_element_of_a_page_came_from_content(site):
    found = {path.relative_to(site): elements(path).found for path in files(site, ".html")}
    assert not {path: wrong for path, wrong in found.items() if wrong}
    assert len(found) > 35


def test_nothing_is_asked_of_another_host(site):
    assert not foreign.check(site)


def test_no_link_is_broken(site):
    assert not [one for one in links.check(site).broken if not one.fragment]


def test_titles_and_descriptions_are_shown_as_they_were_written(site):
    page = elements(site / "catalog" / SERVICE / "index.html")
    title = words(f"service {hostile.LINE}")
    assert words(page.titles["h1"]) == title
    assert words(page.titles["title"]).startswith(title)
    for shown in hostile.WORDS[:5]:
        assert page.text.count(words(shown)) > 5, shown


def test_documentation_is_shown_without_what_could_run(site):
    page = elements(site / "docs" / SERVICE / "index.html")
    assert words(hostile.WORDS[4]) in page.text
    assert words(hostile.WORDS[5]) in page.text
    assert "Raw" in elements(site / "docs" / SERVICE / "raw/index.html").titles["h1"]


def test_what_a_provider_answers_is_shown(site):
    (summary,) = {
        alert["summary"]
        for fact in json.loads((site / "api/facts.json").read_bytes())
        if fact["key"] == "alerts"
        for alert in fact["value"]["alerts"]
    }
    assert summary == hostile.LINE
    page = elements(site / "catalog" / SERVICE / "index.html")
    for shown in ("Builds", "Metrics", "1 alert", "failing"):
        assert shown in page.text


def test_problems_quote_what_is_wrong(site):
    pages = [elements(path).text for path in sorted((site / "problems").rglob("*.html"))]
    for rule in ("name-format", "tag-format", "label-format", "kind-format", "link-url"):
        assert any(rule in text for text in pages), rule
    assert any(words(hostile.WORDS[2]) in text for text in pages)


def test_no_template_of_content_was_filled(site):
    for path in site.rglob("*"):
        assert not path.is_file() or hostile.ARITHMETIC.encode() not in path.read_bytes(), path


def test_no_placeholder_of_a_shell_is_left(acme, site):
    for path in [*files(acme / "site", ".html"), site / "404.html"]:
        assert not placeholders.ANY.search(path.read_text("utf-8")), path


def test_drawings_are_drawings(site):
    for path in files(site, ".svg"):
        for element in ET.fromstring(path.read_bytes()).iter():
            name = element.tag.rpartition("}")[2]
            assert name not in {"script", "foreignObject", "b", "img"}, path
            assert not [key for key in element.attrib if key.startswith("on")], path
    assert not list(site.rglob("drawing.svg"))


def test_json_states_what_was_written(site):
    for path in files(site, ".json"):
        json.loads(path.read_bytes())
    entity = site / "api/catalog/entities/by-name/component/default/service.json"
    assert json.loads(entity.read_bytes())["metadata"]["title"] == f"service {hostile.LINE}"


def test_maps_are_xml(site):
    for path in files(site, ".xml"):
        ET.fromstring(path.read_bytes())


def test_markdown_twins_are_words_in_any_converter(site):
    for path in [*files(site, ".md"), site / "llms.txt"]:
        assert not Elements(markdown.markdown(path.read_text("utf-8"))).found, path


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]")


@pytest.mark.parametrize("arguments", [["list"], ["show", "component:nothing"], ["check", "repos"]])
def test_no_control_character_reaches_a_terminal(site, arguments):
    printed = run(*arguments, cwd=site.parent, code=1 if arguments[0] == "check" else 0)
    assert not CONTROL.search(printed)
    assert "\ufffd" in printed
