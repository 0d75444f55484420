"""What changed in the services of .proto files, and in the files as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.differ.protobuf.version import Declared
from catalogsite.apis.differ.worded_changes import change
from catalogsite.apis.formats.protobuf.declarations import Rpc, Service
from catalogsite.apis.formats.protobuf.options import http_bindings, is_deprecated
from catalogsite.model.api.change import ApiChange
from catalogsite.model.api.types import Place

_CODE_OPTIONS = (
    "go_package", "java_package", "java_outer_classname", "java_multiple_files",
    "csharp_namespace", "php_namespace", "php_class_prefix", "php_metadata_namespace",
    "ruby_package", "swift_prefix", "objc_class_prefix", "optimize_for",
    "cc_generic_services", "java_generic_services", "py_generic_services",
)  # fmt: skip


def file_changes(was: Declared, now: Declared) -> Iterator[ApiChange]:
    """The changes of the package, the syntax and the options of the root."""
    place = Place()
    old, new = was.root, now.root
    if old.package != new.package:
        yield change("proto-package-changed", "the package", "", place, old.package, new.package)
    before, after = old.edition or old.syntax, new.edition or new.syntax
    if before != after:
        yield change("proto-syntax-changed", "the syntax", "", place, before, after)
    for name in _CODE_OPTIONS:
        values = [str(one.options.get(name, "not set")) for one in (old, new)]
        if values[0] != values[1]:
            yield change("proto-file-option-changed", f"the option `{name}`", "", place, *values)


def service_changes(was: Declared, now: Declared) -> Iterator[ApiChange]:
    """The changes of all services and their rpcs."""
    for key, (file, old) in was.services.items():
        if key not in now.services:
            place = Place(file=file, line=old.line)
            yield change("proto-service-removed", f"the service `{key}`", "", place)
            continue
        new_file, new = now.services[key]
        yield from _rpc_changes(key, (file, old), (new_file, new), was, now)
    for key, (file, new) in now.services.items():
        if key not in was.services:
            place = Place(file=file, line=new.line)
            yield change("proto-service-added", f"the service `{key}`", "", place)


def _rpc_changes(
    key: str, old: tuple[int, Service], new: tuple[int, Service], was: Declared, now: Declared
) -> Iterator[ApiChange]:
    before = {one.name: one for one in old[1].rpcs}
    after = {one.name: one for one in new[1].rpcs}
    for name, rpc in before.items():
        if name not in after:
            gone = is_deprecated(rpc.options) or is_deprecated(old[1].options)
            rule = "proto-deprecated-rpc-removed" if gone else "proto-rpc-removed"
            place = Place(file=old[0], line=rpc.line)
            yield change(rule, f"`{key}.{name}`", _subject(old[1], rpc, was), place)
            continue
        place = Place(file=new[0], line=after[name].line)
        subject = _subject(new[1], after[name], now)
        for rule, one, two in _differences(
            (rpc, old[1].full_name), (after[name], new[1].full_name), was, now
        ):
            yield change(rule, f"`{key}.{name}`", subject, place, one, two)
    for name, rpc in after.items():
        if name not in before:
            place = Place(file=new[0], line=rpc.line)
            yield change("proto-rpc-added", f"`{key}.{name}`", _subject(new[1], rpc, now), place)


def _subject(service: Service, rpc: Rpc, version: Declared) -> str:
    short = f"rpc-{service.name}.{rpc.name}"
    return short if short in version.operations else f"rpc-{service.full_name}.{rpc.name}"


def _differences(
    old: tuple[Rpc, str], new: tuple[Rpc, str], was: Declared, now: Declared
) -> Iterator[tuple[str, str, str]]:
    """Rule, before and after of each difference between two versions of an rpc."""
    (one, scope), (two, new_scope) = old, new
    pairs = {
        "proto-request-changed": (
            was.type_key(one.request, scope),
            now.type_key(two.request, new_scope),
        ),
        "proto-response-changed": (
            was.type_key(one.response, scope),
            now.type_key(two.response, new_scope),
        ),
        "proto-streaming-changed": (_streams(one), _streams(two)),
        "proto-http-changed": (_http(one), _http(two)),
        "proto-idempotency-changed": (_idempotency(one), _idempotency(two)),
    }
    for rule, (before, after) in pairs.items():
        if before != after:
            yield rule, before, after
    if is_deprecated(one.options) != is_deprecated(two.options):
        deprecated = is_deprecated(two.options)
        yield "proto-deprecated" if deprecated else "proto-not-deprecated", "", ""


def _streams(rpc: Rpc) -> str:
    sides = {"requests": rpc.request_streams, "responses": rpc.response_streams}
    return " and ".join(side for side, streams in sides.items() if streams) or "nothing"


def _http(rpc: Rpc) -> str:
    return ", ".join(f"{method} {path}" for method, path in http_bindings(rpc.options)) or "nothing"


def _idempotency(rpc: Rpc) -> str:
    return str(rpc.options.get("idempotency_level", "IDEMPOTENCY_UNKNOWN"))
