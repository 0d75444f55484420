"""A provider that answers in another shape: a failure that says where and what, never an error.

In each recorded response every value is replaced by each JSON type in turn. A collector that reads
the value may only lose what belongs to it, and must say what it expected there.
"""

from __future__ import annotations

import copy
import json
import re
from urllib.parse import urlsplit

import httpx
import pytest
from tests.collectors.providers import HOSTS, RECORDED, recorded
from tests.collectors.test_contract import run

from catalogsite.model.source_run import Failure
from catalogsite.network.json_types import type_name

# Fact files are a format of ours, with cases of their own.
CASES = [
    (kind, path)
    for kind, answers in RECORDED.items()
    for path, name in answers.items()
    if name.endswith(".json") and kind != "facts"
]
OTHERS = [{}, {"odd": 1}, [], ["odd"], "odd", "", 3, -1, 10**30, 0.5, True, False, None]
SAYS = re.compile(
    r"expected (an? [\w ]+|.* or .*|\"success\")( at `[\w./:*\[\]-]+`)?, got (null|an? \w+)"
    r"|not found, or not allowed \(404\)|refused the query: |the list leads back to a page that was read|no such pipeline|there is no `acme`, "
    r"|: not found, or not allowed$|the list goes on after 1,000 pages|answered \d of \d queries|listed \d+ of \d+ objectives"
    r"|the query gives a \w+, not a vector|no series has the label `service`"
)


def places(value, path=()):
    """The path of every value in a response."""
    yield path
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(child, (*path, key))


def replaced(value, path, other):
    """A copy of a response with another value at a path."""
    if not path:
        return other
    changed = copy.deepcopy(value)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = other
    return changed


def at(value, path):
    for key in path:
        value = value[key]
    return value


def backwards(value):
    """A response with every list of objects in the other order."""
    if isinstance(value, dict):
        return {key: backwards(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [backwards(item) for item in value]
    return items[::-1] if any(isinstance(item, dict) for item in items) else items


@pytest.mark.parametrize("kind", RECORDED)
def test_the_order_of_items_makes_no_difference(kind, context, routes, payments):
    answers = recorded(kind)
    turned = {
        path: answer
        if isinstance(answer, httpx.Response)
        else httpx.Response(200, json=backwards(answer))
        for path, answer in answers.items()
    }
    found, other = (run(kind, context(routes(given), **payments)) for given in (answers, turned))
    assert sorted(map(repr, found)) == sorted(map(repr, other))


@pytest.mark.parametrize(("kind", "changed"), CASES, ids=[f"{kind} {path}" for kind, path in CASES])
def test_any_value_may_be_of_any_type(kind, changed, context, routes, payments):
    answers = recorded(kind)
    expected = run(kind, context(routes(answers), **payments))
    assert expected
    assert not [item for item in expected if isinstance(item, Failure)]
    silent = []
    for path in places(answers[changed]):
        before = at(answers[changed], path)
        for other in OTHERS:
            reply = httpx.Response(200, content=json.dumps(replaced(answers[changed], path, other)))
            server = routes({**answers, changed: reply})
            found = run(kind, context(server, **payments))
            failures = [item for item in found if isinstance(item, Failure)]
            for failure in failures:
                assert SAYS.search(failure.reason), (path, other, failure.reason)
                assert urlsplit(failure.url).hostname in HOSTS
            lost = [item for item in found if item not in failures] != expected
            of_another_type = type_name(other) != type_name(before) and None not in (other, before)
            if lost and of_another_type and not failures:
                silent.append((path, other))
    assert silent == []
