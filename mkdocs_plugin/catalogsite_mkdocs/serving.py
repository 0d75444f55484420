"""Pages poured on request, so that `mkdocs serve` rebuilds only the human pages after a save."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

Answer = Callable[[str], bytes | None]


def answer_requests(server: LiveReloadServer, answer: Answer) -> None:
    """Let `answer` serve the paths it knows (relative to the site); the rest stays MkDocs'."""
    ask: Any = server.get_app()
    mount = str(getattr(server, "mount_path", "/"))

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        content = answer(path[len(mount) :]) if path.startswith(mount) else None
        if content is None:
            result: Iterable[bytes] = ask(environ, start_response)
            return result
        kind = "text/html" if path.endswith("/") else mimetypes.guess_type(path)[0]
        if kind == "text/html":
            content = with_live_reload(server, content)
        length = str(len(content))
        headers = [("Content-Type", _typed(kind)), ("Content-Length", length)]
        start_response("200 OK", headers)
        return [content]

    server.set_app(application)


def with_live_reload(server: LiveReloadServer, content: bytes) -> bytes:
    """The page with MkDocs' reload script; without it where the server has changed its inside."""
    inject = getattr(server, "_inject_js_into_html", None)
    epoch = getattr(server, "_visible_epoch", None)
    if inject is None or epoch is None:
        return content
    injected: bytes = inject(content, epoch)
    return injected


def _typed(kind: str | None) -> str:
    if kind is None:
        return "application/octet-stream"
    text = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
    return f"{kind}; charset=utf-8" if text else kind


def site_path(request: str) -> str:
    """The path of the site that a request means."""
    folder, slash, name = request.rpartition("/")
    return folder + slash if name == "index.html" else request
