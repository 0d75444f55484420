"""Actions and workflows of GitHub, and of hosts with the same: what they offer, use, and build images of.

The rules are those of https://docs.github.com/actions/reference/workflows-and-actions
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from packageurl import PackageURL

from catalogsite.inference.artifacts.built_images import built_images
from catalogsite.inference.artifacts.git_places import inner_place
from catalogsite.inference.artifacts.image_names import image_name, image_use
from catalogsite.inference.artifacts.purposes import is_ours
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.artifacts.yaml_files import documents_of, value_at
from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.services.units import items, mapping, text_of
from catalogsite.yaml12.documents import Document, Path

_WORKFLOW = re.compile(r"\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml")
_ACTION = re.compile(r"action\.ya?ml")
_USES = re.compile(
    r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(?:/(?P<path>[\w./-]+?))?/?@(?P<ref>[^\s@]+)"
)
_ACTION_FILE = re.compile(r"(?:^|/)action\.ya?ml$")
_DOCKER = "docker://"


def may_hold(path: str) -> bool:
    """Whether a file is a workflow or an action, by its path."""
    if _WORKFLOW.fullmatch(path):
        return True
    return _ACTION.fullmatch(path.rpartition("/")[2]) is not None and is_ours(path)


def parse(text: str, _file: str) -> Document | None:
    """The document of a file. Raises ManifestError."""
    return next((one for one in documents_of(text) if isinstance(one.data, dict)), None)


def manifests(
    parsed: Mapping[str, Document | None], repository: RepositoryFiles
) -> Iterator[Manifest]:
    """What each file offers to others, the actions and images it uses, and the images it pushes."""
    here = frozenset(_ACTION_FILE.sub("", path) for path in parsed)
    for path, document in parsed.items():
        if document is None:
            continue
        is_action = _WORKFLOW.fullmatch(path) is None
        steps = _action_steps(document) if is_action else _workflow_steps(document)
        yield Manifest(
            ecosystem="actions",
            file=path,
            packages=(
                *_offered(document, path, repository, is_action),
                *(() if is_action else built_images(document, path, repository)),
            ),
            dependencies=tuple(
                one
                for value, place in steps
                if (used := text_of(value)) and (own := inner_place("", used)) is not None
                if own in here or not used.startswith("./")
                for one in _use(used, path, document.position(place).line, repository)
            ),
        )


def _offered(
    document: Document, path: str, repository: RepositoryFiles, is_action: bool
) -> Iterator[Package]:
    """The action of a folder; a workflow that others may call."""
    started = document.data.get("on")
    called = "workflow_call" in (started if isinstance(started, dict | list) else [started])
    if repository.owner_and_name is None or not (is_action or called):
        return
    below = posixpath.dirname(path) if is_action else path
    place: Path = ("name",) if is_action else ("on", "workflow_call")
    name = f"{repository.owner_and_name}/{below}" if below else repository.owner_and_name
    purl = _purl(repository.owner_and_name, below)
    yield Package(purl=purl, name=name, file=path, line=document.position(place).line)


def _purl(owner_and_name: str, below: str) -> str:
    owner, _, name = owner_and_name.partition("/")
    return PackageURL("github", owner, name, subpath=below or None).to_string()


def _action_steps(document: Document) -> Iterator[tuple[Any, Path]]:
    runs = mapping(document.data.get("runs"))
    image = text_of(runs.get("image"))
    if image and image.startswith(_DOCKER):
        yield image, ("runs", "image")
    for number, step in enumerate(items(runs.get("steps"))):
        yield mapping(step).get("uses"), ("runs", "steps", number, "uses")


def _workflow_steps(document: Document) -> Iterator[tuple[Any, Path]]:
    """Every field that names an action, a workflow or an image, with its place; images as `docker://`."""
    for name, stated in mapping(document.data.get("jobs")).items():
        job, base = mapping(stated), ("jobs", name)
        yield job.get("uses"), (*base, "uses")
        yield from _container(job.get("container"), (*base, "container"))
        for service, container in mapping(job.get("services")).items():
            yield from _container(container, (*base, "services", service))
        for number, step in enumerate(items(job.get("steps"))):
            yield mapping(step).get("uses"), (*base, "steps", number, "uses")


def _container(stated: Any, place: Path) -> Iterator[tuple[str, Path]]:
    image = text_of(stated) or text_of(value_at(stated, "image"))
    if image:
        yield f"{_DOCKER}{image}", place if isinstance(stated, str) else (*place, "image")


def _use(used: str, path: str, line: int, repository: RepositoryFiles) -> Iterator[Dependency]:
    if used.startswith(_DOCKER):
        image = image_name(used.removeprefix(_DOCKER))
        if image is not None:
            yield image_use(image, path, line, "build")
    elif used.startswith("./"):
        place = inner_place("", used)
        if place is not None and repository.owner_and_name:
            yield _action(repository.owner_and_name, place, None, path, line)
    elif found := _USES.fullmatch(used):
        owner_and_name = f"{found['owner']}/{found['name']}".lower()
        yield _action(owner_and_name, found["path"] or "", found["ref"], path, line)


def _action(owner_and_name: str, below: str, ref: str | None, path: str, line: int) -> Dependency:
    return Dependency(
        purl=_purl(owner_and_name, below),
        name=f"{owner_and_name}/{below}" if below else owner_and_name,
        requirement=ref,
        scope="build",
        file=path,
        line=line,
    )
