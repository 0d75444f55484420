"""Terraform: modules, the modules and providers that they use, and tests of modules.

The rules are those of its documentation: https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.packages.terraform_modules.files import (
    ModuleCall,
    TerraformFile,
    parse_file,
)
from catalogsite.inference.packages.terraform_modules.sources import (
    module_purl,
    purl_in,
    registry_name,
)

FILES = re.compile(r".+\.tf(?:\.json)?|.+\.tftest(?:\.hcl|\.json)")

_OVERRIDE = re.compile(r"(?:.+_)?override\.tf(?:\.json)?")


def parse(text: str, file: str) -> TerraformFile:
    """The blocks of one file that name modules and providers. Raises ManifestError."""
    return parse_file(text, file)


class _Module(NamedTuple):
    """A folder with all its files in order of their paths."""

    folder: str
    files: tuple[TerraformFile, ...]

    def override(self, name: str, key: str) -> str | None:
        """What the last override file with that block says instead."""
        for file in reversed(self.files):
            if _OVERRIDE.fullmatch(posixpath.basename(file.path)):
                for call in file.calls:
                    if call.name == name and getattr(call, key) is not None:
                        return str(getattr(call, key))
        return None


def manifests(parsed: Mapping[str, TerraformFile], repository: str) -> Iterator[Manifest]:
    """The modules of a repository: each is a folder, and its first file states its packages."""
    folders: dict[str, list[TerraformFile]] = {}
    for path in sorted(parsed):
        folders.setdefault(_folder(path), []).append(parsed[path])
    modules = [_Module(folder, tuple(files)) for folder, files in folders.items()]
    used = {place for module in modules for place in _local(module)}
    for module in modules:
        packages = tuple(_packages(module, repository, used))
        for number, file in enumerate(module.files):
            yield Manifest(
                ecosystem="terraform",
                file=file.path,
                name=packages[0].name if packages and not number else None,
                packages=packages if not number else (),
                dependencies=tuple(_dependencies(file, module, repository, packages)),
            )


def _folder(path: str) -> str:
    """The folder of the module; tests lie in a folder `tests` of it, and are run from the module."""
    folder = posixpath.dirname(path)
    below = posixpath.basename(folder) == "tests" and ".tftest." in path
    return posixpath.dirname(folder) if below else folder


def _local(module: _Module) -> Iterator[str]:
    for file in module.files:
        for call in file.calls:
            if call.source and call.source.startswith(("./", "../")):
                yield posixpath.normpath(posixpath.join(module.folder, call.source))


def _packages(module: _Module, repository: str, used: Iterable[str]) -> Iterator[Package]:
    """A module that others can name: not one that keeps a state, and not an application of modules."""
    folder = module.folder
    shared = not folder or "modules" in folder.split("/") or folder in used
    if not shared or any(file.has_state for file in module.files):
        return
    file = module.files[0].path
    name = posixpath.basename(folder) or repository.rpartition("/")[2]
    published = registry_name(repository)
    if published:
        purl = purl_in(published, folder)
        if purl is not None:
            yield Package(purl=purl, name=name, file=file, line=1)
    purl = purl_in(repository, folder)
    if purl is not None:
        # At the top of another repository it may be how a program is run.
        private = not folder and published is None
        yield Package(purl=purl, name=name, file=file, line=1, private=private)


def _dependencies(
    file: TerraformFile, module: _Module, repository: str, packages: Sequence[Package]
) -> Iterator[Dependency]:
    own = packages[0].purl if packages else None
    for call in file.calls:
        source = module.override(call.name, "source") or call.source
        if call.source is None or source is None:
            continue
        found = module_purl(source, module.folder, repository)
        if found is None or found.purl in {package.purl for package in packages}:
            continue
        yield Dependency(
            purl=found.purl,
            name=found.name,
            requirement=found.ref or module.override(call.name, "version") or call.version,
            scope="test" if call.in_test else "runtime",
            file=file.path,
            line=call.line,
            package=own,
        )
    yield from (_provider(one, file.path, own) for one in file.providers)


def _provider(provider: ModuleCall, file: str, own: str | None) -> Dependency:
    # registry.terraform.io/hashicorp/aws is written hashicorp/aws too.
    parts = (provider.source or "").split("/")[-2:]
    name = "/".join(parts)
    return Dependency(
        purl=purl_in(name, "") or f"pkg:terraform/{parts[-1]}",
        name=name,
        requirement=provider.version,
        file=file,
        line=provider.line,
        package=own,
    )
