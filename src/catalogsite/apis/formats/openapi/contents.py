"""Parameters, bodies and responses of operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Literal, TypeVar, cast

from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.constraints import as_example
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.node import Node
from catalogsite.model.api.operations import Content, Example, Parameter, Response
from catalogsite.model.api.types import Field

_PLACES = {"path", "query", "header", "cookie", "querystring"}
_LONGEST_EXAMPLE = 20_000
Direction = Literal["writes", "reads"]
_Made = TypeVar("_Made")


class Contents:
    """Reads what operations take and give, by the schemas of one definition."""

    def __init__(self, documents: Documents, schemas: Schemas) -> None:
        self._documents = documents
        self._schemas = schemas
        self.budget = schemas.budget
        self._shared: dict[tuple[object, ...], tuple[Any, int]] = {}

    def _once(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        """What is made for a place, at its first use; the budget counts every use."""
        if key in self._shared:
            value, cost = self._shared[key]
            self.budget.take(cost)
            return cast("_Made", value)
        before = self.budget.left
        made = make()
        self._shared[key] = (made, before - self.budget.left)
        return made

    def parameters(self, nodes: Iterable[Node]) -> tuple[Parameter, ...]:
        """The parameters of an operation and its path; of two with one name and place, the first."""
        found: dict[tuple[str, str], Parameter] = {}
        for node in map(self._documents.resolved, nodes):
            where, name = node.text("in"), node.text("name")
            if self.budget.is_spent:
                break
            if where in _PLACES and name and (where, name) not in found:
                place = cast("Any", "query" if where == "querystring" else where)
                make = partial(self._parameter, name, node)
                field = self._once(("parameter", node.place, name), make)
                found[where, name] = Parameter(where=place, field=field)
        return tuple(found.values())

    def _parameter(self, name: str, node: Node) -> Field:
        # Version 2 has the schema beside the name; a parameter may also have a media type.
        schema = node.get("schema") or self._first_schema(node) or node
        field = self._schemas.field(name, schema)
        stated = {}
        if node.text("description"):
            stated["description"] = node.text("description")
        examples = self._examples(node)
        if examples:
            stated["example"] = examples[0].text[:500]
        return field.model_copy(
            update={
                **stated,
                "required": node.flag("required"),
                "deprecated": field.deprecated or node.flag("deprecated"),
                "place": self._documents.place(node),
            }
        )

    def _first_schema(self, node: Node) -> Node | None:
        contents = next((one for _, one in node.entries("content")), None)
        return contents.get("schema") if contents is not None else None

    def contents(self, node: Node, direction: Direction) -> tuple[Content, ...]:
        """The contents of a body or response, one for each media type."""
        make = partial(self._contents, node, direction)
        return () if self.budget.is_spent else self._once((direction, node.place), make)

    def _contents(self, node: Node, direction: Direction) -> tuple[Content, ...]:
        return tuple(
            self._content(media_type, self._documents.resolved(one), direction)
            for media_type, one in node.entries("content")
        )

    def content_of(
        self, media_type: str, schema: Node, direction: Direction, given: tuple[Example, ...] = ()
    ) -> Content:
        """The content of one schema in one media type."""
        return Content(
            media_type=media_type,
            type=self._schemas.text(schema),
            fields=self._schemas.fields(schema),
            examples=given or self._made(media_type, schema, direction),
        )

    def _content(self, media_type: str, node: Node, direction: Direction) -> Content:
        schema = node.get("schema") or node.get("itemSchema")
        if schema is None:
            return Content(media_type=media_type, examples=self._examples(node))
        content = self.content_of(media_type, schema, direction, self._examples(node))
        if node.get("schema") is None:
            return content.model_copy(update={"description": "A sequence of such items."})
        return content

    def _made(self, media_type: str, schema: Node, direction: Direction) -> tuple[Example, ...]:
        if self.budget.is_spent or "xml" in media_type:
            return ()
        writes = direction == "writes"
        value = self._schemas.examples.of(schema, writes=writes, reads=not writes)
        text = as_example(value)
        self.budget.take(len(text))
        return () if text in ("{}", "null", "") else (Example(text=text, made=True),)

    def _examples(self, node: Node) -> tuple[Example, ...]:
        found = tuple(self._listed_examples(node))
        self.budget.take(sum(len(one.text) for one in found))
        return found

    def _listed_examples(self, node: Node) -> Iterator[Example]:
        for name, one in node.entries("examples"):
            if self.budget.is_spent:
                return
            found = self._documents.resolved(one)
            value = _value_of(found)
            if value is not None:
                text = as_example(value)[:_LONGEST_EXAMPLE]
                yield Example(text=text, name=name, summary=found.text("summary"))
            elif found.text("externalValue"):
                yield Example(text=found.text("externalValue"), name=name)
        if node.is_object and "example" in node.value:
            yield Example(text=as_example(node.value["example"])[:_LONGEST_EXAMPLE])

    def body_of_parameters(
        self, nodes: Iterable[Node], media_types: tuple[str, ...]
    ) -> tuple[bool, str, tuple[Content, ...]]:
        """Whether it is required, the description and the contents of the body of Swagger 2."""
        found = [self._documents.resolved(one) for one in nodes]
        for node in found:
            schema = node.get("schema")
            if node.text("in") == "body" and schema is not None:
                kinds = media_types or ("application/json",)
                contents = tuple(self.content_of(one, schema, "writes") for one in kinds[:4])
                return node.flag("required"), node.text("description"), contents
        form = [node for node in found if node.text("in") == "formData" and node.text("name")]
        if not form:
            return False, "", ()
        fields = tuple(self._parameter(node.text("name"), node) for node in form)
        has_file = any(node.text("type") == "file" for node in form)
        usual = "multipart/form-data" if has_file else "application/x-www-form-urlencoded"
        kind = next(iter(media_types), usual)
        return any(one.required for one in fields), "", (Content(media_type=kind, fields=fields),)

    def responses(self, node: Node, media_types: tuple[str, ...]) -> tuple[Response, ...]:
        """The responses by status in the order of the document."""
        return tuple(
            self._shared_response(status, self._documents.resolved(one), media_types)
            for status, one in node.members("responses")
            if not self.budget.is_spent
        )

    def _shared_response(self, status: str, node: Node, media_types: tuple[str, ...]) -> Response:
        make = partial(self._response, status, node, media_types)
        found = self._once(("response", node.place, media_types), make)
        return found if found.status == status else found.model_copy(update={"status": status})

    def _response(self, status: str, node: Node, media_types: tuple[str, ...]) -> Response:
        contents = self.contents(node, "reads")
        schema = node.get("schema")
        if schema is not None:  # version 2
            given = {
                kind: Example(text=as_example(one.value)[:_LONGEST_EXAMPLE])
                for kind, one in node.entries("examples")
            }
            kinds = media_types or tuple(given) or ("application/json",)
            contents = tuple(
                self.content_of(kind, schema, "reads", (given[kind],) if kind in given else ())
                for kind in kinds[:4]
            )
        self.budget.take(200 + len(node.text("description")))
        return Response(
            status=status,
            description=node.text("description") or node.text("summary"),
            headers=tuple(self._header(name, one) for name, one in node.entries("headers")),
            contents=contents,
        )

    def _header(self, name: str, node: Node) -> Field:
        return self._parameter(name, self._documents.resolved(node))


def _value_of(node: Node) -> Any:
    """The value of an Example Object, which 3.2 gives under other names too."""
    for key in ("value", "dataValue"):
        if node.is_object and key in node.value:
            return node.value[key]
    serialized = node.text("serializedValue")
    return serialized or None
