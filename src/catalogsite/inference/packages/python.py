"""pyproject.toml, setup.cfg and requirements.txt: distributions and what they require."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from catalogsite.inference.inferred import Dependency, InferredLink, Package, Scope
from catalogsite.inference.manifest import Manifest, ManifestError, line_of, purl_of
from catalogsite.inference.packages.python_requirements import (
    ScopedRequirement,
    group_requirements,
    poetry_requirements,
    project_requirements,
)
from catalogsite.inference.packages.toml_files import key_lines, parse_toml

_SERVERS = frozenset(
    {"fastapi", "flask", "django", "starlette", "aiohttp", "uvicorn", "gunicorn", "grpcio"}
)
_LINK_TITLES = {
    "homepage": "Homepage", "home": "Homepage", "repository": "Repository",
    "source": "Repository", "sourcecode": "Repository", "code": "Repository",
    "github": "Repository", "gitlab": "Repository",
    "documentation": "Documentation", "docs": "Documentation", "changelog": "Changelog",
    "issues": "Issues", "issuetracker": "Issues", "bugtracker": "Issues", "tracker": "Issues",
}  # fmt: skip


class About(NamedTuple):
    """The metadata of a distribution."""

    name: str | None
    version: str | None
    description: str | None
    license: str | None
    urls: dict[str, str]
    tags: tuple[str, ...] = ()
    commands: bool = False


FILES = re.compile(r"pyproject\.toml|setup\.cfg|requirements[\w.-]*\.(?:txt|in)")


def parse(text: str, file: str) -> Manifest:
    """The content of one of the files."""
    name = file.rpartition("/")[2]
    if name == "pyproject.toml":
        return read_pyproject(text, file)
    return read_setup_cfg(text, file) if name == "setup.cfg" else read_requirements(text, file)


def manifests(parsed: Mapping[str, Manifest], _repository: str) -> Iterable[Manifest]:
    """The manifests as they are: none needs another one."""
    return parsed.values()


def read_pyproject(text: str, file: str) -> Manifest:
    """The content of a pyproject.toml: of its table `project`, or of Poetry's."""
    data = parse_toml(text)
    project = _table(data, "project")
    poetry = _table(data, "tool", "poetry")
    about = project or poetry
    required = [
        *project_requirements(project),
        *group_requirements(data),
        *poetry_requirements(poetry, key_lines(text)),
    ]
    commands = bool(_table(project, "scripts") or _table(poetry, "scripts"))
    described = About(
        name=_text(about.get("name")),
        version=_text(about.get("version")),
        description=_text(about.get("description")),
        license=_license(about.get("license")),
        urls=_pyproject_urls(project, poetry),
        tags=tuple(word for word in _items(about.get("keywords")) if isinstance(word, str)),
        commands=commands,
    )
    return _manifest(text, file, described, required)


def read_setup_cfg(text: str, file: str) -> Manifest:
    """The content of a setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None)
        raise ManifestError(line, "an INI file", error.message.splitlines()[0]) from error
    about = dict(parser["metadata"]) if parser.has_section("metadata") else {}
    required: list[ScopedRequirement] = [
        ScopedRequirement(line)
        for line in parser.get("options", "install_requires", fallback="").splitlines()
    ]
    if parser.has_section("options.extras_require"):
        for extra in parser["options.extras_require"].values():
            required += (ScopedRequirement(line, optional=True) for line in extra.splitlines())
    urls = {"homepage": about.get("url", "")}
    for line in about.get("project_urls", "").splitlines():
        key, _, url = line.partition("=")
        urls[key.strip()] = url.strip()
    described = About(
        name=_text(about.get("name")),
        version=_literal(about.get("version")),
        description=_text(about.get("description")),
        license=_text(about.get("license")),
        urls=urls,
        commands=parser.has_section("options.entry_points"),
    )
    return _manifest(text, file, described, required)


def read_requirements(text: str, file: str) -> Manifest:
    """The dependencies of a requirements file; options and links are left out."""
    scope = _scope_of(file)
    required = [
        ScopedRequirement(re.split(r"\s#|\s--hash", line)[0].rstrip("\\ "), scope)
        for line in text.splitlines()
        if not line.lstrip().startswith(("#", "-"))
    ]
    return Manifest(
        ecosystem="pypi",
        file=file,
        dependencies=tuple(_dependencies(required, text, file, None)),
        marks=_marks(required),
    )


def pypi_purl(name: str) -> str | None:
    """The purl of a Python distribution."""
    return purl_of("pypi", canonicalize_name(name))


def _manifest(text: str, file: str, about: About, required: list[ScopedRequirement]) -> Manifest:
    package = None
    if about.name and (purl := pypi_purl(about.name)):
        package = Package(
            purl=purl,
            name=about.name,
            version=about.version,
            file=file,
            line=line_of(text, "name"),
        )
    marks = set(_marks(required)) | ({"library"} if package else set())
    return Manifest(
        ecosystem="pypi",
        file=file,
        name=about.name,
        description=about.description,
        license=about.license,
        packages=(package,) if package else (),
        dependencies=tuple(_dependencies(required, text, file, package)),
        links=_links(about.urls),
        tags=about.tags,
        marks=frozenset(marks | ({"command"} if about.commands else set())),
    )


def _dependencies(
    required: Iterable[ScopedRequirement], text: str, file: str, package: Package | None
) -> Iterator[Dependency]:
    seen = set()
    for one in required:
        written = one.text.strip()
        try:
            requirement = Requirement(written)
        except InvalidRequirement:
            continue
        purl = pypi_purl(requirement.name)
        if purl is None or purl in seen or (package and purl == package.purl):
            continue
        seen.add(purl)
        yield Dependency(
            purl=purl,
            name=requirement.name,
            requirement=one.constraint or requirement.url or str(requirement.specifier) or None,
            scope=one.scope,
            optional=one.optional,
            file=file,
            line=one.line or line_of(text, written) or line_of(text, requirement.name),
            package=package.purl if package else None,
        )


def _pyproject_urls(project: dict[str, Any], poetry: dict[str, Any]) -> dict[str, str]:
    urls = {key: url for key, url in _table(project, "urls").items() if isinstance(url, str)}
    for key in ("homepage", "repository", "documentation"):
        if isinstance(poetry.get(key), str):
            urls.setdefault(key, poetry[key])
    return urls


def _links(urls: dict[str, str]) -> tuple[InferredLink, ...]:
    found: dict[str, InferredLink] = {}
    for key, url in urls.items():
        title = _LINK_TITLES.get(re.sub(r"[^a-z]", "", key.lower()))
        if title and url.startswith(("https://", "http://")):
            found.setdefault(title, InferredLink(title=title, url=url))
    return tuple(found.values())


def _marks(required: Iterable[ScopedRequirement]) -> frozenset[str]:
    names = {
        re.split(r"[^\w.-]", one.text.strip())[0].lower()
        for one in required
        if one.scope == "runtime" and not one.optional
    }
    return frozenset({"server"} if names & _SERVERS else ())


def _scope_of(file: str) -> Scope:
    name = file.rpartition("/")[2]
    if "test" in name:
        return "test"
    return "build" if re.search(r"dev|doc|lint|build", name) else "runtime"


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _license(value: Any) -> str | None:
    return _text(value.get("text") if isinstance(value, dict) else value)


def _literal(value: str | None) -> str | None:
    return None if value and value.startswith(("attr:", "file:")) else _text(value)


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
