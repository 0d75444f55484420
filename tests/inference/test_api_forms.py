"""Addresses, topics and contracts in their many forms, and hostile ones."""

from __future__ import annotations

import json
import time

import pytest

from catalogsite.inference.apis.addresses import addresses_in, server_of
from catalogsite.inference.apis.contracts import contract_of
from catalogsite.inference.apis.mentions import MOST, is_configuration, mentions_in


@pytest.mark.parametrize(
    ("value", "names_host", "found"),
    [
        ("https://api.acme.example/v1", False, ["api.acme.example/v1"]),
        ("https://user:secret@api.acme.example/v1?key=x#y", False, ["api.acme.example/v1"]),
        ("${URL:https://api.acme.example/v1}", False, ["api.acme.example/v1"]),
        ("https://api.acme.example/v1/{id}", False, ["api.acme.example/v1"]),
        ("see https://a.acme.example, https://b.acme.example.", False,
         ["a.acme.example", "b.acme.example"]),
        ("grpcs://api.acme.example:8443", False, ["api.acme.example:8443"]),
        ("api.acme.example:443", True, ["api.acme.example:443"]),
        ("api.acme.example", True, ["api.acme.example"]),
        ("api.acme.example", False, []),
        ("postgres://db.acme.example/x", False, []),
        ("https://${HOST}/v1", False, []),
        ("https://api", False, []),
        ("https://10.0.0.1/v1", False, []),
        ("https://[::1]/v1", False, []),
        ("1.2.3", True, []),
        ("", True, []),
    ],
)  # fmt: skip
def test_addresses(value, names_host, found):
    assert list(addresses_in(value, names_host)) == found


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("API.acme.example/V1/", ("api.acme.example", "/V1")),
        ("api.acme.example:443", ("api.acme.example", "")),
        ("api.acme.example:8443/a", ("api.acme.example:8443", "/a")),
        ("localhost/v1", None),
        ("api.example.com/v1", None),
        ("example.org", None),
        ("127.0.0.1/v1", None),
        ("api/v1", None),
        ("/v1", None),
    ],
)
def test_servers(name, server):
    assert server_of(name) == server


def contract(kind, definition):
    text = definition if isinstance(definition, str) else json.dumps(definition)
    spec = {"type": kind, "definition": text}
    return contract_of({"kind": "API", "metadata": {"name": "x"}, "spec": spec})


@pytest.mark.parametrize(
    ("kind", "definition", "found"),
    [
        ("openapi", "servers:\n  - url: https://a.acme.example/v1/\n", [("a.acme.example", "/v1")]),
        ("openapi", "servers: [{url: 'https://a.acme.example'}]\nx: {a: [\n", [("a.acme.example", "")]),
        ("openapi", {"servers": [{"url": "https://a.acme.example/{v}",
                                  "variables": {"v": {"default": "v2"}}}]},
         [("a.acme.example", "/v2")]),
        ("openapi", "servers:\n- url: https://{region}.acme.example/v1\n", None),
        ("openapi", {"swagger": "2.0", "host": "a.acme.example", "basePath": "/b"},
         [("a.acme.example", "/b")]),
        ("openapi", {"servers": [{"url": "/v1"}, {"url": "http://localhost:80"}, 3, {"url": 4}]}, None),
        ("openapi", "x-servers:\n  - url: https://a.acme.example\n", None),
        ("openapi", {"servers": {"url": "https://a.acme.example"}}, None),
        ("openapi", "servers: [", None),
        ("openapi", "{" * 50_000, None),
        ("openapi", "", None),
        ("graphql", "type Query { a: Int }", None),
    ],
)  # fmt: skip
def test_servers_of_contracts(kind, definition, found):
    one = contract(kind, definition)
    assert ([tuple(server) for server in one.servers] if one else None) == found


@pytest.mark.parametrize(
    ("definition", "sent", "received"),
    [
        ("asyncapi: 2.6.0\nchannels:\n  a.b:\n    subscribe: {}\n  c/d:\n    publish: {}\n", ("a.b",), ("c/d",)),
        (("asyncapi: 3.0.0\nchannels:\n  one: {address: a.b}\noperations:\n  o:\n    action: send\n"
         "    channel: {$ref: '#/channels/one'}\n"), ("a.b",), ()),
        ("asyncapi: 3.0.0\nchannels:\n  a.b: {}\noperations:\n  o: {action: receive, channel: {$ref: '#/channels/a.b'}}\n",
         (), ("a.b",)),
        ("asyncapi: 2.0.0\nchannels: {orders: {subscribe: {}}, 'a.{b}': {publish: {}}}\n", None, None),
        ("asyncapi: 2.0.0\nchannels: [1]\n", None, None),
        ("asyncapi: 3.0.0\nchannels: {a: 1}\noperations: {o: 2, p: {channel: {$ref: 3}}}\n", None, None),
    ],
)  # fmt: skip
def test_topics_of_contracts(definition, sent, received):
    one = contract("asyncapi", definition)
    assert (one and one.sent, one and one.received) == (sent, received)


