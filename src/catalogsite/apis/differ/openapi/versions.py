"""The two definitions that are compared, and what is compared of them as a whole."""

from __future__ import annotations

from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.differ.differences import Differences, Where, code
from catalogsite.apis.differ.json_schema.compare import SchemaComparison
from catalogsite.apis.differ.json_schema.view import Views
from catalogsite.apis.differ.openapi.contract import OperationKey
from catalogsite.apis.differ.openapi.servers import servers_of
from catalogsite.apis.differ.security import compare_schemes, schemes_of
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node
from catalogsite.model.api.types import Place


class Versions:
    """Two definitions, the comparison of their schemas, and the differences that were found."""

    def __init__(self, old: ApiVersion, new: ApiVersion) -> None:
        self.old, self.new = (Documents(one.files, one.model.files) for one in (old, new))
        self.documents = (self.old, self.new)
        self.differences = Differences(("requests", "responses"))
        self.schemes = schemes_of(self.old), schemes_of(self.new)
        types = {one.name: one.id for model in (old.model, new.model) for one in model.types}
        self._operations = {
            (one.kind, one.method.upper(), one.path): one.id
            for model in (old.model, new.model)
            for one in model.operations
        }
        self.schemas = SchemaComparison(
            _views(self.old), _views(self.new), self.differences, lambda name: types.get(name, "")
        )

    def subject(self, key: OperationKey) -> str:
        """The id of an operation in the new definition, else in the old one."""
        return self._operations.get(key, "")

    def at(self, old: Node | None, new: Node | None) -> tuple[Node, Place]:
        """Where a difference is: in the new definition, or in the old one where it is gone."""
        return self.schemas.place(old, new)

    def compare_servers(self) -> None:
        """Note the addresses that came and went."""
        old, new = map(servers_of, self.documents)
        gone, came = ([url for url in a if url not in b] for a, b in ((old, new), (new, old)))
        if len(gone) == len(came) == 1:
            at = self.at(old[gone[0]], new[came[0]])
            where = Where("the server")
            self.differences.add(
                "server-changed", where, at, before=code(gone[0]), after=code(came[0])
            )
            return
        for url in gone:
            where = Where(f"the server {code(url)}")
            self.differences.add("server-removed", where, self.at(old[url], None), before=url)
        for url in came:
            where = Where(f"the server {code(url)}")
            self.differences.add("server-added", where, self.at(None, new[url]), after=url)

    def compare_schemes(self) -> None:
        """Note the ways to authenticate that are other ones now, under the same name."""
        compare_schemes(
            *self.schemes,
            lambda rule, name, old, new, before, after: self.differences.add(
                rule, Where(f"the scheme {code(name)}"), self.at(old, new), None, before, after
            ),
        )


def _views(documents: Documents) -> Views:
    version = documents.root.value.get("openapi")
    return Views(documents, siblings=isinstance(version, str) and not version.startswith("3.0"))
