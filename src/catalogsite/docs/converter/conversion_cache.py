"""The cache of converted documentation: results by key, and pages by the place of their documentation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from catalogsite.docs.converter.job import ConversionJob, digest
from catalogsite.docs.converter.pages.parts import Part
from catalogsite.docs.fragments import Fragments
from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.state.atomic import mark_used
from catalogsite.state.checked_file import read_checked, write_checked

LEDGERS = ".cpu"


@dataclass(frozen=True, slots=True)
class ConversionCache:
    """A folder that several processes may read and write."""

    folder: Path

    def read(self, job: ConversionJob) -> Fragments | None:
        """The cached result; an entry that is missing, damaged or of another shape is None."""
        path = self.result(job)
        content = read_checked(path)
        try:
            found = Fragments.model_validate_json(content) if content is not None else None
        except ValidationError:
            return None
        if found is not None:
            mark_used(path)
            with suppress(OSError):
                mark_used(self.pages(job))
        return found

    def write(self, job: ConversionJob, result: bytes) -> None:
        """Keep a result as JSON. Raises OSError."""
        write_checked(self.result(job), result)

    def result(self, job: ConversionJob) -> Path:
        """The file of a result."""
        return self.folder / job.key[:2] / f"{job.key[2:]}.json"

    def pages(self, job: ConversionJob) -> Path:
        """The file of the results of pages."""
        return self.folder / "pages" / f"{job.place_key}.json"

    def part(self, job: ConversionJob, part: Part) -> Path:
        """The file of the results of some pages, until the documentation is finished."""
        return self.folder / "parts" / f"{job.place_key}-{part.number}-{part.count}.json"

    def parts(self, job: ConversionJob) -> list[Path]:
        """The files of parts that are there: also those of a run that was killed."""
        return sorted((self.folder / "parts").glob(f"{job.place_key}-*.json"))

    def ledger(self, job: ConversionJob) -> CpuLedger:
        """The CPU time that the documentation of the repository used in this run."""
        return CpuLedger(self.folder / LEDGERS / digest((job.repository.id,)))
