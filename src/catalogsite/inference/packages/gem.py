"""RubyGems and Bundler: gems, what they depend on, and what a Gemfile installs.

The rules are those of their guides: https://guides.rubygems.org/ and https://bundler.io/man/gemfile.5.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from catalogsite.inference.inferred import Dependency, InferredLink, Package
from catalogsite.inference.manifest import Manifest, purl_of
from catalogsite.inference.packages.ruby.gem_files import (
    GemFile,
    GemReference,
    read_gemfile,
    read_gemspec,
)

FILES = re.compile(r"Gemfile|gems\.rb|.+\.gemspec")

_SERVERS = frozenset({"rails", "sinatra", "hanami", "puma", "roda", "grape"})
_LINKS = {"homepage": "Homepage", "homepage_uri": "Homepage", "source_code_uri": "Repository",
          "documentation_uri": "Documentation", "bug_tracker_uri": "Issues", "changelog_uri": "Changelog"}  # fmt: skip


def parse(text: str, file: str) -> GemFile:
    """The content of a Gemfile or a gemspec. Raises ManifestError."""
    return read_gemspec(text, file) if file.endswith(".gemspec") else read_gemfile(text, file)


def manifests(parsed: Mapping[str, GemFile], _repository: str) -> Iterator[Manifest]:
    """The gem of each gemspec with its dependencies, and what each Gemfile adds to them."""
    specs = {path: file for path, file in parsed.items() if path.endswith(".gemspec")}
    for path, file in parsed.items():
        if path in specs:
            yield _gem(file)
        else:
            yield _bundle(file, specs)


def _gem(file: GemFile) -> Manifest:
    purl = purl_of("gem", file.name) if file.name else None
    packages: tuple[Package, ...] = ()
    if file.name and purl:
        version = file.about.get("version")
        packages = (
            Package(purl=purl, name=file.name, version=version, file=file.path, line=file.line),
        )
    links = {title: file.about[key] for key, title in _LINKS.items() if key in file.about}
    return Manifest(
        ecosystem="gem",
        file=file.path,
        name=file.name,
        description=file.about.get("summary"),
        license=file.about.get("license"),
        packages=packages,
        dependencies=tuple(_dependencies(file.references, file.path, purl)),
        links=tuple(
            InferredLink(title=title, url=url)
            for title, url in links.items()
            if url.startswith(("https://", "http://"))
        ),
        marks=frozenset({"command"} if "executables" in file.about else {"library"}),
    )


def _bundle(file: GemFile, specs: Mapping[str, GemFile]) -> Manifest:
    folder = posixpath.dirname(file.path)
    own: str | None = None
    known: set[str] = set()
    added: list[GemReference] = []
    for place, line in file.gemspecs:
        named = posixpath.normpath(posixpath.join(folder, place))
        for spec in _specs_in("" if named == "." else named, specs):
            if posixpath.dirname(spec.path) == folder:
                own = purl_of("gem", spec.name or "")
                known |= {one.name for one in spec.references}
            elif spec.name:
                added.append(GemReference(spec.name, None, line))
    # The gemspec beside it states the requirement; the Gemfile only says where the gem comes from.
    wanted = [*added, *(one for one in file.references if one.name not in known)]
    wanted.sort(key=lambda one: one.line)
    server = any(one.name in _SERVERS and one.scope == "runtime" for one in wanted)
    return Manifest(
        ecosystem="gem",
        file=file.path,
        dependencies=tuple(_dependencies(wanted, file.path, own)),
        marks=frozenset({"server"} if server else ()),
    )


def _specs_in(folder: str, specs: Mapping[str, GemFile]) -> Iterator[GemFile]:
    for path, spec in specs.items():
        if posixpath.dirname(path) == folder:
            yield spec


def _dependencies(
    references: Sequence[GemReference], file: str, package: str | None
) -> Iterator[Dependency]:
    for one in references:
        purl = purl_of("gem", one.name)
        if purl is not None and purl != package:
            yield Dependency(
                purl=purl,
                name=one.name,
                requirement=one.requirement,
                scope=one.scope,
                optional=one.optional,
                condition=one.condition,
                file=file,
                line=one.line,
                package=package,
            )
