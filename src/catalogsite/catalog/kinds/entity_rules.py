"""The rules for a valid entity: envelope, metadata, kind and spec."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from catalogsite.catalog.annotations.locations import OVERWRITTEN
from catalogsite.catalog.kinds import formats
from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS, VERSIONS, spec_rule, versions_of
from catalogsite.catalog.kinds.shapes import OBJECT, STRING, STRINGS, Items, Text, check
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss, nearest
from catalogsite.problems.value_text import path_text, value_text, with_article
from catalogsite.yaml12.documents import Path

_TOP_LEVEL = frozenset({"apiVersion", "kind", "metadata", "spec"})
_COMPUTED = frozenset({"relations", "status"})
_OPTIONAL_TEXTS = ("title", "uid", "etag")
NAME_FORM = "letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends"
LABEL_FORM = "lower case letters and digits joined by `-`, at most 63"
TAG_FORM = "lower case letters, digits, `:`, `+` and `#` joined by single `-`, at most 63"
KEY_FORM = "a name, or a DNS name in lower case, `/`, and a name"


def check_entity(entity: dict[str, Any], *, ai_model: bool = False) -> list[Finding]:
    """The findings about an entity; an empty list means that the catalog accepts it.

    `ai_model` adds the kinds of Backstage's module `ai-model`.
    """
    found: list[Finding] = []
    _top_level(entity, found)
    _api_version(entity, found)
    _kind(entity, found)
    metadata = entity.get("metadata")
    if isinstance(metadata, dict):
        _metadata(metadata, found)
    elif "metadata" not in entity:
        found.append(_missing(("metadata",), "metadata"))
    else:
        check(metadata, OBJECT, ("metadata",), found)
    if not found:
        _check_kind(entity, found, ai_model=ai_model)
    elif "spec" in entity and not isinstance(entity["spec"], dict):
        check(entity["spec"], OBJECT, ("spec",), found)
    elif isinstance(entity.get("spec"), dict) and _is_known(entity.get("kind"), ai_model=ai_model):
        _spec(entity, found, ai_model=ai_model)
    return found


def _is_known(kind: object, *, ai_model: bool) -> bool:
    return isinstance(kind, str) and kind in versions_of(ai_model=ai_model)


def _top_level(entity: dict[str, Any], found: list[Finding]) -> None:
    for key in entity.keys() - _TOP_LEVEL:
        if key in _COMPUTED:
            found.append(finding("root-field", (key,), "computed"))
        else:
            found.append(finding("root-field", (key,), suggestion=nearest(key, _TOP_LEVEL)))


def _api_version(entity: dict[str, Any], found: list[Finding]) -> None:
    if not _text(entity, "apiVersion", (), found):
        return
    if not formats.is_api_version(entity["apiVersion"]):
        version = value_text(entity["apiVersion"])
        found.append(finding("api-version-format", ("apiVersion",), value=version))


def _kind(entity: dict[str, Any], found: list[Finding]) -> None:
    if _text(entity, "kind", (), found) and not formats.is_kind(entity["kind"]):
        known, value = VERSIONS.keys(), entity["kind"]
        found.append(
            finding(
                "kind-format",
                ("kind",),
                value=value_text(value),
                known=_listed(known),
                suggestion=near_miss(value, known),
            )
        )


def _text(parent: dict[str, Any], key: str, path: Path, found: list[Finding]) -> bool:
    """Whether a required field is a non-empty string."""
    value = parent.get(key)
    if type(value) is str and value:
        return True
    if key not in parent:
        found.append(_missing((*path, key), key))
    else:
        check(value, STRING, (*path, key), found)
    return False


def _metadata(metadata: dict[str, Any], found: list[Finding]) -> None:
    path: Path = ("metadata",)
    if _text(metadata, "name", path, found) and not formats.is_name(metadata["name"]):
        found.append(_malformed_name((*path, "name"), metadata["name"]))
    if "namespace" in metadata and _text(metadata, "namespace", path, found):
        namespace = metadata["namespace"]
        if not formats.is_namespace(namespace):
            found.append(
                finding(
                    "namespace-format",
                    (*path, "namespace"),
                    value=value_text(namespace),
                    form=LABEL_FORM,
                    suggestion=formats.suggest_label(namespace) or None,
                )
            )
    for key in _OPTIONAL_TEXTS:
        if key in metadata:
            check(metadata[key], STRING, (*path, key), found)
    for key, rule in _PARTS.items():
        if key in metadata:
            rule(metadata[key], found)


def _missing(path: Path, key: str) -> Finding:
    return finding("field-missing", path, key=key, entry=f"{key}:")


def _malformed_name(path: Path, name: str) -> Finding:
    if len(name) > formats.MAX_LENGTH:
        return finding("name-format", path, "too-long", length=len(name))
    better = formats.suggest_name(name) or None
    return finding("name-format", path, value=value_text(name), form=NAME_FORM, suggestion=better)


def _description(value: Any, found: list[Finding]) -> None:
    check(value, Text(empty=True), ("metadata", "description"), found)


def _labels(value: Any, found: list[Finding]) -> None:
    path: Path = ("metadata", "labels")
    _map_of_strings(value, path, found)
    if not isinstance(value, dict):
        return
    for key, text in value.items():
        if isinstance(text, str) and not formats.is_label_value(text):
            found.append(
                finding(
                    "label-format",
                    (*path, key),
                    "value",
                    key=key,
                    value=value_text(text),
                    form=NAME_FORM,
                    suggestion=formats.suggest_name(text) or None,
                )
            )


def _annotations(value: Any, found: list[Finding]) -> None:
    if not value and not isinstance(value, dict | list):
        return
    _map_of_strings(value, ("metadata", "annotations"), found)


def _map_of_strings(value: Any, path: Path, found: list[Finding]) -> None:
    if not isinstance(value, dict):
        check(value, OBJECT, path, found)
        return
    for key, text in value.items():
        if not formats.is_prefixed_name(key):
            found.append(_malformed_key(path, key))
        # The catalog overwrites two annotations, whatever their value.
        if type(text) is not str and not (path[-1] == "annotations" and key in OVERWRITTEN):
            check(text, Text(empty=True), (*path, key), found)


def _malformed_key(path: Path, key: str) -> Finding:
    at, shown, field = (*path, key), value_text(key), path_text(path)
    if path[-1] == "labels":
        return finding("label-format", at, "key", field=field, key=shown, form=KEY_FORM)
    return finding("annotation-format", at, field=field, key=shown, form=KEY_FORM)


def _tags(value: Any, found: list[Finding]) -> None:
    path: Path = ("metadata", "tags")
    if not isinstance(value, list):
        check(value, STRINGS, path, found)
        return
    for index, tag in enumerate(value):
        if not isinstance(tag, str):
            check(tag, STRING, (*path, index), found)
        elif not formats.is_tag(tag):
            shown, better = value_text(tag), formats.suggest_tag(tag) or None
            at = (*path, index)
            found.append(finding("tag-format", at, value=shown, form=TAG_FORM, suggestion=better))


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
            whole = f"https://{link['url'].strip()}"
            better = whole if "." in whole.split("/")[2] and formats.is_url(whole) else None
            shown = value_text(link["url"])
            found.append(finding("link-url", (*at, "url"), value=shown, suggestion=better))
        for key in ("title", "icon", "type"):
            if key in link:
                _link_text(link[key], key, at, found)


def _link_text(value: Any, key: str, at: Path, found: list[Finding]) -> None:
    check(value, STRING, (*at, key), found)
    if key != "type" and isinstance(value, str) and value and formats.is_blank(value):
        found.append(finding("field-empty", (*at, key), "blank", noun=with_article(key)))


def _check_kind(entity: dict[str, Any], found: list[Finding], *, ai_model: bool) -> None:
    kind, version = entity["kind"], entity["apiVersion"]
    versions = versions_of(ai_model=ai_model).get(kind)
    if versions is None:
        if "spec" in entity and not isinstance(entity["spec"], dict):
            check(entity["spec"], OBJECT, ("spec",), found)
        found.append(unknown_kind(kind))
    elif version not in versions:
        shown, expected = value_text(version), versions[0]
        at: Path = ("apiVersion",)
        found.append(finding("unknown-api-version", at, value=shown, kind=kind, expected=expected))
    elif "spec" not in entity:
        found.append(_missing(("spec",), "spec"))
    else:
        _spec(entity, found, ai_model=ai_model)


def _spec(entity: dict[str, Any], found: list[Finding], *, ai_model: bool) -> None:
    kind, spec = entity["kind"], entity["spec"]
    check(spec, spec_rule(kind, spec, ai_model=ai_model), ("spec",), found)
    if (
        kind == "API"
        and not ai_model
        and isinstance(spec, dict)
        and spec.get("type") == "mcp-server"
    ):
        missing: Path = ("spec", "definition")
        better = finding("field-missing", missing, "mcp-definition")
        found[:] = [better if one.path == missing else one for one in found]


def unknown_kind(kind: str, known: Collection[str] = VERSIONS.keys()) -> Finding:
    """The finding about a kind that is not among the known ones.

    A misspelled one is an error of the author; any other may belong to a plugin.
    """
    if kind in AI_MODEL_VERSIONS.keys() - known:
        return finding("unknown-kind", ("kind",), "ai-model", kind=kind)
    similar = near_miss(kind, known)
    if similar is None:
        return finding("unknown-kind", ("kind",), "foreign", kind=kind, known=_listed(known))
    return finding("unknown-kind", ("kind",), kind=kind, suggestion=similar)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


_LINKS = Items(OBJECT)
_PARTS: dict[str, Callable[[Any, list[Finding]], None]] = {
    "description": _description,
    "labels": _labels,
    "annotations": _annotations,
    "tags": _tags,
    "links": _links,
}
