"""Problems of the links of a page, each at the line where the link is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from catalogsite.docs.converter.linking.site import LinkKind, LinkReport
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

_LONGEST = 120


def link_problems(
    reports: Iterable[LinkReport], at: Callable[[str], SourceLocation]
) -> Iterator[Problem]:
    """A problem for each reported link of a page; `at` is the place where a link is written."""
    for report in _distinct(reports):
        found = _problem(report, at(report.target))
        if found is not None:
            yield found


def _distinct(reports: Iterable[LinkReport]) -> list[LinkReport]:
    """The reports, only the first of several links to one file that is not published."""
    found: dict[object, LinkReport] = {}
    for report in reports:
        resolved = report.resolved
        is_file = resolved.kind is LinkKind.UNPUBLISHED
        found.setdefault(resolved.detail if is_file else report, report)
    return list(found.values())


def _problem(report: LinkReport, at: SourceLocation) -> Problem | None:
    kind, href, detail = report.resolved
    target = report.target.strip()
    if len(target) > _LONGEST:
        target = f"{target[:_LONGEST]}…"
    if kind is LinkKind.BROKEN:
        return problem("broken-link", at=at, target=target, reason=detail)
    if kind is LinkKind.FOREIGN:
        return problem("broken-link", "foreign", at=at, target=target)
    if kind is LinkKind.UNPUBLISHED and href:
        return problem("docs-file-kind", at=at, target=target)
    if kind is LinkKind.UNPUBLISHED:
        return problem("docs-file-kind", "no-host", at=at, target=target)
    if kind is LinkKind.SUBMODULE and href:
        return problem("docs-submodule", at=at, target=target, submodule=detail)
    if kind is LinkKind.SUBMODULE:
        return problem("docs-submodule", "no-host", at=at, target=target, submodule=detail)
    if kind is LinkKind.POINTER and report.is_image and href:
        return problem("docs-lfs", "image", at=at, target=target)
    if kind is LinkKind.POINTER and report.is_image:
        return problem("docs-lfs", "no-host", at=at, target=target)
    return None


def without_address(reports: Iterable[LinkReport]) -> list[str]:
    """The links to files that are there, and that only a host could show."""
    shown = {LinkKind.HOST, LinkKind.POINTER}
    found = (one for one in reports if one.resolved.kind in shown and not one.is_image)
    return [one.target for one in found if one.resolved.href is None]
