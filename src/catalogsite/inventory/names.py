"""What people call a package, from its package URL."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl, unquote

ECOSYSTEMS = {
    "cargo": "Cargo",
    "composer": "Composer",
    "docker": "Container image",
    "gem": "RubyGems",
    "generic": "Runtime",
    "github": "GitHub Action",
    "golang": "Go",
    "helm": "Helm chart",
    "maven": "Maven",
    "npm": "npm",
    "nuget": "NuGet",
    "pypi": "PyPI",
    "terraform": "Terraform module",
}
"""The names of ecosystems by the type of their package URLs."""


def ecosystem_of(purl: str) -> str:
    """The type of a package URL: `npm` of pkg:npm/react."""
    return purl.removeprefix("pkg:").partition("/")[0]


def ecosystem_name(ecosystem: str) -> str:
    """The name of an ecosystem, by the type of its package URLs."""
    return ECOSYSTEMS.get(ecosystem, ecosystem)


def name_parts(purl: str) -> str:
    """The name of a package with slashes: its registry, where that is stated, and a path in it too."""
    _, _, path = purl.removeprefix("pkg:").partition("/")
    whole, _, inner = path.partition("#")
    name, _, qualifiers = whole.partition("?")
    registry = dict(parse_qsl(qualifiers)).get("repository_url", "")
    return "/".join(filter(None, (registry, unquote(name), unquote(inner))))


@lru_cache(maxsize=2**15)
def package_name(purl: str) -> str:
    """The name of a package as its ecosystem writes it: `@acme/ui`, `org.slf4j:slf4j-api`."""
    name = name_parts(purl)
    if ecosystem_of(purl) == "maven":
        group, slash, artifact = name.rpartition("/")
        return f"{group}:{artifact}" if slash else artifact
    return name
