"""Files of the repositories of a run, for collectors that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.errors import SourceError
from catalogsite.model.repository import Repository, Scope
from catalogsite.paths.glob import matching


class CheckoutFiles:
    """Reads files of checkouts by the id of their repository."""

    def __init__(self, checkouts: Iterable[Checkout]) -> None:
        self._by_id = {one.repository.id: one for one in checkouts}

    def __call__(self, repository: Repository, pattern: str, /) -> Mapping[str, bytes]:
        """The files whose paths match; none where only named files of the repository are read.

        Raises SourceError for a repository without a checkout.
        """
        checkout = self._by_id.get(repository.id)
        if checkout is None:
            raise SourceError("the repository could not be read", fix="see its own failure")
        if checkout.request.scope is not Scope.REPOSITORY:
            return {}
        tree = checkout.open()
        names_hidden = any(part.startswith(".") for part in pattern.split("/"))
        found = matching(tree.paths(), pattern)
        if names_hidden:
            found += matching(tree.named_only_paths(), pattern)
        return tree.read_many(found)
