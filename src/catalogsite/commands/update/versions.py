"""The template of a project at two versions: the one that it was made from, and the one of today."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalogsite.collect.templates.clones import MirrorCheckout, TemplateClones
from catalogsite.collect.templates.source import with_source
from catalogsite.errors import GitError, TemplateError
from catalogsite.model.snapshot import Snapshot
from catalogsite.paths.inner_path import inner_path, joined
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.history import full_commit
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.unpack import unpack_commit
from catalogsite.scaffold import Template, find_template, read_template
from catalogsite.scaffold.run.record import Record
from catalogsite.scaffold.templates.addresses import FolderCheckout
from catalogsite.scaffold.templates.source import source_without_history

_HASH = "sha256:"


@dataclass(frozen=True)
class TemplateVersions:
    """Where templates are found: the catalog of the last snapshot, and the repositories of it.

    `place` names the template of today where it is not the one of the record; `old` is a folder
    with the files of the version that the project was made from.
    """

    snapshot: Snapshot | None
    clones: TemplateClones
    place: str | None = None
    old: Path | None = None

    def newest(self, record: Record) -> Template:
        """The template as it is today, with its source. Raises TemplateError."""
        try:
            found = find_template(self.place or record.template, self.snapshot, self.clones)
        except TemplateError as error:
            if self.place:
                raise
            raise TemplateError(
                f"the template of this project is not at hand: {error.what}",
                where=record.template,
                fix="run this where the portal's state is, or name the template: --from FOLDER",
            ) from None
        found = with_source(found)
        if found.source is None:
            return found
        if found.source.version.startswith(_HASH):
            raise TemplateError(
                "the template has changes that are not committed",
                where=str(found.file),
                fix="commit them: a version is a commit of the template's repository",
            )
        return found

    def recorded(self, record: Record, newest: Template, scratch: Path) -> Template:
        """The template as it was when the project was made, unpacked into `scratch`."""
        if self.old is not None:
            return read_template(self.old, repositories=self.clones)
        if _HASH in record.source.version:
            raise TemplateError(
                f"the version {record.source.version} of the template is no commit",
                where=record.template,
                fix="name a folder with the template of that version: --old FOLDER",
            )
        self._unpack(record, newest, scratch)
        file = joined(scratch, inner_path(record.source.path))
        checkout = FolderCheckout(scratch)
        name = record.template.rpartition("/")[2]
        return read_template(file, name, checkout=checkout, repositories=self.clones)

    def _unpack(self, record: Record, newest: Template, scratch: Path) -> None:
        version = record.source.version
        commit: str | None = None
        if isinstance(newest.checkout, MirrorCheckout):
            mirror = newest.checkout.tree.mirror
            commit = _fetched(mirror, version)
            if commit:
                GitTree(mirror, commit).unpack("", scratch)
        elif clone := clone_of(newest.file.parent):
            commit = full_commit(clone.git_dir, version)
            if commit:
                unpack_commit(clone.git_dir, commit, scratch)
        if commit:
            return
        raise TemplateError(
            f"the repository of the template has no commit {version[:40]}",
            where=record.source.repository or record.template,
            fix="fetch its whole history, or name a folder with that version: --old FOLDER",
        )


def _fetched(mirror: Mirror, version: str) -> str | None:
    """The commit of a version, fetched where it is older than the mirror; None where it is none."""
    commit = full_commit(mirror.git_dir, version)
    if commit is None and len(version) in (40, 64) and version.isalnum():
        try:
            mirror.fetch_objects([version], depth=1)
        except GitError:
            return None
        commit = full_commit(mirror.git_dir, version)
    return commit


def version_of(template: Template) -> str:
    """The version of a template: that of its source, or of its content."""
    return (template.source or source_without_history(template.file)).version
