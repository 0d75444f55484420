"""Real servers on this machine: proxies, compression, and one that never answers."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.network.server import QUICK

from catalogsite.errors import ProviderError
from catalogsite.network.client import Client
from catalogsite.network.request_limits import IN_FLIGHT
from catalogsite.network.retry_policy import RetryPolicy


class Slow(BaseHTTPRequestHandler):
    """A server that compresses, and one address of which never answers."""

    def do_GET(self):
        if self.path == "/slow":
            self.server.leave.wait(5)
            return
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while not self.server.leave.wait(0.02):
                    self.wfile.write(b" ")
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


def test_a_server_that_never_answers_costs_one_timeout(loopback):
    with Client(loopback, retry_policy=RetryPolicy(timeout=0.3, first_wait=0.001)) as client:
        began = time.monotonic()
        found = list(client.each(asking(client), ["slow"] * 20))
        assert 0.3 <= time.monotonic() - began < 3
        assert {result for _, result in found} == {"did not answer in time"}
        # Those in flight at the same moment wait at the same time.
        assert 1 <= client.requests <= IN_FLIGHT


def test_an_answer_that_drips_is_given_up_and_so_is_its_server(loopback):
    policy = RetryPolicy(timeout=2, body=0.3, first_wait=0.001)
    with Client(loopback, retry_policy=policy) as client:
        found = [asking(client)("drip") for _ in range(5)]
        assert found == ["did not finish its answer in time"] * 5
        assert client.requests == policy.lost_requests


def asking(client):
    def ask(path):
        try:
            return client.get_json(path)
        except ProviderError as error:
            return error.what

    return ask


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


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_of_the_settings_are_read(content, tmp_path):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ProviderError, match=r"certificates that `ca_file` \(.*ca.pem\) names"):
        Client("https://api.acme.example", retry_policy=QUICK, ca_file=path)


@pytest.fixture
def authority(tmp_path):
    """A server with a certificate that only its own authority signed, and that authority's file."""
    key, certificate = tmp_path / "key.pem", tmp_path / "authority.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.leave = threading.Event()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://localhost:{server.server_port}", certificate
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
def test_an_authority_of_ones_own_is_trusted_where_it_is_named(authority, monkeypatch):
    url, certificate = authority
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with (
        Client(url, retry_policy=RetryPolicy(attempts=1)) as client,
        pytest.raises(ProviderError, match="certificate verify failed") as caught,
    ):
        client.get_json("fast")
    assert "`SSL_CERT_FILE`" in caught.value.fix
    with Client(url, retry_policy=QUICK, ca_file=certificate) as client:
        assert client.get_json("fast") == {"ok": True}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Client(url, retry_policy=QUICK) as client:
        assert client.get_json("fast") == {"ok": True}
