"""Entities as authors and accidents write them: valid and real ones, changed in one place or several."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.environment import CORPUS

from catalogsite.yaml12.documents import parse_documents

Entity = dict[str, Any]
_MOST_REAL = 1_000
_KINDS: dict[str, dict[str, Any]] = {
    "Component": {
        "type": "service", "lifecycle": "production", "owner": "team", "system": "shop",
        "subcomponentOf": "web", "providesApis": ["orders"], "consumesApis": ["api:x/pay"],
        "dependsOn": ["resource:db", "component:default/cart"],
    },
    "API": {
        "type": "openapi", "lifecycle": "production", "owner": "team", "system": "shop",
        "definition": "openapi: 3.1.0",
    },
    "Resource": {"type": "database", "owner": "team", "system": "shop", "dependsOn": ["a:b"]},
    "System": {"owner": "team", "domain": "retail", "type": "product"},
    "Domain": {"owner": "team", "subdomainOf": "all", "type": "area"},
    "Group": {
        "type": "team", "children": ["small"], "parent": "large", "members": ["ada"],
        "profile": {"displayName": "The team", "email": "team@host.example", "picture": "x"},
    },
    "User": {"memberOf": ["team"], "profile": {"displayName": "Ada", "email": "a@b", "picture": "x"}},
    "Location": {"type": "url", "target": "./a.yaml", "targets": ["./b.yaml"], "presence": "optional"},
}  # fmt: skip
_METADATA = {
    "name": "shop", "namespace": "default", "title": "Shop", "description": "Sells.",
    "labels": {"tier": "web", "host.example/stage": "live"},
    "annotations": {"github.com/project-slug": "acme/shop", "plain": ""},
    "tags": ["java", "c++", "a:b-c#1"],
    "links": [{"url": "https://host.example/x", "title": "Runbook", "icon": "docs", "type": "help"}],
    "uid": "u", "etag": "e",
}  # fmt: skip

# Where rules part: at lengths, in letters that look alike, in types that are almost right.
_EDGES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1.5, "", " ", "a", "A", "a" * 63, "a" * 64, "a" * 253, "a" * 254,
    "a--b", "a..b", "a_b", "a-", "-a", "a.b-c_d", "ä", "\U0001f600", "ß" * 40, "a\n", "\na", "a b",
    "\ufeff", "\u200b", "\x85", "\xa0", "\x1c", "a/b", "a/b/c", "/a", "a/", "A.example/x", "a.b/c",
    "a..b/c", "k:n/x", ":a", "k:", "k:/a", "k:n/", "component:shop", "backstage.io/v1alpha1",
    "backstage.io/v1beta1", "backstage.io/v1", "Backstage.io/v1alpha1", "v1", "v1.0", "url", "file",
    "required", "optional", "maybe", "java--x", "Java", "c#:+1", "javascript:alert(1)",
    "https://host.example", "https://a b", "https://[::1]/", "https://1.2.3.256", "//host", "./x",
    "localhost:3000", "http:", "mailto:a@b", "https://a_b.example/%zz", "https://\u00e4.example",
    [], ["a"], [""], [None], [1], ["a", ["b"]], [{}], {}, {"a": "b"}, {"": ""}, {"a": None},
    {"a": 1}, {"A.example/b": "c"}, {"a/b/c": ""}, {"a.example/" + "b" * 64: ""}, {"url": "x:"},
    [{"url": "https://host.example"}], [{"url": "x"}], [{"url": ""}], [{"title": "x"}],
    {"$text": "./x"}, {"type": "service"}, {"displayName": ""}, {"backstage.io/orphan": "true"},
    {"backstage.io/managed-by-location": 7}, {"a": {"b": "c"}},
)  # fmt: skip
_KEYS = (
    "apiVersion", "kind", "metadata", "spec", "name", "namespace", "title", "description", "labels",
    "annotations", "tags", "links", "url", "icon", "type", "owner", "lifecycle", "system",
    "definition", "children", "members", "memberOf", "profile", "email", "presence", "target",
    "targets", "dependsOn", "dependencyOf", "relations", "status", "other", "", "a b",
    "host.example/x", "Host.example/x", "domain", "parent", "Kind", "uid", "etag",
)  # fmt: skip

_texts = st.text(max_size=8) | st.text("aA1-_.:/+#\n \u00e9", max_size=70)
_scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | _texts
_json = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=5,
)
# Copied, because a later change may reach into a value that an earlier one put there.
_values = st.one_of(st.sampled_from(_EDGES), st.sampled_from(_EDGES), _texts, _json).map(
    copy.deepcopy
)
_addresses = st.text("htps:/.@?#[]%&ab1 _-\\\t", max_size=24).map("https://".__add__) | _texts


@st.composite
def entities(draw: st.DrawFn, *, with_corpus: bool = True) -> Entity:
    """An entity: a good or a real one with up to four changes, or one whose formats are drawn."""
    real = _real() if with_corpus else []
    if real and draw(st.integers(0, 2)) == 0:
        entity = copy.deepcopy(draw(st.sampled_from(real)))
        for _ in range(draw(st.integers(0, 4))):
            _change(draw, entity)
        return entity
    kind = draw(st.sampled_from(sorted(_KINDS)))
    entity: Entity = {
        "apiVersion": draw(st.sampled_from(("backstage.io/v1alpha1", "backstage.io/v1beta1"))),
        "kind": kind,
        "metadata": copy.deepcopy(_METADATA),
        "spec": copy.deepcopy(_KINDS[kind]),
    }
    if draw(st.booleans()):
        _formats(draw, entity["metadata"])
    for _ in range(draw(st.integers(0, 4))):
        _change(draw, entity)
    return entity


@cache
def _real() -> list[Entity]:
    """Entities of public organisations, where the corpus is present.

    Templates are another package's; what holds others' placeholders is no JSON that we could send.
    """
    found: list[Entity] = []
    for file in sorted(CORPUS.glob("**/catalog-info.yaml")):
        for document in parse_documents(file.read_text("utf-8", errors="replace")):
            entity = document.data
            if isinstance(entity, dict) and entity.get("kind") not in (None, "Template"):
                found.append(json.loads(json.dumps(entity)))
    step = len(found) // _MOST_REAL + 1
    return found[::step]


def _formats(draw: st.DrawFn, metadata: dict[str, Any]) -> None:
    word = st.sampled_from([edge for edge in _EDGES if isinstance(edge, str)]) | _texts
    fields = {
        "name": word,
        "namespace": word,
        "tags": st.lists(word, max_size=2),
        "labels": st.dictionaries(word, word, max_size=2),
        "annotations": st.dictionaries(word, word, max_size=2),
        "links": st.lists(st.fixed_dictionaries({"url": _addresses, "title": word}), max_size=1),
    }
    name = draw(st.sampled_from(sorted(fields)))
    metadata[name] = draw(fields[name])


def _change(draw: st.DrawFn, entity: Entity) -> None:
    """Set, add, remove or rename something somewhere."""
    holder, key = draw(st.sampled_from(_places(entity)))
    what = draw(st.sampled_from(("set", "set", "remove", "add", "rename")))
    if what == "set":
        holder[key] = draw(_values)
    elif what == "remove":
        del holder[key]
    elif isinstance(holder, list):
        holder.insert(key, draw(_values))
    else:
        holder[draw(st.sampled_from(_KEYS))] = (
            holder.pop(key) if what == "rename" else draw(_values)
        )


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every key and index below a value, with what it belongs to."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, item in list(inner):
        found.append((value, key))
        if isinstance(item, dict | list):
            found += _places(item)
    return found or [({"none": None}, "none")]


references = st.sampled_from([edge for edge in _EDGES if isinstance(edge, str)]) | st.text(
    "aB:/ .\n\u0130\u03a3", max_size=9
)
contexts = st.fixed_dictionaries(
    {}, optional={"defaultKind": st.sampled_from(["Component", "", "K"]),
                  "defaultNamespace": st.sampled_from(["default", "", "N"])},
)  # fmt: skip
