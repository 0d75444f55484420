"""Converts the pages of one documentation: rendered, sanitised, links resolved, within limits."""

from __future__ import annotations

import time
from dataclasses import dataclass

from catalogsite.docs.converter.engine import CANNOT_CONVERT, TAKES_TOO_LONG, Engine, Source
from catalogsite.docs.converter.linking.problems import without_address
from catalogsite.docs.converter.linking.rewrite import resolve_links
from catalogsite.docs.converter.linking.site import Outcome, Place, Site
from catalogsite.docs.converter.pages.budget import Allowance, Budget, Scope
from catalogsite.docs.converter.pages.page_fragment import (
    fragment_of,
    problems_of,
    safe_content,
)
from catalogsite.docs.converter.pages.page_key import PageKeys
from catalogsite.docs.converter.pages.page_results import PageResult, PageResults
from catalogsite.docs.converter.pages.parts import Part
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.errors import CpuLimitError
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.memory_limit import memory_limit
from catalogsite.model.problem import Problem
from catalogsite.problems.create import problem

_MAX_MEMORY = 1_500_000_000
_MAX_HTML = 40_000_000


@dataclass(frozen=True, slots=True)
class PageConverter:
    """Converts the pages of one documentation, each once for all that it depends on."""

    conversion: Conversion
    engine: Engine
    site: Site
    budget: Budget
    results: PageResults

    def convert_all(self, most: int | None = None) -> dict[str, PageResult] | None:
        """The result of each page by its address; None where more than `most` are to be converted."""
        keyed = self._keyed()
        if most is not None and sum(key not in self.results for _, key in keyed) > most:
            return None
        found = {source.path: self._result(source, key) for source, key in keyed}
        return {source.path: found[source.path] for source in self.engine.sources}

    def convert_part(self, part: Part) -> None:
        """Convert a part of the pages into the results."""
        for source, key in part.of(self._keyed()):
            self._result(source, key)

    def _keyed(self) -> list[tuple[Source, str]]:
        """The pages and their keys.

        Small pages come first: where the time is short, one large page does not cost the others.
        """
        keys = PageKeys(self.conversion, self.engine, self.site)
        contents = self.conversion.contents
        sources = sorted(
            self.engine.sources, key=lambda one: (len(contents.get(one.file, b"")), one.path)
        )
        return [(source, keys.key(source)) for source in sources]

    def _result(self, source: Source, key: str) -> PageResult:
        kept = self.results.find(key, self.budget.kept_page())
        if kept is not None:
            self.budget.charge_kept(kept.seconds)
            source.page.title = kept.nav_title
            return kept
        allowance = self.budget.next_page()
        if allowance.seconds <= 0:
            return self._over_limit(source, allowance)
        started = time.process_time()
        result = self._converted(source, allowance)
        seconds = round(time.process_time() - started, 4)
        self.budget.charge(seconds)
        result = result.model_copy(update={"seconds": seconds})
        if result.limit is None or allowance.scope is Scope.PAGE:
            self.results.add(key, result)
        return result

    def _converted(self, source: Source, allowance: Allowance) -> PageResult:
        try:
            with cpu_limit(allowance.seconds), memory_limit(_MAX_MEMORY):
                return self._finished(source, self._rendered(source))
        except CpuLimitError:
            return self._over_limit(source, allowance)
        except Exception as error:
            # Extensions may raise anything on text that they did not expect.
            reason = f"{type(error).__name__}: {error}".strip(": ")[:300]
            found = problem("docs-page", at=self.conversion.location(source.file), reason=reason)
            return self._shown_as_source(source, CANNOT_CONVERT, (found,))

    def _rendered(self, source: Source) -> str:
        html = self.engine.render(source)
        if len(html) > _MAX_HTML:
            raise MemoryError(f"it would become {len(html) // 1_000_000} MB of HTML")
        return html

    def _over_limit(self, source: Source, allowance: Allowance) -> PageResult:
        found: tuple[Problem, ...] = ()
        if allowance.scope is Scope.PAGE:
            at = self.conversion.location(source.file)
            found = (problem("docs-limit", "page", at=at, seconds=f"{allowance.seconds:g}"),)
        else:
            self.budget.skip(source.file, allowance.scope)
        result = self._shown_as_source(source, TAKES_TOO_LONG, found)
        return result.model_copy(update={"limit": allowance.seconds})

    def _shown_as_source(
        self, source: Source, reason: str, problems: tuple[Problem, ...]
    ) -> PageResult:
        html = self.engine.show_source(source, self.conversion.text(source.file), reason)
        return self._finished(source, html).model_copy(update={"problems": problems})

    def _finished(self, source: Source, html: str) -> PageResult:
        outcome = Outcome()
        file = self.conversion.in_repository(source.file)
        place = Place(source.path, file, self.conversion.manifest.files[source.file].target)
        clean, toc = safe_content(source, html)
        resolved = resolve_links(clean, place, self.site, outcome)
        fragment = fragment_of(self.conversion, source, resolved, toc)
        return PageResult(
            fragment=fragment,
            problems=tuple(problems_of(self.conversion, source, outcome, html)),
            anchors=tuple(outcome.anchors),
            used=tuple(sorted(outcome.used)),
            nav_title=fragment.title,
            without_address=tuple(without_address(outcome.reports)),
        )
