"""A scaffold template: read from a folder, a file, the built-in ones, or found in the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

from catalogsite.catalog.kinds.formats import suggest_name
from catalogsite.errors import TemplateError
from catalogsite.model.entity import EntityData, Origin, ref_of, title_of
from catalogsite.model.snapshot import Snapshot
from catalogsite.paths.inner_path import inner_path, joined
from catalogsite.paths.package_data import resource_dir
from catalogsite.problems.suggest import nearest
from catalogsite.scaffold.copier.entity import copier_entity
from catalogsite.scaffold.copier.questions import FILES as COPIER_FILES
from catalogsite.scaffold.copier.questions import copier_template
from catalogsite.scaffold.templates.addresses import (
    Checkout,
    Elsewhere,
    checkout_of,
    not_on_this_machine,
)
from catalogsite.scaffold.templates.document import refuse_incomplete, template_document
from catalogsite.scaffold.templates.placeholders import with_other_files
from catalogsite.scaffold.templates.source import TemplateSource, content_version


class Repositories(Protocol):
    """The repositories of the catalog as far as their files are on this machine."""

    def checkout(self, origin: Origin) -> Checkout | None:
        """The files of the repository that an entity is from; None where they are not here."""

    def place(self, address: str, home: Checkout | None = None) -> Path:
        """The file or folder of an address; `home` may be a clone of its repository, too.

        Raises TemplateError.
        """

    def unnamed(self, ref: str) -> list[Origin]:
        """Where a template of this reference is in a `template.yaml` that the catalog does not name."""


_FILE_NAMES = ("template.yaml", "template.yml", *COPIER_FILES)


@dataclass(frozen=True, slots=True)
class Template:
    """A Backstage Template (v1beta3) and the folder that its relative addresses start from.

    `source` is where it is from, for the record of a run; None for a folder of this machine.
    Without `checkout` its repository is not on this machine, and it can be read, but not run.
    `elsewhere` finds what absolute addresses lead to.
    """

    entity: dict[str, Any]
    folder: Path
    file: Path
    source: TemplateSource | None = None
    checkout: Checkout | None = None
    elsewhere: Elsewhere = not_on_this_machine

    @property
    def ref(self) -> str:
        """Its identity, `template:namespace/name`."""
        return ref_of(self.entity)

    @property
    def spec(self) -> dict[str, Any]:
        """Its `spec`: parameters, steps and output."""
        spec: dict[str, Any] = self.entity["spec"]
        return spec

    @property
    def pages(self) -> tuple[dict[str, Any], ...]:
        """Its form, one JSON Schema a page."""
        stated = self.spec.get("parameters")
        pages = stated if isinstance(stated, list) else [stated]
        return tuple(page for page in pages if isinstance(page, dict))


def read_template(
    path: Path,
    name: str | None = None,
    *,
    checkout: Checkout | None = None,
    repositories: Repositories | None = None,
) -> Template:
    """Read a template file, or the one in a folder. Raises TemplateError.

    `name` chooses one of several in a file. `checkout` is the repository that the file is in, by
    default the clone around it; absolute addresses are looked up in `repositories`.
    """
    file = _template_file(path)
    if file is None:
        raise TemplateError("no template.yaml here", where=str(path))
    if file.name in COPIER_FILES:
        return _copier(file, name, checkout)
    home = checkout or checkout_of(file.parent)
    elsewhere = partial(repositories.place, home=home) if repositories else not_on_this_machine
    entity = template_document(file, name)
    stated = Template(entity, file.parent.resolve(), file, checkout=home, elsewhere=elsewhere)
    template = with_other_files(stated)
    refuse_incomplete(template.entity, file)
    return template


def find_template(
    name: str, snapshot: Snapshot | None = None, repositories: Repositories | None = None
) -> Template:
    """The template of this name: a path, a built-in one, or one of the catalog.

    Without any it is looked for in the files of the repositories that the catalog does not name. A path may name one of several templates of a file after `#`.
    """
    path, _, inner = name.partition("#")
    if _template_file(Path(path)) is not None:
        return read_template(Path(path), inner or None, repositories=repositories)
    wanted = name.lower()
    wanted = wanted if ":" in wanted else f"template:{wanted}"
    wanted = wanted if "/" in wanted else wanted.replace(":", ":default/", 1)
    known = builtin_templates()
    if snapshot is not None and wanted in snapshot.origins:
        return _from_catalog(wanted, snapshot, repositories, known)
    if wanted in known:
        return read_template(known[wanted], repositories=repositories)
    if snapshot is not None and repositories is not None:
        found = _unnamed(wanted, snapshot, repositories)
        if found is not None:
            return found
    names = [*known, *_catalog_names(snapshot)]
    short = list(map(_short, names))
    near = nearest(name, short)
    fix = f"did you mean {near}?" if near else f"choose one of {', '.join(sorted(set(short)))}"
    raise TemplateError(f"there is no template {name!r}", fix=fix)


def builtin_templates() -> dict[str, Path]:
    """The templates that ship with us, by reference."""
    folders = sorted(resource_dir("scaffolds").glob("*/template.yaml"))
    return {f"template:default/{file.parent.name}": file.parent for file in folders}


class ListedTemplate(NamedTuple):
    """A template by the name that `find_template` takes, and where it is from."""

    name: str
    title: str
    type: str
    owner: str
    description: str
    origin: str

    @classmethod
    def of(cls, entity: EntityData, origin: str) -> Self:
        """The entry of a Template; the owner is as it is written."""
        spec, metadata = entity.get("spec") or {}, entity["metadata"]
        stated = (spec.get("type"), spec.get("owner"), metadata.get("description"))
        type_, owner, description = (one if isinstance(one, str) else "" for one in stated)
        name = _short(ref_of(entity))
        return cls(name, title_of(entity), type_, owner, description, origin)


def list_templates(snapshot: Snapshot | None = None) -> list[ListedTemplate]:
    """The templates of the catalog and the built-in ones, sorted by name; the catalog's come first."""
    listed: dict[str, ListedTemplate] = {}
    for ref, folder in builtin_templates().items():
        listed[ref] = ListedTemplate.of(read_template(folder).entity, "built in")
    for entity in snapshot.entities if snapshot else ():
        if entity["kind"] == "Template":
            ref = ref_of(entity)
            origin = snapshot.origins.get(ref) if snapshot else None
            repository = (origin.repository if origin else None) or "catalog"
            listed[ref] = ListedTemplate.of(entity, repository)
    return [listed[ref] for ref in sorted(listed)]


