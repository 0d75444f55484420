"""Generated pages in MkDocs' development server, with its script for live reload."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from catalogsite.site.page_server import PageServer

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer


def serve_pages(server: LiveReloadServer, pages: PageServer) -> None:
    """Let `pages` answer for the paths that it has; all others stay MkDocs'."""
    mkdocs: Any = server.get_app()
    mount = str(getattr(server, "mount_path", "/"))

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        below = path.startswith(mount)
        found = pages.answer(path[len(mount) :], partial(_with_script, server)) if below else None
        if found is None:
            result: Iterable[bytes] = mkdocs(environ, start_response)
            return result
        length = str(len(found.content))
        headers = [("Content-Type", found.content_type), ("Content-Length", length)]
        start_response("200 OK", headers)
        return [found.content]

    server.set_app(application)


def _with_script(server: LiveReloadServer, html: bytes) -> bytes:
    # Without it where the server has changed its inside.
    inject = getattr(server, "_inject_js_into_html", None)
    epoch = getattr(server, "_visible_epoch", None)
    if inject is None or epoch is None:
        return html
    injected: bytes = inject(html, epoch)
    return injected