def test_services_of_contracts():
    assert contract("grpc", "package a.b;\nservice S {}\n").packages == ("a.b",)
    assert contract("grpc", "package a.b;\nmessage M {}\n") is None
    assert contract("grpc", "service S {}\n") is None


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("application.yml", "a:\n  b: https://x.acme.example\n", ["address x.acme.example 2"]),
        ("application.yml", "a: |\n  # https://y.acme.example\n  b=https://x.acme.example\n",
         ["address x.acme.example 3"]),
        ("config/app.json", '{\n  // a\n  "u": "https://x.acme.example" /* b\n */,\n  "t": {"topic": "a.b"}\n}\n',
         ["address x.acme.example 3", "topic a.b 5"]),
        ("application.properties", "a.url: https://x.acme.example\n!b=https://y.acme.example\n",
         ["address x.acme.example 1"]),
        (".env", "T_TOPIC='a.b, c.d'\nN_QUEUE=abc\n", ["topic a.b 1", "topic c.d 1"]),
        ("application.yml", "spring: {cloud: {stream: {bindings: {x-out-0: {destination: a.b}}}}}\n",
         ["topic a.b 1 sends"]),
        ("application-test.yml", "u: https://x.acme.example\n", ["address x.acme.example 1 test"]),
        ("chart/values.yaml", "ingress:\n  hosts:\n    - host: x.acme.example\n", ["served x.acme.example 3"]),
        ("compose.yaml", "services:\n  a:\n    environment:\n      U: https://x.acme.example\n",
         ["address x.acme.example 4"]),
        ("compose.yaml", "services:\n  a:\n    labels:\n      U: https://x.acme.example\n", []),
        ("d.yaml", ("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: U_HOST\n"
         "          value: x.acme.example\n"), ["address x.acme.example 7"]),
        ("d.yaml", "apiVersion: v1\nkind: HTTPRoute\nspec:\n  hostnames: [x.acme.example]\n",
         ["served x.acme.example 4"]),
        ("d.yaml", "apiVersion: v1\nkind: Route\nspec:\n  host: x.acme.example\n  path: /v1\n",
         ["served x.acme.example/v1 4"]),
        ("catalog-info.yaml", "apiVersion: v1\nkind: Component\nlinks: [{url: 'https://x.acme.example'}]\n", []),
        ("mkdocs.yml", "site_url: https://x.acme.example\n", []),
        ("appsettings.json", "{", []),
        ("application.yml", "cors: {allowedOrigins: 'https://x.acme.example'}\nredirectUri: https://y.acme.example\n", []),
    ],
)  # fmt: skip
def test_mentions(file, text, found):
    words = [
        " ".join(
            [one.kind, one.name, str(one.line)]
            + (["test"] if one.scope == "test" else [])
            + (["sends"] if one.sends else [])
        )
        for one in (mentions_in({file: text}) if is_configuration(file) else ())
    ]
    assert words == found


def test_mentions_are_bounded():
    text = "".join(f"U{number}=https://a{number}.acme.example\n" for number in range(MOST * 2))
    assert len(mentions_in({".env": text})) == MOST


@pytest.mark.parametrize(
    "value",
    ["https://" + "a." * 50_000, "https://" * 20_000, "https://a.b/" + "/" * 100_000, "a." * 50_000,
     "https://" + "@" * 50_000, "a:" * 50_000, "${" * 50_000, '"' * 60_000, "/*" * 50_000, "https://a.b" + "-" * 90_000],
    ids=lambda value: value[:12],
)  # fmt: skip
@pytest.mark.parametrize("file", [".env", "application.yml", "appsettings.json"])
def test_hostile_values_take_no_time(file, value):
    forms = {
        ".env": "HOST={}\n",
        "application.yml": "topic.host: '{}'\n",
        "appsettings.json": '{{"host": "{}"}}\n',
    }
    start = time.process_time()
    mentions_in({file: forms[file].format(value)})
    contract("openapi", f"servers: [{{url: '{value}'}}]\n")
    assert time.process_time() - start < 2
