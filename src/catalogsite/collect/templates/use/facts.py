"""Facts about the templates that repositories and entities were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogsite.collect.facts.manifest_provenance import provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.templates.use.known import KnownTemplate, KnownTemplates
from catalogsite.collect.templates.use.records import TemplateRecord
from catalogsite.collect.templates.use.tags import Tags
from catalogsite.model.entity import EntityData, Origin, annotations_of, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import made_from
from catalogsite.model.facts.made_from import MOST_CHANGED, MadeFrom, Templates, worst
from catalogsite.model.repository import Repository
from catalogsite.repositories.history import count_commits, files_changed, full_commit
from catalogsite.scaffold.templates.source import source_without_history
from catalogsite.scaffold.templates.template import builtin_templates

SOURCE_TEMPLATE = "backstage.io/source-template"


def template_facts(
    readings: Sequence[RepositoryReading],
    known: KnownTemplates,
    origins: Mapping[str, Origin],
    now: datetime,
    tags: Tags,
) -> Iterator[Fact]:
    """A fact for each repository with a record, and for each entity that names its template alone."""
    drift = _Drift(known, tags)
    recorded: dict[str, tuple[MadeFrom, ...]] = {}
    repositories = {reading.repository.id: reading.repository for reading in readings}
    for reading in readings:
        found = tuple(drift.of(record) for record in reading.templates)
        if found:
            recorded[reading.repository.id] = found
            file = found[0].file
            yield _fact(reading.repository.id, found, reading.repository, now, file)
    for entity in known.entities:
        origin = origins.get(ref_of(entity), Origin())
        repository = repositories.get(origin.repository or "")
        others = recorded.get(origin.repository or "", ())
        named = _named(entity, known, others)
        if named is not None and repository is not None:
            yield _fact(ref_of(entity), (*others, named), repository, now, origin.file)


def _fact(
    subject: str,
    found: tuple[MadeFrom, ...],
    repository: Repository,
    now: datetime,
    file: str | None,
) -> Fact:
    value = Templates(state=worst([one.state for one in found]), templates=found)
    where = provenance("files", repository, now, file)
    return Fact(subject=subject, key=made_from.KIND.key, value=value, provenance=where)


def _named(
    entity: EntityData, known: KnownTemplates, others: Iterable[MadeFrom]
) -> MadeFrom | None:
    """The template that the annotation of an entity names, where no record of the repository does."""
    stated = annotations_of(entity).get(SOURCE_TEMPLATE)
    if not isinstance(stated, str) or not stated.strip():
        return None
    ref = stated.strip().lower()
    if ref not in known.templates:
        ref = stated.strip()[:200]
    if any(one.template == ref for one in others):
        return None
    return MadeFrom(template=ref, tool="backstage", state="unknown")


@dataclass(frozen=True)
class _Drift:
    """Compares the versions of records with the templates of this run; each pair once."""

    known: KnownTemplates
    tags: Tags
    _compared: dict[tuple[str, str, tuple[str, ...]], dict[str, object]] = field(
        default_factory=dict
    )

    def of(self, record: TemplateRecord) -> MadeFrom:
        """Where a record stands."""
        template = self.known.of_record(record)
        name = template.ref or record.template or record.source or record.path
        given: dict[str, object] = {"template": name, "tool": record.tool, "file": record.file}
        if record.version:
            given["version"] = record.version
        return MadeFrom.model_validate(given | self._lag(record, template))

    def _lag(self, record: TemplateRecord, template: KnownTemplate) -> dict[str, object]:
        if record.tool == "catalogsite" and not record.source:
            return _builtin_lag(record)
        if template.repository is None or not record.version:
            return {"state": "unknown"}
        key = (template.repository, record.version, template.folders)
        if key not in self._compared:
            self._compared[key] = self._compare(*key)
        return self._compared[key]

    def _compare(
        self, repository: str, version: str, folders: tuple[str, ...]
    ) -> dict[str, object]:
        place = self.known.git_dir(repository)
        if place is None:
            return {"state": "unknown"}
        git_dir, current = place
        tags = self.tags.of(self.known.checkout(repository), version)
        if tags is not None:
            return tags.lag(git_dir, version, folders)
        # Copier names a commit after its last tag by `git describe`.
        old = full_commit(git_dir, version.rpartition("-g")[2])
        behind = count_commits(git_dir, old, current, folders) if old else None
        if old is None or behind is None:
            return {"state": "unknown", "current": current}
        if not behind:
            return {"state": "current", "current": current, "behind": 0}
        changed = files_changed(git_dir, old, current, folders)[:MOST_CHANGED]
        return {"state": "behind", "current": current, "behind": behind, "changed": changed}


def _builtin_lag(record: TemplateRecord) -> dict[str, object]:
    folder = builtin_templates().get(record.template)
    if folder is None or "+" not in record.version:
        return {"state": "unknown"}
    now = source_without_history(folder / "template.yaml").version
    same = now.partition("+")[2] == record.version.partition("+")[2]
    return {"state": "current" if same else "behind", "current": now}