def _short(ref: str) -> str:
    return ref.removeprefix("template:").removeprefix("default/")


def _catalog_names(snapshot: Snapshot | None) -> list[str]:
    entities = snapshot.entities if snapshot else ()
    return [ref_of(entity) for entity in entities if entity["kind"] == "Template"]


def _from_catalog(
    ref: str, snapshot: Snapshot, repositories: Repositories | None, known: Mapping[str, Path]
) -> Template:
    origin = snapshot.origins[ref]
    found = _from_repository(ref, origin, snapshot, repositories) if repositories else None
    if found is not None:
        return found
    if ref in known:
        return read_template(known[ref], repositories=repositories)
    repository = next((r for r in snapshot.repositories if r.id == origin.repository), None)
    address = repository.web_url if repository and repository.web_url else origin.repository
    raise TemplateError(
        f"{ref} is in another repository",
        where=f"{address}/{origin.file}",
        fix=f"clone it, then name the folder: catalogsite new <clone>/{_parent(origin.file)}",
    )


def _from_repository(
    ref: str, origin: Origin, snapshot: Snapshot, repositories: Repositories
) -> Template | None:
    """The template in the files of its repository; None where they are not on this machine."""
    checkout = repositories.checkout(origin)
    if checkout is None or origin.file is None:
        return None
    checkout.place(origin.file)
    file = joined(checkout.top, inner_path(origin.file))
    name = ref.rpartition("/")[2]
    found = read_template(file, name, checkout=checkout, repositories=repositories)
    return replace(found, source=_source(snapshot, origin, found.folder))


def _unnamed(ref: str, snapshot: Snapshot, repositories: Repositories) -> Template | None:
    """The template in a file that the catalog does not name. Raises TemplateError for several."""
    origins = repositories.unnamed(ref)
    if len(origins) > 1:
        places = ", ".join(f"{one.repository}/{one.file}" for one in origins)
        raise TemplateError(
            f"the catalog does not name {ref}, and several files define it: {places}",
            fix="name one of them in a Location, or in `descriptors` of its source",
        )
    return _from_repository(ref, origins[0], snapshot, repositories) if origins else None


def _source(snapshot: Snapshot, origin: Origin, folder: Path) -> TemplateSource:
    id_ = origin.repository or ""
    commits = (one.commit for one in snapshot.repositories if one.id == id_)
    version = next(commits, None) or content_version(folder)
    return TemplateSource(id_, origin.file or "", version)


def _copier(file: Path, name: str | None, checkout: Checkout | None) -> Template:
    """The Template that stands for a Copier template."""
    found = copier_template(file.read_bytes(), str(file))
    folder = file.parent.resolve()
    metadata = {"name": name or suggest_name(folder.name) or "template"}
    entity = copier_entity(metadata, found)
    return Template(entity, folder, file, checkout=checkout or checkout_of(folder))


def _parent(file: str | None) -> str:
    return (file or "").rpartition("/")[0]


def _template_file(path: Path) -> Path | None:
    if path.is_dir():
        return next((path / name for name in _FILE_NAMES if (path / name).is_file()), None)
    return path if path.is_file() and path.suffix in {".yaml", ".yml"} else None
