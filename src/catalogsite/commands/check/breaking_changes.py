"""Changes of APIs since a commit that break those who use them, as problems at their line."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.differ.snapshot_changes import api_changes
from catalogsite.apis.differ.summary import place_now
from catalogsite.collect.catalog_context import CatalogContext
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.run import Run
from catalogsite.commands.graph.company import company_graph
from catalogsite.errors import UserError
from catalogsite.execution.progress import counted
from catalogsite.graph.graph import Graph
from catalogsite.graph.who_must_know import who_must_know
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.problem import Level, Problem, by_place
from catalogsite.model.snapshot import Snapshot
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.problems.suppressions import apply_suppressions

_NAMED_OWNERS = 3


def with_breaking_changes(
    before: SourceCatalog, after: SourceCatalog, run: Run, base: str, context: CatalogContext
) -> SourceCatalog:
    """The catalog with a problem for each breaking change of its APIs since the commit `base`.

    Raises UserError where no folder is in a repository that has it.
    """
    if not any(one.clone for one in before.checkouts):
        raise UserError(
            f"no folder is in a git repository that has `{base}`",
            fix="fetch it first (`git fetch origin`), or check the name",
        )
    if run.config.apis.breaking == "off":
        return after
    found = [
        *_problems(before.snapshot, after, run, company_graph(after, context)),
        *_gone(before, after, run, context),
    ]
    only = after.snapshot.model_copy(update={"problems": tuple(found)})
    # The others of the catalog went through the suppressions when it was read.
    problems = apply_suppressions(only, run.config.problems).problems
    ordered = tuple(sorted((*after.snapshot.problems, *problems), key=by_place))
    return after._replace(snapshot=after.snapshot.model_copy(update={"problems": ordered}))


def _problems(old: Snapshot, after: SourceCatalog, run: Run, graph: Graph) -> Iterator[Problem]:
    new, blob = after.snapshot, run.state.store.get
    lifecycles = {ref: _lifecycle(graph, ref) for ref in new.definitions}
    for ref, changes in api_changes(old, new, blob).items():
        kept = new.definitions[ref].model
        model = ApiModel.model_validate_json(blob(kept)) if kept else None
        level = _level(run, lifecycles[ref])
        consumers = _consumers(graph, ref)
        for change in changes:
            if change.impact is Impact.BREAKING:
                at = _location(change, ref, new, model)
                found = problem(
                    "api-breaking-change",
                    at=at,
                    change=change.message,
                    consumers=consumers,
                    api=ref,
                )
                yield found.model_copy(update={"level": level})


def _gone(
    before: SourceCatalog, after: SourceCatalog, run: Run, context: CatalogContext
) -> Iterator[Problem]:
    """A problem for each API that had a definition and is gone with it."""
    old, now = before.snapshot, after.snapshot.definitions
    gone = [ref for ref, kept in old.definitions.items() if kept.model and ref not in now]
    if not gone:
        return
    graph = company_graph(before, context)
    for ref in gone:
        origin = old.origins.get(ref)
        file, repository = (origin.file, origin.repository) if origin else (None, None)
        found = problem(
            "api-breaking-change",
            "gone",
            at=SourceLocation(file, None, None, ref, repository),
            consumers=_consumers(graph, ref),
            api=ref,
        )
        yield found.model_copy(update={"level": _level(run, _lifecycle(graph, ref))})


def _level(run: Run, lifecycle: str) -> Level:
    settings = run.config.apis
    return Level(settings.breaking) if lifecycle in settings.lifecycles else Level.INFO


def _lifecycle(graph: Graph, ref: str) -> str:
    spec = graph.entities[ref].get("spec") if ref in graph else None
    return str(spec.get("lifecycle", "")) if isinstance(spec, dict) else ""


def _consumers(graph: Graph, ref: str) -> str:
    """Those that must know, such as `2 consumers (team-a, team-b)`."""
    groups = who_must_know(graph, ref, 1) if ref in graph else ()
    number = sum(len(one.reached) for one in groups)
    if not number:
        return "whoever calls it, none of whom is known,"
    owners = [f"`{one.owner}`" for one in groups if one.owner]
    more = f" and {len(owners) - _NAMED_OWNERS} more" if len(owners) > _NAMED_OWNERS else ""
    names = f" ({', '.join(owners[:_NAMED_OWNERS])}{more})" if owners else ""
    return f"{counted(number, 'consumer')}{names}"


def _location(change: ApiChange, ref: str, new: Snapshot, model: ApiModel | None) -> SourceLocation:
    """The line of the change in the definition, else that where the definition begins."""
    definition, origin = new.definitions[ref], new.origins.get(ref)
    files = (model.files if model else ()) or tuple(definition.files)
    place = place_now(change, model) if model else None
    file = files[place.file] if place is not None and place.file < len(files) else files[0]
    line = place.line if place is not None else 1
    if file == files[0]:
        line += definition.line - 1
    return SourceLocation(file, line, None, ref, origin.repository if origin else None)
