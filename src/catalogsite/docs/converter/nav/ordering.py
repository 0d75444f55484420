"""The pages of a documentation in the order of its navigation, and a front page where it has none."""

from __future__ import annotations

import html as entities
from collections.abc import Collection, Iterator

from catalogsite.docs.fragments import Fragment, NavEntry


def ordered_pages(
    pages: list[Fragment], nav: tuple[NavEntry, ...], site_name: str, moved: Collection[str] = ()
) -> tuple[Fragment, ...]:
    """The pages in the order of the navigation, then the others, with `previous` and `following` set.

    A front page is added where there is none, and where its address does not lead on (`moved`).
    """
    by_path = {page.path: page for page in pages}
    if pages and "" not in by_path and "" not in moved:
        by_path[""] = Fragment(path="", title=site_name, html=_contents(site_name, nav, pages))
    listed = [path for path in dict.fromkeys(_paths(nav)) if path in by_path]
    if "" not in listed and "" in by_path:
        listed.insert(0, "")
    rest = sorted(by_path.keys() - set(listed))
    ordered: list[Fragment] = []
    for index, path in enumerate([*listed, *rest] if by_path else []):
        in_nav = index < len(listed)
        neighbours = {
            "previous": index - 1 if in_nav and index else None,
            "following": index + 1 if in_nav and index + 1 < len(listed) else None,
        }
        ordered.append(by_path[path].model_copy(update=neighbours))
    return tuple(ordered)


def _contents(site_name: str, nav: tuple[NavEntry, ...], pages: list[Fragment]) -> str:
    """The front page of a documentation that has none: its table of contents."""
    entries = nav or tuple(NavEntry(title=page.title, path=page.path) for page in pages)
    return f"<h1>{entities.escape(site_name)}</h1>{_list_of(entries)}"


def _list_of(entries: tuple[NavEntry, ...]) -> str:
    items: list[str] = []
    for entry in entries:
        href = entry.url if entry.path is None else entry.path
        title = entities.escape(entry.title)
        link = f'<a href="{entities.escape(href)}">{title}</a>' if href else title
        items.append(f"<li>{link}{_list_of(entry.children) if entry.children else ''}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _paths(entries: tuple[NavEntry, ...]) -> Iterator[str]:
    for entry in entries:
        if entry.path is not None:
            yield entry.path
        yield from _paths(entry.children)
