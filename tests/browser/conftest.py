"""The demo portal behind a local server, and Chromium to read it with."""

from __future__ import annotations

import re
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.browser import organisation
from tests.environment import find_chromium, require

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
]


# The browser names each violation on the console too, but not what it blocked.
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
  `violated policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`))"""
# The sanitiser of Mermaid parses what authors wrote in a document of its own, where handlers are
# refused although nothing runs there; menus of its sequence diagrams are opened by a handler.
_MERMAID = re.compile(r"violated policy: script-src-attr inline .*/mermaid\.min\.js")


def is_violation(text):
    """Whether a line of the console says that a page tried what its policy does not allow."""
    if text.startswith("Executing inline event handler"):
        return False
    return "olicy" in text and not _MERMAID.fullmatch(text)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    found = find_chromium()
    require(found, "no Chromium on this machine: `apt-get install chromium`")
    return found


@pytest.fixture(scope="session")
def site(chromium, request):
    """The folder of the finished demo portal; without a browser it is not built."""
    return request.getfixturevalue("demo") / "site"


@contextmanager
def served(site):
    """Serve a site under a sub-path, as many hosts do; yields the address."""
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "portal").symlink_to(site)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=root))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/portal/"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def address(site):
    """Where the demo portal is served."""
    with served(site) as served_at:
        yield served_at


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser, address):
    """A fresh page that fails the test for a script error, a request to another host, or a
    violation of the Content-Security-Policy.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.add_init_script(REPORT_VIOLATIONS)
    opened = context.new_page()
    wrong = []
    own = (address.rpartition("/portal/")[0] + "/", "data:", "blob:", "about:")
    opened.on("request", lambda request: request.url.startswith(own) or wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: is_violation(line.text) and wrong.append(line.text))
    yield opened
    context.close()
    assert not wrong


@pytest.fixture(scope="session")
def small_address(chromium, tmp_path_factory):
    """Where the portal of `organisation` is served."""
    with served(organisation.build(tmp_path_factory.mktemp("small"))) as served_at:
        yield served_at
