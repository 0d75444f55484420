"""Real servers on this machine: proxies, compression, and one that never answers."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.network.server import QUICK

from catalogsite.errors import ProviderError
from catalogsite.network.client import Client
from catalogsite.network.retry_policy import RetryPolicy


class Slow(BaseHTTPRequestHandler):
    """A server that compresses, and one address of which never answers."""

    def do_GET(self):
        if self.path == "/slow":
            self.server.leave.wait(5)
            return
        body = gzip.compress(b'{"ok": true}')
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def loopback():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.leave = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.leave.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_proxy_of_the_environment_is_asked(loopback, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", loopback)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client("http://api.acme.example", retry_policy=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_no_proxy_is_asked_for_this_machine(loopback, monkeypatch, name):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client(loopback.replace("127.0.0.1", name), retry_policy=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}


def test_no_proxy_is_asked_where_none_is_wanted(loopback, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", loopback)
    monkeypatch.setenv("NO_PROXY", "nowhere.invalid")
    with (
        Client("http://nowhere.invalid", retry_policy=RetryPolicy(attempts=1)) as client,
        pytest.raises(ProviderError, match="could not be reached"),
    ):
        client.get_json("fast")


def test_a_real_server_that_compresses_or_never_answers(loopback):
    with Client(loopback, retry_policy=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}
        with pytest.raises(ProviderError, match="did not answer in time"):
            client.get_json("slow")
        assert client.requests == 4


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_of_the_environment_are_read(content, monkeypatch, tmp_path):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(ProviderError, match="certificates that `SSL_CERT_FILE`"):
        Client("https://api.acme.example", retry_policy=QUICK)
