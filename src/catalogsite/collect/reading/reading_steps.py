"""Runs the parts of reading a repository: one that fails costs neither the others nor the run."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from catalogsite.errors import CatalogsiteError, CpuLimitError
from catalogsite.execution.cpu_limit import cpu_limit
from catalogsite.execution.memory_limit import memory_limit
from catalogsite.model.limits import MEMORY, MEMORY_SHOWN
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation, problem

_Result = TypeVar("_Result")


@dataclass(slots=True)
class ReadingSteps:
    """The parts of one repository, each with `seconds` of CPU time, and the problems of those that failed."""

    repository: Repository
    seconds: float
    problems: list[Problem] = field(default_factory=list)

    def run(self, part: str, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """The result of `read`; `otherwise`, with a problem, where it fails or takes too much time or memory.

        Raises CatalogsiteError: the repository as a whole, or our own disk, is then to blame.
        """
        at = SourceLocation(repository=self.repository.id)
        try:
            with cpu_limit(self.seconds), memory_limit(MEMORY):
                return read()
        except CpuLimitError as error:
            seconds = f"{error.seconds:g}"
            found = problem("repository-part", "limit", at=at, part=part, seconds=seconds)
        except MemoryError:
            found = problem("repository-part", "memory", at=at, part=part, most=MEMORY_SHOWN)
        except CatalogsiteError:
            raise
        except Exception as error:
            # Files of strangers may make any library raise anything.
            reason = f"{type(error).__name__}: {error}".strip(": ")[:300]
            found = problem("repository-part", "error", at=at, part=part, reason=reason)
        # What was read until it failed hangs together in cycles, and worker processes inherit it.
        gc.collect()
        self.problems.append(found)
        return otherwise
