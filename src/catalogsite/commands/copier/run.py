"""Makes a project from a Copier template, and updates one that was made from it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalogsite.collect.templates.clones import MirrorCheckout, TemplateClones
from catalogsite.collect.templates.use.records import COPIER_ANSWERS, template_records
from catalogsite.collect.templates.use.tags import versions_of
from catalogsite.commands.copier import engine
from catalogsite.commands.copier.engine import unsafe
from catalogsite.commands.copier.repository import (
    copier_address,
    has_commit,
    isolated_git,
    offer,
)
from catalogsite.commands.update.update import Update, apply_to_project, clean_clone
from catalogsite.errors import GitError, TemplateError, UserError
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.temporary import temporary_folder
from catalogsite.paths.inner_path import inner_path
from catalogsite.repositories.git import run_git
from catalogsite.repositories.history import full_commit
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.three_way import Merge, changed_files_of, unmerged_files
from catalogsite.repositories.trees.memory_tree import MemoryTree
from catalogsite.scaffold import Outcome, Template
from catalogsite.scaffold.copier.entity import runs_code
from catalogsite.scaffold.run.delivery import READABLE, deliver, refuse_overwriting
from catalogsite.scaffold.run.entries import entries
from catalogsite.scaffold.run.outcome import check_tree

_SECONDS = 60.0
_TAGS_TIMEOUT = 60.0
_ANSWERS = ".copier-answers.yml"


def new_from_copier(
    template: Template, values: Mapping[str, Any], dest: Path, *, dry_run: bool, trust: bool
) -> Outcome:
    """Run a Copier template into `dest`; with `dry_run` nothing is written there.

    Its code runs only with `trust`. Raises TemplateError; then nothing has been written.
    """
    engine.require_copier()
    if runs_code(template.entity) and not trust:
        raise unsafe(template.ref)
    with temporary_folder() as temporary:
        scratch = temporary.resolve()
        # Templates name a project after its folder.
        workspace = scratch / (dest.resolve().name or "project")
        checkout, address, folder = template.checkout, str(template.folder), None
        if isinstance(checkout, MirrorCheckout):
            mirror = checkout.tree.mirror
            address = copier_address(mirror.remote.url)
            folder = offer(mirror, _refs(mirror, checkout.tree.commit), _made(scratch / "offered"))
        with isolated_git(address, folder, scratch / "cache"), cpu_limit(_SECONDS):
            engine.copy(address, workspace, values, trust=trust, where=template.ref)
        found = entries(workspace)
        check_tree(found, workspace)
        refuse_overwriting(dest, found)
        if not dry_run:
            deliver(found, dest)
        return Outcome(
            contents={one.name: one.content() for one in found if one.target is None},
            modes={one.name: one.mode | READABLE for one in found if one.target is None},
            links={one.name: one.target for one in found if one.target is not None},
            notes=_notes([one.name for one in found]),
            output={},
        )


def is_copier_project(folder: Path) -> bool:
    """Whether a folder has the answers of Copier."""
    return (folder / _ANSWERS).is_file()


def update_copier_project(
    folder: Path,
    clones: TemplateClones,
    assignments: Sequence[str],
    *,
    place: str | None,
    dry_run: bool,
    trust: bool,
) -> Update:
    """Let Copier update a project: in a clone of it, from which the changed files are taken over.

    `place` is a folder with the template, where the catalog does not have it. Raises UserError.
    """
    engine.require_copier()
    clean_clone(folder)
    before = _record(folder)
    with temporary_folder() as temporary:
        scratch = temporary.resolve()
        project = scratch / "clone" / folder.resolve().name
        run_git(["clone", "-q", "--no-hardlinks", str(folder.resolve()), str(project)])
        offered = _offered(before.source, before.version, clones, place, _made(scratch / "offered"))
        address = before.source
        with isolated_git(address, offered, scratch / "cache"), cpu_limit(_SECONDS):
            engine.update(project, _given(assignments), trust=trust, where=address)
        after = _record(project)
        conflicts = unmerged_files(project / ".git", project)
        files = tuple(changed_files_of(project / ".git", project, "HEAD", conflicts))
        if not dry_run:
            apply_to_project(Merge(files, project), folder.resolve())
    return Update(before.source, before.version, after.version, files)


def _record(folder: Path) -> Any:
    content = (folder / _ANSWERS).read_bytes()
    found = template_records(MemoryTree({_ANSWERS: content.decode(errors="replace")}))
    if not found or not found[0].version:
        raise UserError(
            "the answers of Copier name no template with a version",
            where=str(folder / _ANSWERS),
            fix="a template can be updated where it is in git",
        )
    return found[0]


def _offered(
    source: str, version: str, clones: TemplateClones, place: str | None, scratch: Path
) -> Path | None:
    """The repository that stands for the template; None where its address is a folder of this machine."""
    if place is not None:
        return Path(place).resolve()
    mirror = clones.mirror_at(source)
    if mirror is None:
        if "::" not in source and Path(source).is_dir():
            return None
        raise TemplateError(
            "the template of this project is in no source of the catalog",
            where=source,
            fix="add it to `sources` and run `catalogsite collect`, or name a clone: --from FOLDER",
        )
    record = mirror.record()
    refs = _refs(mirror, record.commit if record else "")
    old = refs.get(f"refs/tags/{version}") or full_commit(
        mirror.git_dir, version.rpartition("-g")[2]
    )
    if old is None or not has_commit(mirror, old):
        raise TemplateError(
            f"the repository of the template has no version {version[:40]}",
            where=source,
            fix="name a clone with its whole history: --from FOLDER",
        )
    return offer(mirror, {**refs, "refs/heads/recorded": old}, scratch)


def _refs(mirror: Mirror, commit: str) -> dict[str, str]:
    """The branch of the mirror, and the tags that are versions as far as their commits can be had."""
    refs = {"HEAD": commit}
    try:
        listing = mirror.remote.run(["ls-remote", "--tags", "origin"], None, _TAGS_TIMEOUT, "")
    except GitError:
        return refs
    versions = versions_of(listing.decode(errors="replace"))
    found = {f"refs/tags/{name}": tagged for name, tagged in versions.items()}
    return refs | {ref: tagged for ref, tagged in found.items() if has_commit(mirror, tagged)}


def _given(assignments: Sequence[str]) -> dict[str, str]:
    """The answers of `name=text`; Copier reads the texts by the types of its questions."""
    found: dict[str, str] = {}
    for one in assignments:
        name, equals, text = one.partition("=")
        if not equals:
            raise UserError(f"{name!r} is not an assignment", fix="write --set name=value")
        variable = (
            text.removeprefix("{env:").removesuffix("}").strip() if text.startswith("{env:") else ""
        )
        found[name] = os.environ.get(variable, "") if variable else text
    return found


def _notes(files: Sequence[str]) -> tuple[str, ...]:
    if any(COPIER_ANSWERS.fullmatch(inner_path(name)) for name in files):
        return ()
    return (
        "the template leaves no answers file of Copier: this project cannot be updated from it",
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
