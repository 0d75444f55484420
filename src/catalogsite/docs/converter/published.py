"""What one documentation publishes beside its pages, and what its pages can link to."""

from __future__ import annotations

import posixpath
import re

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.linking.site import Site
from catalogsite.docs.converter.redirects import former_files
from catalogsite.docs.converter.sanitiser.svg import unsafe_part
from catalogsite.docs.converter.workspace import Conversion, only_page
from catalogsite.docs.file_kinds import is_drawing, is_published, is_shown
from catalogsite.docs.file_paths import below, join, relative_to
from catalogsite.docs.mount import is_page
from catalogsite.paths.inner_path import is_inner_path
from catalogsite.problems.create import problem

_OUTSIDE = "_files/"


def published_files(conversion: Conversion, engine: Engine) -> dict[str, str]:
    """Address to file of the tree, for every file that may be published beside the pages.

    A problem for each drawing that may not.
    """
    assets = dict(engine.assets)
    known = set(assets.values())
    for path in conversion.manifest.files:
        address = _OUTSIDE + _without_dots(conversion.in_repository(path))
        if path not in known and is_shown(path) and is_inner_path(address):
            while address in assets:
                address = f"{_OUTSIDE}_{address[len(_OUTSIDE) :]}"
            assets[address] = path
    return {
        address: path
        for address, path in assets.items()
        if is_published(path) and (not is_drawing(path) or _publishable(conversion, path))
    }


def _without_dots(path: str) -> str:
    """The path without hidden folders, which some hosts of static sites leave out."""
    return re.sub(r"(^|/)\.", r"\1_", path)


def _publishable(conversion: Conversion, path: str) -> bool:
    part = unsafe_part(conversion.store.get(conversion.manifest.files[path].blob))
    if part is None:
        return True
    conversion.problems.append(problem("docs-svg", at=conversion.location(path), part=part))
    return False


def site_of(
    conversion: Conversion, engine: Engine, assets: dict[str, str], moved: dict[str, str]
) -> Site:
    """What the pages can link to, with these assets and former addresses."""
    manifest, in_repository = conversion.manifest, conversion.in_repository
    addresses = {path: address for address, path in assets.items()}
    addresses |= former_files(conversion, moved)
    addresses |= {source.file: source.path for source in engine.sources}
    addresses = _plain_names(conversion, addresses) | addresses
    by_file = {in_repository(path): address for path, address in addresses.items()}
    for source in engine.sources:
        # Where a page is a symbolic link, links to the file itself lead to the page.
        if target := manifest.files[source.file].target:
            by_file.setdefault(target, source.path)
    mounts = () if only_page(conversion) else conversion.layout.mounts
    root = conversion.documentation.root
    folders = [join(root, mount.docs_dir) or "" for mount in mounts]
    unpublished = {
        posixpath.join(mount.alias, relative_to(path, folder)): path
        for mount, folder in zip(mounts, folders, strict=True)
        for path in manifest.targets.files
        if below(path, folder) and not is_published(path) and not is_page(path)
    }
    drawings = {in_repository(path) for path in manifest.files if is_drawing(path)}
    return Site(
        repository=conversion.repository,
        addresses=frozenset(by_file.values()),
        by_file=by_file,
        files=frozenset(map(in_repository, manifest.files)),
        docs_dir=folders[0] if folders else "",
        unpublished=frozenset(unpublished.values()),
        refused=frozenset(drawings - by_file.keys()),
        targets=manifest.targets,
        at_address=unpublished,
        moved=moved,
    )


def _plain_names(conversion: Conversion, by_file: dict[str, str]) -> dict[str, str]:
    """The addresses of files of the default language by their path without the language."""
    found: dict[str, str] = {}
    for mount in conversion.layout.mounts:
        languages = mount.languages
        if languages is None:
            continue
        for path, address in by_file.items():
            if below(path, mount.docs_dir):
                locale, plain = languages.split(relative_to(path, mount.docs_dir))
                if locale == languages.default:
                    found[posixpath.join(mount.docs_dir, plain)] = address
    return found
