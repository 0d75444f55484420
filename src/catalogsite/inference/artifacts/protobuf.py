"""Protocol Buffers: the packages of .proto files, their imports, and modules of Buf with generated clients.

The rules are those of https://protobuf.dev/programming-guides/proto3/ and https://buf.build/docs/
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packageurl import PackageURL

from catalogsite.inference.artifacts.proto_statements import ProtoFile, read_proto
from catalogsite.inference.artifacts.purposes import is_ours, scope_of
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_of
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path

_BUF = re.compile(r"buf(?:\.gen(?:\.[\w-]+)?|\.work)?\.ya?ml")
_MANIFESTS = frozenset({"go.mod", "package.json"})
_OTHERS = re.compile(
    r"(?:google|grpc|buf|validate|envoy|opentelemetry|gogoproto|protoc_gen_openapiv2|xds|udpa|k8s"
    r"|cosmos|tendermint)(?:\..+)?"
)
_MODULE = re.compile(
    r"(?P<host>[\w-]+(?:\.[\w-]+)+)/(?P<owner>[\w-]+)/(?P<name>[\w-]+)(?::(?P<ref>[\w./-]+))?"
)
_GO = re.compile(
    r"^\s*(?:require\s+)?(?P<host>buf\.build)/gen/go/(?P<owner>[\w-]+)/(?P<name>[\w-]+)/\S+\s+(?P<ref>v\S+)"
)
_NPM = re.compile(r"@buf/(?P<owner>[\w-]+?)_(?P<name>[\w-]+)\.[\w-]+")

Parsed = ProtoFile | Document | tuple[Dependency, ...] | None


class _Module(NamedTuple):
    purl: str
    name: str
    ref: str | None


def may_hold(path: str) -> bool:
    """Whether a file is a .proto file, a setting of Buf, or may name a generated client."""
    name = path.rpartition("/")[2]
    return (
        name.endswith(".proto") or bool(_BUF.fullmatch(name)) or name in _MANIFESTS
    ) and is_ours(path)


def parse(text: str, file: str) -> Parsed:
    """The statements of a .proto file, the document of a setting, or the clients that a manifest names."""
    name = file.rpartition("/")[2]
    if name.endswith(".proto"):
        return read_proto(text)
    if name == "go.mod":
        return tuple(_go_clients(text, file))
    if name == "package.json":
        return tuple(_npm_clients(text, file)) if "@buf/" in text else ()
    return next((one for one in documents_of(text) if isinstance(one.data, dict)), None)


def manifests(parsed: Mapping[str, Parsed], _repository: RepositoryFiles) -> Iterator[Manifest]:
    """The packages and modules of each file, and those that it uses."""
    protos = {path: one for path, one in parsed.items() if isinstance(one, ProtoFile)}
    for path, one in parsed.items():
        if isinstance(one, ProtoFile):
            yield Manifest(
                ecosystem="protobuf",
                file=path,
                packages=tuple(_package(one, path)),
                dependencies=tuple(_imports(one, path, protos)),
            )
        elif isinstance(one, Document):
            yield Manifest(
                ecosystem="buf",
                file=path,
                packages=tuple(_modules(one, path)),
                dependencies=tuple(_used_modules(one, path)),
            )
        elif one:
            yield Manifest(ecosystem="buf", file=path, dependencies=one)


def package_purl(package: str) -> str:
    """The package URL of a package of Protocol Buffers."""
    return PackageURL("generic", "protobuf", package).to_string()


def _package(proto: ProtoFile, path: str) -> Iterator[Package]:
    if proto.package and proto.declares and not _OTHERS.fullmatch(proto.package):
        purl = package_purl(proto.package)
        yield Package(purl=purl, name=proto.package, file=path, line=proto.line)


def _imports(proto: ProtoFile, path: str, protos: Mapping[str, ProtoFile]) -> Iterator[Dependency]:
    for imported, line in proto.imports:
        package = _package_of(imported, path, protos)
        if package and package != proto.package and not _OTHERS.fullmatch(package):
            yield Dependency(
                purl=package_purl(package),
                name=package,
                scope=scope_of(path, "runtime"),
                file=path,
                line=line,
            )


def _package_of(imported: str, path: str, protos: Mapping[str, ProtoFile]) -> str | None:
    """The package of an imported file: as it states it, else as the folder of its path is named."""
    fitting = [one for one in protos if one == imported or one.endswith(f"/{imported}")]
    if fitting:
        # Of several files with this end, the one that shares most of its folders with ours.
        near = max(fitting, key=lambda one: (len(posixpath.commonprefix([one, path])), one))
        return protos[near].package
    return posixpath.dirname(imported).replace("/", ".") or None


def _modules(document: Document, path: str) -> Iterator[Package]:
    folder = posixpath.dirname(path)
    stated: list[tuple[Path, str]] = [(("name",), ".")]
    for number, entry in enumerate(items(document.data.get("modules"))):
        stated.append((("modules", number, "name"), text_of(mapping(entry).get("path")) or "."))
    for place, below in stated:
        value = _value(document, place)
        found = _module(value) if isinstance(value, str) else None
        if found is not None:
            inner = posixpath.normpath(posixpath.join(folder, below))
            yield Package(
                purl=found.purl,
                name=found.name,
                file=path,
                line=document.position(place).line,
                folder=None if inner.startswith("..") else inner.removeprefix("."),
            )


def _value(document: Document, place: Path) -> object:
    value: object = document.data
    for step in place:
        value = mapping(value).get(str(step)) if isinstance(step, str) else items(value)[step]
    return value


def _used_modules(document: Document, path: str) -> Iterator[Dependency]:
    stated: list[tuple[Path, object]] = [
        (("deps", number), one) for number, one in enumerate(items(document.data.get("deps")))
    ]
    for number, entry in enumerate(items(document.data.get("inputs"))):
        stated.append((("inputs", number, "module"), mapping(entry).get("module")))
    for place, value in stated:
        found = _module(value) if isinstance(value, str) else None
        if found is not None:
            yield _client(found, path, document.position(place).line)


def _module(text: str) -> _Module | None:
    found = _MODULE.fullmatch(text.strip())
    return _named(found["host"], found["owner"], found["name"], found["ref"]) if found else None


def _named(host: str, owner: str, name: str, ref: str | None) -> _Module:
    purl = PackageURL("generic", f"{host}/{owner}", name).to_string()
    return _Module(purl, f"{host}/{owner}/{name}", ref)


def _client(module: _Module, path: str, line: int | None) -> Dependency:
    return Dependency(
        purl=module.purl,
        name=module.name,
        requirement=module.ref,
        scope=scope_of(path, "runtime"),
        file=path,
        line=line,
    )


def _go_clients(text: str, path: str) -> Iterator[Dependency]:
    for number, line in enumerate(text.split("\n"), start=1):
        found = _GO.match(line)
        if found:
            yield _client(
                _named(found["host"], found["owner"], found["name"], found["ref"]), path, number
            )


def _npm_clients(text: str, path: str) -> Iterator[Dependency]:
    data = json.loads(text)
    for section in ("dependencies", "peerDependencies", "devDependencies"):
        for name, version in mapping(mapping(data).get(section)).items():
            found = _NPM.fullmatch(name)
            if found:
                before = text.find(f'"{name}"', max(text.find(f'"{section}"'), 0))
                line = text.count("\n", 0, before) + 1 if before >= 0 else None
                module = _named("buf.build", found["owner"], found["name"], text_of(version))
                yield _client(module, path, line)
