"""Where a template on this machine is from: the clone that it lies in, and the commit there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalogsite.errors import GitError
from catalogsite.repositories.clone import Clone, clone_of, describe_clone
from catalogsite.repositories.git import run_git
from catalogsite.repositories.hosts import web_url_of
from catalogsite.scaffold.templates.source import TemplateSource, content_version, is_builtin
from catalogsite.scaffold.templates.template import Template


def with_source(template: Template) -> Template:
    """The template with the commit of the clone that it lies in, where it is in one."""
    if is_builtin(template.file):
        return template
    known = template.source.repository if template.source else ""
    found = source_in_clone(template.file, known)
    return replace(template, source=found) if found else template


def source_in_clone(file: Path, repository: str = "") -> TemplateSource | None:
    """The source of the template of a file in a clone; None where it is in none.

    `repository` is the id of the clone, where the catalog knows it.
    """
    file = file.resolve()
    clone = clone_of(file.parent)
    commit = clone.commit("HEAD") if clone else None
    if clone is None or commit is None:
        return None
    root = file.parents[clone.prefix.count("/")]
    version = commit if _is_clean(clone, root) else content_version(file.parent)
    return TemplateSource(repository or _id_of(clone, root), f"{clone.prefix}{file.name}", version)


def _is_clean(clone: Clone, root: Path) -> bool:
    """Whether the files of the template are those of the commit."""
    arguments = ["status", "--porcelain", "--", clone.prefix or "."]
    try:
        return not run_git(arguments, git_dir=clone.git_dir, work_tree=root)
    except GitError:
        return False


def _id_of(clone: Clone, root: Path) -> str:
    """The id that the catalog gives a clone: its page without the scheme, else its folder's name."""
    remote = describe_clone(root, clone.git_dir).remote
    page = web_url_of(remote) if remote else None
    return page[0].partition("://")[2] if page else root.name
