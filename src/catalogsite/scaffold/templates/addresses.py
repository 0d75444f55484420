"""Where the addresses that a template fetches lead: to files of its repository, or of another one."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from catalogsite.errors import TemplateError, UnsafePathError
from catalogsite.paths.inner_path import inner_path, joined
from catalogsite.repositories.file_links import FileUrl, split_file_url

if TYPE_CHECKING:
    from catalogsite.scaffold.templates.template import Template


_CORRECT = "correct the address, or add what it refers to"
_MOVE = "move what is fetched into the repository of the template"


class Checkout(Protocol):
    """The files of a repository on this machine; `top` is the folder that they are in."""

    @property
    def top(self) -> Path:
        """The real folder of the repository."""

    def place(self, path: str) -> Path:
        """The file or folder at a path from the top, `.` for the top itself. It need not exist."""


@dataclass(frozen=True, slots=True)
class FolderCheckout:
    """A repository whose files are in a folder."""

    top: Path

    def place(self, path: str) -> Path:
        """The file or folder at a path from the top."""
        return self.top / path


Elsewhere = Callable[[str], Path]
"""The file or folder on this machine of an absolute address. Raises TemplateError."""


def checkout_of(folder: Path) -> FolderCheckout:
    """The repository of a folder: that of the clone around it; without one, the folder alone."""
    folder = folder.resolve()
    tops = (one for one in (folder, *folder.parents) if (one / ".git").exists())
    return FolderCheckout(next(tops, folder))


def source_of(template: Template, address: str) -> Path:
    """The file or folder that a step fetches, resolved. Raises TemplateError where there is none."""
    if not address or "\0" in address:
        raise TemplateError(f"there is no file or folder {address!r}", fix=_CORRECT)
    if "://" in address:
        return template.elsewhere(address)
    if template.checkout is None:
        raise TemplateError(f"the repository of {template.ref} is not on this machine")
    top = template.checkout.top
    folder = template.folder.relative_to(top).as_posix()
    path = posixpath.normpath(posixpath.join(folder, address))
    if path == ".." or path.startswith(("../", "/")):
        raise TemplateError(f"{address!r} leads out of the repository", fix=_MOVE)
    return found_in(template.checkout, path, address)


def not_on_this_machine(address: str) -> Path:
    """Raise the error for an address of a repository that no source has read."""
    link = split_file_url(address)
    clone = link.clone_url if link else f"{address.removesuffix('.git').rstrip('/')}.git"
    raise TemplateError(
        f"fetches from another repository: {address}",
        fix=f"add `{{kind: git, url: {clone}}}` to `sources` and run `catalogsite collect`",
    )


def path_in(address: str, web_url: str, branches: tuple[str, ...]) -> str | None:
    """The path that an address has in the repository with this page; None where it is not in it.

    `branches` are the branches and commits that are at hand. Raises TemplateError for another one.
    """
    page = web_url.lower()
    plain = address.partition("#")[0].partition("?")[0].rstrip("/")
    if plain.removesuffix(".git").lower() == page:
        return "."
    link = split_file_url(address)
    if link is None or link.web_url.lower() != page:
        return None
    path = _below_branch(link, branches)
    if path is None:
        read = ", ".join(f"`{one}`" for one in branches)
        raise TemplateError(
            f"fetches the branch `{link.ref}` of {link.web_url}, of which {read} was read",
            fix=f"add `{{kind: git, url: {link.clone_url}, branch: {link.ref}}}` to `sources` "
            "and run `catalogsite collect`",
        )
    return posixpath.normpath(path or ".")


def _below_branch(link: FileUrl, branches: tuple[str, ...]) -> str | None:
    if link.ref == "HEAD":
        return link.path
    # The name of a branch may have slashes, which no address tells from those of the path.
    whole = f"{link.ref}/{link.path}".rstrip("/") + "/"
    found = (one for one in branches if whole.startswith(f"{one}/"))
    branch = max(found, key=len, default=None)
    return None if branch is None else whole.removeprefix(f"{branch}/").rstrip("/")


def found_in(checkout: Checkout, path: str, address: str) -> Path:
    """The resolved file or folder at a path of a repository, which a step names by its address.

    Raises TemplateError where it does not exist, or is reached by a link that leads out.
    """
    place = checkout.place(path)
    try:
        found = checkout.top if path == "." else joined(checkout.top, inner_path(path))
    except UnsafePathError:
        raise TemplateError(f"{address!r} leads out of the repository", fix=_MOVE) from None
    if not place.exists():
        raise TemplateError(f"there is no file or folder {address!r}", fix=_CORRECT)
    return found
