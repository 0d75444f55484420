""".NET projects that run: web applications and workers, and what an Aspire application host says of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalogsite.inference.manifest import ManifestError
from catalogsite.inference.packages.xml_files import Element, parse_xml
from catalogsite.inference.services.units import Need, Unit

_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_HOST_CODE = re.compile(r"(?:.*/)?[^/]*AppHost[^/]*/(?:Program|AppHost)\.cs", re.IGNORECASE)
_RUNS = re.compile(r"Microsoft\.NET\.Sdk\.(?:Web|Worker)(?:/|$)")
_HOST = re.compile(r"Aspire\.AppHost\.Sdk(?:/|$)")
_TEST = re.compile(r"(?:^|[._-])(?:\w*tests?|specs?)$", re.IGNORECASE)

_IMAGES: Mapping[str, str] = {
    "elasticsearch": "elasticsearch", "garnet": "redis", "kafka": "kafka", "mongodb": "mongo",
    "mysql": "mysql", "nats": "nats", "oracle": "oracle-free", "postgres": "postgres",
    "postgresql": "postgres", "qdrant": "qdrant", "rabbitmq": "rabbitmq", "redis": "redis",
    "sqlserver": "mcr.microsoft.com/mssql/server", "valkey": "valkey",
}  # fmt: skip
"""The image of each resource that a host adds, by the last part of its package or method."""

_CLIENTS: Mapping[str, str] = {
    "confluent.kafka": "kafka", "elastic": "elasticsearch", "microsoft.data.sqlclient": "sqlserver",
    "microsoft.entityframeworkcore.sqlserver": "sqlserver", "mongodb": "mongodb", "mysqlconnector": "mysql",
    "nats": "nats", "npgsql": "postgresql", "azure.npgsql": "postgresql", "oracle": "oracle",
    "pomelo": "mysql", "qdrant": "qdrant", "rabbitmq": "rabbitmq", "stackexchange.redis": "redis",
}  # fmt: skip
"""The resource that a client package of Aspire talks to, by the beginning of its name."""

_ADDED = re.compile(r'\bAdd(\w{1,60})(?:<\s*Projects\.(\w{1,120})\s*>)?\(\s*"([^"\\\n]{1,80})"')
_VARIABLE = re.compile(r"(?:\bvar|\b[A-Z][\w.<>]*)\s+(\w+)\s*=\s*(\w+)?")
_RECEIVER = re.compile(r"\s*(\w+)\s*\.")
_USED = re.compile(r"\b(?:WithReference|WaitFor)\(\s*(\w+)|\b(\w+)\.GetEndpoint\(")


class _Project(NamedTuple):
    file: str
    folder: str
    stem: str
    line: int
    sdk: str
    packages: tuple[tuple[str, int], ...]
    clients: tuple[tuple[str, int], ...]
    references: tuple[tuple[str, int], ...]


def is_dotnet(path: str) -> bool:
    """Whether a file is a project, or the program of an application host."""
    return path.endswith(_PROJECTS) or _HOST_CODE.fullmatch(path) is not None


def read_dotnet(texts: Mapping[str, str]) -> Iterator[Unit]:
    """What the projects of a repository run, and the stores that an application host adds.

    Where the program of the host can be read, names and needs are those that it gives.
    """
    projects = {one.file: one for one in _projects(texts)}
    hosts = [one for one in projects.values() if _HOST.match(one.sdk)]
    running = {one.file: one for one in projects.values() if _runs(one)}
    for host in hosts:
        running.update(
            (path, projects[path])
            for path, _ in host.references
            if path in projects and not _TEST.search(projects[path].stem)
        )
    programs = [(path, text) for path, text in texts.items() if path.endswith(".cs")]
    named = [unit for path, text in programs for unit in _program(path, text, running.values())]
    yield from named
    placed = {unit.folder for unit in named}
    stores = [] if named else list(_hosted(hosts))
    yield from stores
    for one in running.values():
        if one.folder not in placed:
            yield _unit(one, projects, running, stores)


def _projects(texts: Mapping[str, str]) -> Iterator[_Project]:
    for path, text in texts.items():
        if not path.endswith(_PROJECTS):
            continue
        try:
            root = parse_xml(text.lstrip("\ufeff"))
        except ManifestError:
            continue
        folder, _, name = path.rpartition("/")
        yield _Project(
            file=path,
            folder=folder,
            stem=name.rpartition(".")[0],
            line=root.line,
            sdk=root.attributes.get("Sdk", ""),
            packages=tuple(_included(root, "PackageReference")),
            clients=tuple(_clients(root, folder)),
            references=tuple(
                (_joined(folder, one), line) for one, line in _included(root, "ProjectReference")
            ),
        )


def _clients(root: Element, folder: str) -> Iterator[tuple[str, int]]:
    """The Protocol Buffers files of other folders whose services a project calls."""
    for one in root.all("ItemGroup", "Protobuf"):
        if one.attributes.get("GrpcServices", "Both") in {"Client", "Both"}:
            path = _joined(folder, one.attributes.get("Include", ""))
            if not path.startswith(f"{folder}/"):
                yield path, one.line


def _included(root: Element, name: str) -> Iterator[tuple[str, int]]:
    for one in root.all("ItemGroup", name):
        if included := one.attributes.get("Include", "").strip():
            yield included, one.line


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))


def _runs(one: _Project) -> bool:
    return _RUNS.match(one.sdk) is not None and not _TEST.search(one.stem)


def _name(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")


def _unit(
    one: _Project,
    projects: Mapping[str, _Project],
    running: Mapping[str, _Project],
    stores: Iterable[Unit],
) -> Unit:
    """A project that runs, with the stores and projects that it or a library of it uses."""
    known = {store.image: store.name for store in stores}
    needs: list[Need] = []
    seen, waiting = {one.file}, [one]
    while waiting:
        project = waiting.pop()
        for package, line in project.packages:
            target = known.get(_IMAGES.get(_client(package), ""))
            if target:
                needs.append(Need(target, project.file, line))
        for path, line in project.clients:
            owner = next((p for p in running.values() if path.startswith(f"{p.folder}/")), one)
            if owner is not one:
                needs.append(Need(_name(owner.stem), project.file, line))
        for path, line in project.references:
            if path in running and path != one.file:
                needs.append(Need(_name(running[path].stem), project.file, line))
            elif path in projects and path not in seen:
                seen.add(path)
                waiting.append(projects[path])
    return Unit(
        name=_name(one.stem), file=one.file, line=one.line, folder=one.folder, needs=tuple(needs)
    )


def _client(package: str) -> str:
    plain = package.lower().removeprefix("aspire.")
    if plain == package.lower():
        return ""
    found = (key for key in _CLIENTS if plain == key or plain.startswith(f"{key}."))
    return _CLIENTS.get(next(found, ""), "")


def _hosted(hosts: Iterable[_Project]) -> Iterator[Unit]:
    """The stores whose packages a host uses, by the names of the packages."""
    for host in hosts:
        for package, line in host.packages:
            kind = package.lower().rpartition("aspire.hosting.")[2]
            if image := _IMAGES.get(kind):
                yield Unit(name=kind, file=host.file, line=line, image=image)


def _program(path: str, text: str, projects: Iterable[_Project]) -> Iterator[Unit]:
    """The units that the program of a host adds: each statement that adds one, and what it refers to."""
    by_symbol = {re.sub(r"\W", "_", one.stem).lower(): one for one in projects}
    variables: dict[str, str] = {}
    units: dict[str, Unit] = {}
    needs: dict[str, list[Need]] = {}
    for line, statement in _statements(text):
        added = _ADDED.search(statement)
        variable = _VARIABLE.search(statement[: added.start()] if added else statement)
        receiver = _RECEIVER.match(statement)
        name = variables.get(receiver[1]) if receiver and not variable else None
        if added:
            at = line + statement.count("\n", 0, added.start())
            unit = _added(added, path, at, by_symbol)
            if unit is not None:
                units.setdefault(unit.name, unit)
                name = unit.name
            elif variable and variable[2] in variables:
                # A database of a server: whoever uses it uses the server.
                name = variables[variable[2]]
        if variable and name:
            variables[variable[1]] = name
        if name is None:
            continue
        for used in _USED.finditer(statement):
            target = variables.get(used[1] or used[2])
            if target and target != name:
                place = line + statement.count("\n", 0, used.start())
                needs.setdefault(name, []).append(Need(target, path, place))
    for name, one in units.items():
        yield one._replace(needs=tuple(needs.get(name, ())))


def _added(
    found: re.Match[str], path: str, line: int, projects: Mapping[str, _Project]
) -> Unit | None:
    method, symbol, name = found[1].lower(), (found[2] or "").lower(), found[3].lower()
    if method == "project" and symbol in projects:
        return Unit(name=name, file=path, line=line, folder=projects[symbol].folder)
    image = _IMAGES.get(method)
    return Unit(name=name, file=path, line=line, image=image) if image else None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with the line of its start, without comments of one line."""
    plain = re.sub(r"(?m)(?<![:\"])//[^\n]*$", "", text)
    line = 1
    for part in plain.split(";"):
        start = len(part) - len(part.lstrip())
        yield line + part.count("\n", 0, start), part.lstrip()
        line += part.count("\n")
