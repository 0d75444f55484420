"""package.json: packages, workspaces, dependencies and links of npm projects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from catalogsite.inference.inferred import Dependency, InferredLink, Package, Scope
from catalogsite.inference.manifest import Manifest, ManifestError, line_of, purl_of
from catalogsite.model.text.unicode import replace_surrogates

FILES = re.compile(r"package\.json")

_SCOPES: Mapping[str, Scope] = {
    "dependencies": "runtime",
    "peerDependencies": "runtime",
    "optionalDependencies": "runtime",
    "devDependencies": "build",
}


def manifests(parsed: Mapping[str, Manifest], _repository: str) -> Iterable[Manifest]:
    """The manifests as they are: none needs another one."""
    return parsed.values()


def parse(text: str, file: str) -> Manifest:
    """The package, dependencies and links of a package.json."""
    try:
        data = replace_surrogates(json.loads(text))
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, "JSON", error.msg) from error
    if not isinstance(data, dict):
        raise ManifestError(1, "a package.json", "it is not an object")
    name = _text(data.get("name"))
    package = _package(data, name, text, file) if name else None
    return Manifest(
        ecosystem="npm",
        file=file,
        name=name,
        description=_text(data.get("description")),
        license=_text(data.get("license")),
        packages=(package,) if package else (),
        dependencies=_dependencies(data, text, file, package),
        links=_links(data),
        tags=tuple(word for word in _items(data.get("keywords")) if isinstance(word, str)),
        marks=_marks(data),
    )


def _package(data: dict[str, Any], name: str, text: str, file: str) -> Package | None:
    purl = purl_of("npm", name)
    if purl is None:
        return None
    return Package(
        purl=purl,
        name=name,
        version=_text(data.get("version")),
        file=file,
        line=line_of(text, '"name"'),
        private=data.get("private") is True,
    )


def _dependencies(
    data: dict[str, Any], text: str, file: str, package: Package | None
) -> tuple[Dependency, ...]:
    found: dict[str, Dependency] = {}
    for key, scope in _SCOPES.items():
        for name, requirement in _mapping(data.get(key)).items():
            real, wanted = _alias(name, _text(requirement))
            purl = purl_of("npm", real)
            if real in found or purl is None or real.startswith("."):
                continue
            found[real] = Dependency(
                purl=purl,
                name=real,
                requirement=wanted,
                scope=scope,
                optional=key == "optionalDependencies",
                file=file,
                line=line_of(text, f'"{name}"', after=f'"{key}"'),
                package=package.purl if package else None,
            )
    return tuple(found.values())


def _alias(name: str, requirement: str | None) -> tuple[str, str | None]:
    # `"old": "npm:@acme/new@^2"` installs @acme/new.
    if requirement and requirement.startswith("npm:"):
        real, at, wanted = requirement[4:].rpartition("@")
        return (real, wanted) if at and real else (requirement[4:], None)
    # `"old": "workspace:@acme/new@*"` is a package of the workspace; so is `workspace:^1`.
    if requirement and requirement.startswith("workspace:"):
        real, at, wanted = requirement.removeprefix("workspace:").rpartition("@")
        if at and real:
            return real, wanted
    return name, requirement


def _links(data: dict[str, Any]) -> tuple[InferredLink, ...]:
    repository = data.get("repository")
    found = {
        "Homepage": _text(data.get("homepage")),
        "Repository": _clone_page(_url(repository)),
        "Issues": _url(data.get("bugs")),
    }
    return tuple(
        InferredLink(title=title, url=url)
        for title, url in found.items()
        if url and url.startswith(("https://", "http://"))
    )


def _url(value: Any) -> str | None:
    return _text(value.get("url") if isinstance(value, dict) else value)


def _clone_page(url: str | None) -> str | None:
    if url is None:
        return None
    for short, host in (("github:", "github.com"), ("gitlab:", "gitlab.com")):
        if url.startswith(short):
            return f"https://{host}/{url.removeprefix(short)}"
    url = url.removeprefix("git+").removesuffix(".git")
    if url.startswith("git://"):
        return "https://" + url.removeprefix("git://")
    return url if "://" in url or url.count("/") != 1 else f"https://github.com/{url}"


def _marks(data: dict[str, Any]) -> frozenset[str]:
    names = {name for key in _SCOPES for name in _mapping(data.get(key))}
    marks = set()
    if names & {"express", "fastify", "koa", "@nestjs/core", "@hapi/hapi", "hono"}:
        marks.add("server")
    if names & {"react-dom", "vue", "svelte", "@angular/core", "next", "nuxt", "astro", "gatsby"}:
        marks.add("browser")
    if any(key in data for key in ("main", "module", "exports", "types")):
        marks.add("library")
    if data.get("bin"):
        marks.add("command")
    if data.get("workspaces"):
        marks.add("workspace")
    if data.get("private") is True:
        marks.add("private")
    return frozenset(marks)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
