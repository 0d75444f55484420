"""Generated pages on request, so that `mkdocs serve` builds only the human pages after a save."""

from __future__ import annotations

import mimetypes
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import unquote

from catalogsite.execution.garbage_collection import infrequent_gc
from catalogsite.model.page import Asset, OutputGroup, Page
from catalogsite.model.read_log import ReadLog
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.portal_build import GeneratedPages, HumanSite

Reload = Callable[[bytes], bytes]
"""An HTML page with the script that reloads it."""


@dataclass(frozen=True, slots=True)
class Response:
    """The content of a page or file, and the value of its Content-Type header."""

    content: bytes
    content_type: str


@dataclass(slots=True)
class PageServer:
    """Generated pages and files by their address, each made when it is requested.

    Any thread may request; they take turns. It answers from the last build that ended: a request
    during the next build must not see half of that.
    """

    _generated: GeneratedPages | None = None
    _human: HumanSite = field(default_factory=lambda: HumanSite({}))
    _renderer: ShellRenderer | None = None
    _groups: dict[str, list[OutputGroup]] = field(default_factory=dict)
    _kept: dict[OutputGroup, dict[str, Page | Asset]] = field(default_factory=dict)
    _seen: object = None
    _lock: Lock = field(default_factory=Lock)

    def use(self, human: HumanSite, generated: GeneratedPages) -> None:
        """Answer from this build from now on. Raises ShellError where a shell is unusable."""
        renderer = ShellRenderer(human.shells)
        with self._lock:
            self._human, self._generated, self._renderer = human, generated, renderer

    def answer(self, request: str, reload: Reload = bytes) -> Response | None:
        """The response to a path below the root of the site; None where it is not generated."""
        path = site_path(request)
        with self._lock:
            item = self._find(path)
            if item is None or self._renderer is None:
                return None
            if isinstance(item, Asset):
                return Response(item.content, content_type(path))
            if not self._renderer.owns(item):
                return None
            html = self._renderer.html(item).encode()
        return Response(reload(html), content_type("index.html"))

    def _find(self, path: str) -> Page | Asset | None:
        if self._generated is None:
            return None
        self._refresh(self._generated)
        groups = (group for at in _places(path) for group in self._groups.get(at, ()))
        found = (self._made(group, path) for group in groups)
        return next((item for item in found if item is not None), None)

    def _refresh(self, generated: GeneratedPages) -> None:
        seen = (generated.stamp(), self._human.problems)
        if seen == self._seen:
            return
        groups: dict[str, list[OutputGroup]] = defaultdict(list)
        with infrequent_gc():
            for group in generated.outputs(self._human):
                for at in (group.at, *group.also()):
                    groups[unquote(at)].append(group)
        self._groups, self._kept, self._seen = groups, {}, seen

    def _made(self, group: OutputGroup, path: str) -> Page | Asset | None:
        if not group.kept:
            return next((item for item in group.make(ReadLog()) if _address(item) == path), None)
        if group not in self._kept:
            self._kept[group] = {_address(item): item for item in group.make(ReadLog())}
        return self._kept[group].get(path)


def site_path(request: str) -> str:
    """The path of the site that a requested path means: that of its folder for an `index.html`."""
    folder, slash, name = request.rpartition("/")
    return folder + slash if name == "index.html" else request


def content_type(path: str) -> str:
    """The Content-Type of a file by its name."""
    kind = mimetypes.guess_type(path)[0]
    if kind is None:
        return "application/octet-stream"
    text = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
    return f"{kind}; charset=utf-8" if text else kind


def _address(item: Page | Asset) -> str:
    # As when it is written to a folder: addresses of pages are quoted, those of files are not.
    return unquote(item.path) if isinstance(item, Page) else item.path


def _places(path: str) -> Iterator[str]:
    """The address itself, then every folder above it."""
    yield path
    folder = path.rstrip("/")
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/"
