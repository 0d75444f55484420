"""The full-text index: Pagefind over minimal pages of title and text at the addresses of the site."""

from __future__ import annotations

import hashlib
import html
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from catalogsite import __version__
from catalogsite.docs.fragments import Section
from catalogsite.errors import CatalogsiteError, DiskError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.paths.inner_path import is_inner_path, write_inside
from catalogsite.search.pagefind_order import order_index
from catalogsite.state.atomic import read_regular
from catalogsite.state.checked_file import read_checked, write_checked

FOLDER = "pagefind"
_TIMEOUT = 1800
# Pagefind's own dialogs: ours asks its index directly.
_UNUSED = ("*-ui.js", "*-ui.css", "pagefind-highlight.js")


class SearchPage(NamedTuple):
    """A page as it is indexed; `path` is its address below the root of the site.

    `facets` are filters of the dialog (kind, owner, type). With `sections` a result can lead
    to a heading; without them `text` is all there is. `about` names the entity that the page is
    about, so that its name and a word of the page find it.
    """

    path: str
    title: str
    text: str
    facets: Mapping[str, str | None]
    sections: tuple[Section, ...] = ()
    about: str = ""


class SearchIndexError(CatalogsiteError):
    """Pagefind could not be run or refused its work."""


def build_index(
    pages: Iterable[SearchPage | tuple[str, str, str, Mapping[str, str | None]]], out_dir: Path
) -> int:
    """Index `pages` into `out_dir/pagefind`, and return their number; without pages there is no index.

    Raises SearchIndexError where Pagefind fails; the site works without an index.
    """
    target = out_dir / FOLDER
    with temporary_folder() as root:
        count = 0
        for page in pages:
            count += _write(root / "site", SearchPage(*page))
        if count == 0:
            return 0
        _run(root / "site", root / FOLDER)
        for unused in _UNUSED:
            for file in (root / FOLDER).glob(unused):
                file.unlink()
        order_index(root / FOLDER)
        shutil.rmtree(target, ignore_errors=True)
        out_dir.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copytree(root / FOLDER, target)
        except shutil.Error as error:
            raise DiskError.at(target) from error
    return count


def kept_index(pages: Iterable[SearchPage], folder: Path) -> int:
    """As `build_index`, but an index in `folder` of the same pages is kept, if it is whole.

    Its digests are written last, so that an interrupted index is made again. Raises DiskError.
    """
    known = list(pages)
    key, label = pages_digest(known), folder / "made-from"
    try:
        found = read_checked(label)
        if found is not None and found.decode() == _label(key, folder / FOLDER):
            return len(known)
        # Whatever is there: another version, a part of an index, or no file at all.
        _remove(folder)
        count = build_index(known, folder)
        write_checked(label, _label(key, folder / FOLDER).encode())
    except OSError as error:
        raise DiskError.at(error.filename or folder, error.strerror) from error
    return count


def _label(key: str, folder: Path) -> str:
    """What an index was made from, and a digest of each of its files."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    lines = (f"{_file_digest(path)} {path.relative_to(folder).as_posix()}" for path in files)
    return "\n".join((key, *lines))


def _file_digest(path: Path) -> str:
    try:
        return hashlib.sha256(read_regular(path)).hexdigest()
    except OSError:
        return "unreadable"


def _remove(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def pages_digest(pages: Iterable[SearchPage]) -> str:
    """A digest of all that an index is made from: the pages, and the versions that index them."""
    digest = hashlib.sha256(f"{__version__} {version('pagefind')}".encode())
    for page in pages:
        digest.update(lean_html(page).encode())
        digest.update(page.path.encode())
    return digest.hexdigest()


def _write(root: Path, page: SearchPage) -> bool:
    name = page.path if page.path.endswith(".html") else f"{page.path.rstrip('/')}/index.html"
    path = name.lstrip("/")
    if not is_inner_path(path):
        return False
    write_inside(root, path, lean_html(page).encode())
    return True


def lean_html(page: SearchPage) -> str:
    """HTML document with the title, filters and text of a page, all escaped."""
    title = html.escape(page.title)
    filters = "".join(
        f'<span data-pagefind-filter="{html.escape(name)}">{html.escape(value)}</span>'
        for name, value in sorted(page.facets.items())
        if value
    )
    about = f'<p data-pagefind-weight="0.1">{html.escape(page.about)}</p>' if page.about else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body>'
        f"<div hidden>{filters}</div>"
        f'<main data-pagefind-body><h1 data-pagefind-meta="title">{title}</h1>'
        f"{about}{_body(page)}</main></body></html>"
    )


def _body(page: SearchPage) -> str:
    if not page.sections:
        return f"<p>{html.escape(page.text)}</p>"
    parts: list[str] = []
    for section in page.sections:
        if section.title and section.title != page.title:
            mark = f' id="{html.escape(section.id)}"' if section.id else ""
            parts.append(f"<h2{mark}>{html.escape(section.title)}</h2>")
        parts.append(f"<p>{html.escape(section.text)}</p>")
    return "".join(parts)


def _run(site: Path, out: Path) -> None:
    # The command, not the Python interface: that one polls and hangs on many records.
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(out)]
    command += ["--force-language", "en", "--silent"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SearchIndexError(
            f"Pagefind could not be run: {error}", fix="install pagefind"
        ) from error
    if done.returncode != 0:
        reason = (done.stderr or done.stdout).strip()[-400:] or f"exit code {done.returncode}"
        raise SearchIndexError(f"Pagefind failed: {reason}", fix="install pagefind[bin]")
