"""Every error that catalogsite raises on purpose.

CatalogsiteError
├── UserError            the user can fix it (exit code 1)
│   ├── ConfigError      catalogsite.yaml or mkdocs.yml; carries every problem found at once
│   ├── SnapshotError    the snapshot is missing, unreadable or of another schema
│   │   └── DamagedHistoryError  the history is no database, or one that is damaged
│   ├── UnknownReferenceError  a reference that is malformed or names nothing
│   ├── TemplateError    a scaffold template or its parameters
│   ├── ShellError       the theme's output lacks a placeholder that filling needs
│   ├── ClusterError     the Dask cluster of `executor` cannot be used
│   └── DiskError        our own files cannot be written: no space, or no right to
├── SourceError          a repository or a descriptor source could not be read
│   ├── GitError         git refused, timed out or found no commit
│   └── UnsafePathError  a name of a repository or template that may lead out of its folder
├── ProviderError        a provider's API failed, refused or answered nonsense
├── FactKindError        a function of a kind of facts, which a package declares, failed
├── CpuLimitError        an input needs more CPU time than it may use
├── NotPublishedError    the catalog lost too much to be published (exit code 5)
└── StoreError           the content store lacks an object

Errors carry data and never print: `where` (file:line or URL), `what`, `fix`. Only `cli/` prints.
"""

from __future__ import annotations


class CatalogsiteError(Exception):
    """Base of the tree: where it happened, what happened, and how to fix it."""

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  fix: {self.fix}" if self.fix else head

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments would otherwise be lost between worker processes.
        return (_rebuild, (type(self), self.what, self.where, self.fix))


def _rebuild(
    kind: type[CatalogsiteError], what: str, where: str | None, fix: str | None
) -> CatalogsiteError:
    return kind(what, where=where, fix=fix)


class UserError(CatalogsiteError):
    """Something the user can fix; exit code 1."""


class ConfigError(UserError):
    """The configuration is wrong; one line for each problem."""


class SnapshotError(UserError):
    """The snapshot is missing, unreadable, or of a schema this version does not know."""


class ShardError(UserError):
    """Shards do not give one catalog: one is damaged or missing, or was made another way."""


class DamagedHistoryError(SnapshotError):
    """The history is no database, or one that is damaged; a new one can take its place."""


class UnknownReferenceError(UserError):
    """A reference that is malformed or names nothing in the catalog."""


class SelectorError(UserError):
    """A selector of the graph cannot be read, or names a field that there is not."""


class TemplateError(UserError):
    """A scaffold template that is wrong, or parameters it does not accept."""


class ShellError(UserError):
    """The theme's output lacks a placeholder that filling needs."""


class ClusterError(UserError):
    """The cluster that work is sent to cannot be reached, or has workers with other versions."""


class DiskError(UserError):
    """A file of ours cannot be written; no repository is to blame, and nothing else would work."""

    @classmethod
    def at(cls, path: object, reason: str | None = None) -> DiskError:
        """The error about a file, and what the system says of it."""
        return cls(
            f"cannot be written: {reason}" if reason else "cannot be written",
            where=str(path),
            fix="see that the disk has space, and that this user may write there",
        )


class SourceError(CatalogsiteError):
    """A repository or descriptor source could not be read; the others go on."""


class GitError(SourceError):
    """Git refused, timed out, or found nothing to read."""


class UnsafePathError(SourceError):
    """A name from a repository, an address or a template that may lead out of its folder."""


class ProviderError(CatalogsiteError):
    """A provider's API failed, refused, or sent a response of another shape than documented.

    `status` is the HTTP status of a refusal; None for every other failure.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        fix: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status = status


class FactKindError(CatalogsiteError):
    """A function of a kind of facts failed; only the kinds of packages do."""


class NotPublishedError(CatalogsiteError):
    """The catalog lost too much since the last published one; the old site stays (exit code 5)."""


class CpuLimitError(CatalogsiteError):
    """An input needs more CPU time than it may use; `seconds` is the limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it needs more than {seconds:g} s of CPU time")
        self.seconds = seconds

    def __reduce__(self) -> tuple[object, ...]:
        return (CpuLimitError, (self.seconds,))


class StoreError(CatalogsiteError):
    """The content store lacks an object."""
