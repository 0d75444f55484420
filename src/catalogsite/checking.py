"""The job of `check`: read the folders of this machine and say what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError

from catalogsite import __version__
from catalogsite.assemble import Assembled, assemble
from catalogsite.client import Clients
from catalogsite.config import Config, config_for_paths
from catalogsite.content import documentation_problems, prepare_documentation
from catalogsite.crawl import read_all
from catalogsite.fetch import Checkout, fetch_all
from catalogsite.model import EntityData, Failure, Level, Origin, Problem, Snapshot, SourceRun
from catalogsite.progress import Progress
from catalogsite.questions import entity_ref
from catalogsite.report import CheckReport, check_report
from catalogsite.rounds import crawl
from catalogsite.sources import list_repositories
from catalogsite.state import State


def check_folders(config: Config, now: datetime, progress: Progress) -> CheckReport:
    """Read, assemble and convert documentation; no network, and nothing is kept."""
    local = local_part(config)
    with TemporaryDirectory(prefix="catalogsite-check-") as folder:
        state = State(Path(folder))
        requests, runs = list_repositories(
            local.sources,
            state.folder,
            base_dir=local.base_dir,
            now=now,
            env={},
            clients=Clients(),
        )
        fetch = partial(
            fetch_all,
            state_dir=state.folder,
            previous={},
            jobs=local.jobs,
            progress=progress,
            now=now,
        )
        read = partial(
            read_all, state=state, progress=progress, jobs=local.jobs, policy=local.policy
        )
        crawled = crawl(requests, fetch, read, follow=False)
        catalog = assemble(
            crawled.readings,
            policy=local.policy,
            infer=local.catalog.infer,
            problems=crawled.problems,
            put=state.store.put,
        )
        draft = _snapshot(catalog, now)
        converted = prepare_documentation(draft, state, progress)
        checked = documentation_problems(draft, converted, state.store)
    return check_report(checked, _roots(crawled.checkouts), [*_failures(runs), *crawled.failures])


def local_part(config: Config) -> Config:
    """The configuration with its sources on this machine only; with none, the current folder."""
    local = tuple(source for source in config.sources if _is_local(source))
    if not local:
        return config_for_paths([Path()], config)
    return config.model_copy(update={"sources": local})


def template_problems(
    entities: Iterable[EntityData], origins: Mapping[str, Origin]
) -> Iterator[Problem]:
    """Templates whose questions are no JSON Schema: nobody could fill in such a form."""
    for entity in entities:
        if entity["kind"] != "Template":
            continue
        ref = entity_ref(entity)
        origin = origins.get(ref, Origin())
        for message in _wrong_parameters(entity.get("spec") or {}):
            yield Problem(
                rule="template-parameters",
                level=Level.ERROR,
                message=message,
                fix="write each page of `spec.parameters` as a JSON Schema (draft 7)",
                file=origin.file,
                line=origin.line,
                entity_ref=ref,
                repository=origin.repository,
            )


def _wrong_parameters(spec: Mapping[str, object]) -> Iterator[str]:
    stated = spec.get("parameters")
    for number, page in enumerate(stated if isinstance(stated, list) else [stated]):
        if not isinstance(page, dict):
            continue
        try:
            Draft7Validator.check_schema(page)
        except SchemaError as error:
            place = f"spec.parameters[{number}]" if isinstance(stated, list) else "spec.parameters"
            steps = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.path)
            yield f"{place}{steps}: {error.message}"


def _is_local(source: object) -> bool:
    kind, target = getattr(source, "kind", ""), str(getattr(source, "target", ""))
    return kind == "folder" or (kind == "catalog" and "://" not in target)


def _snapshot(catalog: Assembled, now: datetime) -> Snapshot:
    templates = template_problems(catalog.entities, catalog.origins)
    return Snapshot(
        version=__version__,
        created=now,
        repositories=catalog.repositories,
        entities=catalog.entities,
        origins=catalog.origins,
        documentation=catalog.documentation,
        problems=(*catalog.problems, *templates),
    )


def _roots(checkouts: Sequence[Checkout]) -> dict[str, Path]:
    return {
        one.repository.id: Path(one.request.path).absolute()
        for one in checkouts
        if one.request.path is not None
    }


def _failures(runs: Iterable[SourceRun]) -> Iterator[Failure]:
    for run in runs:
        yield from run.failures
