"""A transport that compares what passes with what providers publish about their APIs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import httpx
from tests.specifications.published import described, is_at_hand, published_for

RECORDINGS = Path(__file__).parents[1] / "recordings"


class CheckedTransport(httpx.BaseTransport):
    """Notes every request, and every recording in a response, that a provider's description refuses.

    Broken responses of tests pass: only what equals a file in `tests/recordings` is compared.
    With `everything`, every answer is compared. Where a server redirects to is its own address, which
    no description needs to know.
    """

    def __init__(self, transport: httpx.BaseTransport, *, everything: bool = False) -> None:
        self._transport = transport
        self._everything = everything
        self._redirects: set[str] = set()
        self.problems: set[str] = set()
        self.recordings: set[Path] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the inner transport."""
        request.read()
        response = self._transport.handle_request(request)
        url = str(request.url)
        published = published_for(url)
        if url not in self._redirects and published and is_at_hand(published):
            answered = response.status_code == httpx.codes.OK
            recording = _recording(response) if answered else None
            body = response.read() if recording or (answered and self._everything) else None
            self.problems |= _problems(request.method, url, request.content, body)
            self.recordings |= {recording} if recording else set()
        if response.has_redirect_location:
            self._redirects.add(str(request.url.join(response.headers["Location"])))
        return response

    def close(self) -> None:
        """Close the inner transport."""
        self._transport.close()


def _recording(response: httpx.Response) -> Path | None:
    try:
        return _recordings().get(_canonical(response.read()))
    except (ValueError, RecursionError):
        return None


@cache
def _recordings() -> dict[str, Path]:
    return {_canonical(file.read_bytes()): file for file in sorted(RECORDINGS.rglob("*.json"))}


def _canonical(body: bytes) -> str:
    return json.dumps(json.loads(body), sort_keys=True)


@cache
def _problems(method: str, url: str, content: bytes, body: bytes | None) -> frozenset[str]:
    """What is refused; tests send thousands of equal requests, of which one is compared."""
    request = httpx.Request(method, url, content=content)
    response = httpx.Response(200, content=body) if body is not None else None
    published = published_for(url)
    assert published
    try:
        found = described(published).problems(request, response)
    except Exception as error:
        found = [repr(error)]
    return frozenset(f"{published.file.name}: {one}" for one in found)
