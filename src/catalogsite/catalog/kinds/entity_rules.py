"""What makes an entity valid: envelope, metadata, kind and spec."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from typing import Any

from catalogsite.catalog.annotations.locations import WRITTEN
from catalogsite.catalog.findings import Finding, field, shown
from catalogsite.catalog.kinds import formats
from catalogsite.catalog.kinds.core_kinds import NEWER_VERSIONS, VERSIONS, spec_rule, versions_of
from catalogsite.catalog.kinds.shapes import OBJECT, STRING, STRINGS, Items, Text, check
from catalogsite.yaml12.documents import Path

_ROOTS = frozenset({"apiVersion", "kind", "metadata", "spec"})
_OUTPUTS = frozenset({"relations", "status"})
_OPTIONAL_TEXTS = ("title", "uid", "etag")
NAME_FORM = "letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends"
LABEL_FORM = "lower case letters and digits joined by `-`, at most 63"
_SWITCH = "set `catalog: {newer_kinds: true}` in catalogsite.yaml"
TAG_FORM = "lower case letters, digits, `:`, `+` and `#` joined by single `-`, at most 63"
KEY_FORM = "a name, or a DNS name in lower case, `/`, and a name"


def check_entity(entity: dict[str, Any], *, newer: bool = False) -> list[Finding]:
    """All that is wrong with an entity; an empty list means that the catalog takes it.

    With `newer` it takes what Backstage takes with its module `ai-model`.
    """
    found: list[Finding] = []
    _roots(entity, found)
    _api_version(entity, found)
    _kind(entity, found)
    metadata = entity.get("metadata")
    if isinstance(metadata, dict):
        _metadata(metadata, found)
    elif "metadata" not in entity:
        message = "`metadata` is missing"
        found.append(
            Finding("field-missing", ("metadata",), message, "add `metadata:` with a name")
        )
    else:
        check(metadata, OBJECT, ("metadata",), found)
    if not found:
        _recognised(entity, found, newer=newer)
    elif "spec" in entity and not isinstance(entity["spec"], dict):
        check(entity["spec"], OBJECT, ("spec",), found)
    elif isinstance(entity.get("spec"), dict) and _is_known(entity.get("kind"), newer=newer):
        _spec(entity, found, newer=newer)
    return found


def _is_known(kind: object, *, newer: bool) -> bool:
    return isinstance(kind, str) and kind in versions_of(newer=newer)


def _roots(entity: dict[str, Any], found: list[Finding]) -> None:
    for key in entity.keys() - _ROOTS:
        if key in _OUTPUTS:
            fix = f"remove `{key}`: the catalog works it out"
        else:
            near = difflib.get_close_matches(key, _ROOTS, 1, 0.7)
            fix = f"write `{near[0]}`" if near else "move it under `metadata` or `spec`"
        message = f"`{key}` is not a field of an entity"
        found.append(Finding("root-field", (key,), message, fix))


def _api_version(entity: dict[str, Any], found: list[Finding]) -> None:
    if not _text(entity, "apiVersion", (), found):
        return
    if not formats.is_api_version(entity["apiVersion"]):
        message = f"`apiVersion` is {shown(entity['apiVersion'])}, which is not a version"
        found.append(
            Finding("api-version-format", ("apiVersion",), message, "write `backstage.io/v1alpha1`")
        )


def _kind(entity: dict[str, Any], found: list[Finding]) -> None:
    if _text(entity, "kind", (), found) and not formats.is_kind(entity["kind"]):
        message = f"`kind` is {shown(entity['kind'])}; a kind is letters and digits, at most 63"
        found.append(Finding("kind-format", ("kind",), message, nearest_kind(entity["kind"])))


def _text(parent: dict[str, Any], key: str, path: Path, found: list[Finding]) -> bool:
    """Whether a required field is a non-empty string."""
    value = parent.get(key)
    if type(value) is str and value:
        return True
    if key not in parent:
        name = field((*path, key))
        found.append(
            Finding("field-missing", (*path, key), f"`{name}` is missing", f"add `{key}:`")
        )
    else:
        check(value, STRING, (*path, key), found)
    return False


def _metadata(metadata: dict[str, Any], found: list[Finding]) -> None:
    path: Path = ("metadata",)
    if _text(metadata, "name", path, found) and not formats.is_name(metadata["name"]):
        found.append(_misnamed("name-format", (*path, "name"), metadata["name"]))
    if "namespace" in metadata and _text(metadata, "namespace", path, found):
        namespace = metadata["namespace"]
        if not formats.is_namespace(namespace):
            message = f"`metadata.namespace` is {shown(namespace)}; a namespace is {LABEL_FORM}"
            fix = _use(formats.suggest_label(namespace))
            found.append(Finding("namespace-format", (*path, "namespace"), message, fix))
    for key in _OPTIONAL_TEXTS:
        if key in metadata:
            check(metadata[key], STRING, (*path, key), found)
    for key, rule in _PARTS.items():
        if key in metadata:
            rule(metadata[key], found)


def _misnamed(rule: str, path: Path, name: str) -> Finding:
    if len(name) > formats.MAX_LENGTH:
        what = f"`{field(path)}` has {len(name)} characters; at most 63 are allowed"
        return Finding(rule, path, what, "shorten it, and put the long form into `metadata.title`")
    what = f"`{field(path)}` is {shown(name)}; a name is {NAME_FORM}"
    return Finding(rule, path, what, _use(formats.suggest_name(name)))


def _use(suggestion: str) -> str | None:
    return f"use `{suggestion}`" if suggestion else None


def _description(value: Any, found: list[Finding]) -> None:
    check(value, Text(empty=True), ("metadata", "description"), found)


def _labels(value: Any, found: list[Finding]) -> None:
    path: Path = ("metadata", "labels")
    _map_of_strings(value, path, "label-format", found)
    if not isinstance(value, dict):
        return
    for key, text in value.items():
        if isinstance(text, str) and not formats.is_label_value(text):
            message = f"the label `{key}` is {shown(text)}; a value is empty or {NAME_FORM}"
            fix = _use(formats.suggest_name(text))
            found.append(Finding("label-format", (*path, key), message, fix))


def _annotations(value: Any, found: list[Finding]) -> None:
    if not value and not isinstance(value, dict | list):
        return
    _map_of_strings(value, ("metadata", "annotations"), "annotation-format", found)


def _map_of_strings(value: Any, path: Path, rule: str, found: list[Finding]) -> None:
    if not isinstance(value, dict):
        check(value, OBJECT, path, found)
        return
    for key, text in value.items():
        if not formats.is_prefixed_name(key):
            message = f"{shown(key)} is not a valid key in `{field(path)}`: {KEY_FORM}"
            found.append(Finding(rule, (*path, key), message))
        # The catalog writes two annotations over whatever stands there.
        if type(text) is not str and not (path[-1] == "annotations" and key in WRITTEN):
            check(text, Text(empty=True), (*path, key), found)


def _tags(value: Any, found: list[Finding]) -> None:
    path: Path = ("metadata", "tags")
    if not isinstance(value, list):
        check(value, STRINGS, path, found)
        return
    for index, tag in enumerate(value):
        if not isinstance(tag, str):
            check(tag, STRING, (*path, index), found)
        elif not formats.is_tag(tag):
            message = f"the tag {shown(tag)} is not valid: {TAG_FORM}"
            fix = _use(formats.suggest_tag(tag))
            found.append(Finding("tag-format", (*path, index), message, fix))


def _links(value: Any, found: list[Finding]) -> None:
    path: Path = ("metadata", "links")
    if not isinstance(value, list):
        check(value, _LINKS, path, found)
        return
    for index, link in enumerate(value):
        at: Path = (*path, index)
        if not isinstance(link, dict):
            check(link, OBJECT, at, found)
            continue
        if _text(link, "url", at, found) and not formats.is_url(link["url"]):
            message = f"`{field((*at, 'url'))}` is {shown(link['url'])}, which is not an address"
            whole = f"https://{link['url'].strip()}"
            near = whole if "." in whole.split("/")[2] and formats.is_url(whole) else None
            fix = f"write the whole address, such as `{near or 'https://host/path'}`"
            found.append(Finding("link-url", (*at, "url"), message, fix))
        for key in ("title", "icon", "type"):
            if key in link:
                _link_text(link[key], key, at, found)


def _link_text(value: Any, key: str, at: Path, found: list[Finding]) -> None:
    check(value, STRING, (*at, key), found)
    if key != "type" and isinstance(value, str) and value and formats.is_blank(value):
        message = f"`{field((*at, key))}` is blank"
        found.append(Finding("field-empty", (*at, key), message, f"write a {key} or remove it"))


def _recognised(entity: dict[str, Any], found: list[Finding], *, newer: bool) -> None:
    kind, version = entity["kind"], entity["apiVersion"]
    versions = versions_of(newer=newer).get(kind)
    if versions is None:
        if "spec" in entity and not isinstance(entity["spec"], dict):
            check(entity["spec"], OBJECT, ("spec",), found)
        message = f"`{kind}` is not a kind that the catalog knows"
        found.append(Finding("unknown-kind", ("kind",), message, nearest_kind(kind)))
    elif version not in versions:
        message = f"`apiVersion` is {shown(version)}, which `{kind}` does not have"
        fix = f"write `{versions[0]}`"
        found.append(Finding("unknown-api-version", ("apiVersion",), message, fix))
    elif "spec" not in entity:
        message = "`spec` is missing"
        found.append(Finding("field-missing", ("spec",), message, "add `spec:`"))
    else:
        _spec(entity, found, newer=newer)


def _spec(entity: dict[str, Any], found: list[Finding], *, newer: bool) -> None:
    kind, spec = entity["kind"], entity["spec"]
    check(spec, spec_rule(kind, spec, newer=newer), ("spec",), found)
    if kind == "API" and not newer and isinstance(spec, dict) and spec.get("type") == "mcp-server":
        fix = f"add `definition:`, or {_SWITCH} to take such APIs"
        missing = ("spec", "definition")
        found[:] = [one._replace(fix=fix) if one.path == missing else one for one in found]


def nearest_kind(kind: str, known: Collection[str] = VERSIONS.keys()) -> str:
    """What to write instead of a kind that is not known."""
    if kind in NEWER_VERSIONS.keys() - known:
        return f"{_SWITCH} to take the kind"
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(kind.lower(), names, 1, 0.75)
    if near:
        return f"write `{names[near[0]]}`"
    return f"use one of {', '.join(sorted(known))}, or add the kind to `catalog.kinds`"


_LINKS = Items(OBJECT)
_PARTS: dict[str, Callable[[Any, list[Finding]], None]] = {
    "description": _description,
    "labels": _labels,
    "annotations": _annotations,
    "tags": _tags,
    "links": _links,
}
