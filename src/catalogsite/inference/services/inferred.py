"""What is inferred of the services of a repository, as frozen values."""

from __future__ import annotations

from catalogsite.model.value import Value


class InferredService(Value):
    """Something that the repository builds and runs; `file` and `line` are where it is stated.

    `owner` is the entity name of whom CODEOWNERS names for the folder, `description` a sentence of
    the README in it.
    """

    name: str
    folder: str
    language: str | None = None
    image: str | None = None
    file: str
    line: int
    owner: str | None = None
    description: str | None = None


class InferredStore(Value):
    """A database, queue or cache that runs beside the services."""

    name: str
    type: str
    file: str
    line: int


class InferredNeed(Value):
    """`source` needs `target`, by the names of services and stores, because a file says so."""

    source: str
    target: str
    file: str
    line: int


class InferredServices(Value):
    """The services and stores of a repository by name, and who needs whom; empty below two services."""

    services: tuple[InferredService, ...] = ()
    stores: tuple[InferredStore, ...] = ()
    needs: tuple[InferredNeed, ...] = ()
