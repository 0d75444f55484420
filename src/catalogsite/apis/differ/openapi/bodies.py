"""Compares the bodies of requests, and the responses."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Where, code
from catalogsite.apis.differ.openapi.contract import Operation
from catalogsite.apis.differ.openapi.parts import Body, Contents, Header, Response
from catalogsite.apis.differ.openapi.versions import Versions
from catalogsite.apis.node import Node


class BodyComparison:
    """Compares what one operation takes and answers; `sent` is the direction of what it takes."""

    def __init__(self, versions: Versions, whole: Where, sent: Direction) -> None:
        self.versions, self.whole, self.sent = versions, whole, sent

    def compare(self, old: Operation, new: Operation) -> None:
        """Note the differences of both."""
        self._body(old.body, new.body)
        for status, response in old.responses.items():
            known = _answer(new.responses, status)
            where = self._at(f"the response {code(status)}")
            if known is None:
                rule = _removed(status, old.responses)
                self._note(rule, where, response.node, None)
            else:
                self._response(response, known, where)
        for status, response in new.responses.items():
            if status in old.responses:
                continue
            where = self._at(f"the response {code(status)}")
            general = _answer(old.responses, status)
            if general is None:
                self._note("response-added", where, None, response.node)
            else:
                self._response(general, response, where)

    def _at(self, part: str) -> Where:
        return self.whole._replace(base=f"{part} of {self.whole.base}")

    def _note(
        self,
        rule: str,
        where: Where,
        old: Node | None,
        new: Node | None,
        before: str = "",
        after: str = "",
        direction: Direction | None = None,
    ) -> None:
        at = self.versions.at(old, new)
        self.versions.differences.add(rule, where, at, direction, before, after)

    def _body(self, old: Body | None, new: Body | None) -> None:
        where = self._at("the body")
        if old is None or new is None:
            if new is not None:
                rule = "required-body-added" if new.required else "body-added"
                self._note(rule, where, None, new.node, direction=self.sent)
            elif old is not None:
                self._note("body-removed", where, old.node, None, direction=self.sent)
            return
        if old.required != new.required:
            rule = "body-became-required" if new.required else "body-became-optional"
            self._note(rule, where, old.node, new.node, direction=self.sent)
        self._contents(old.node, old.contents, new.node, new.contents, where, self.sent)

    def _response(self, old: Response, new: Response, where: Where) -> None:
        self._contents(old.node, old.contents, new.node, new.contents, where, self.sent.reverse)
        self._headers(old.headers, new.headers, where)

    def _contents(
        self,
        old_node: Node,
        old: Contents,
        new_node: Node,
        new: Contents,
        where: Where,
        direction: Direction,
    ) -> None:
        for media, schema in old.items():
            known = _media(new, media)
            if known is None:
                self._note("media-type-removed", where, old_node, new_node, before=code(media))
            else:
                self.versions.schemas.compare(schema, new[known], direction, where)
        for media in new:
            if _media(old, media) is None:
                self._note("media-type-added", where, old_node, new_node, after=code(media))

    def _headers(self, old: Mapping[str, Header], new: Mapping[str, Header], whole: Where) -> None:
        for name in [*old, *(one for one in new if one not in old)]:
            before, after = old.get(name), new.get(name)
            known = after or before
            written = known.name if known else name
            where = whole._replace(base=f"the header {code(written)} of {whole.base}")
            if before is None or after is None:
                rule = "header-added" if before is None else "header-removed"
                if before is not None and before.required:
                    rule = "required-header-removed"
                nodes = before.node if before else None, after.node if after else None
                self._note(rule, where, *nodes)
                continue
            if before.required != after.required:
                rule = "header-became-required" if after.required else "header-became-optional"
                self._note(rule, where, before.node, after.node)
            self.versions.schemas.compare(before.schema, after.schema, self.sent.reverse, where)


def _removed(status: str, responses: Mapping[str, Response]) -> str:
    """The rule of a response that is gone; `default` is one of success where no other one is."""
    is_success = status.startswith(("2", "3"))
    if status == "default":
        is_success = not any(one.startswith("2") for one in responses)
    return "success-response-removed" if is_success else "response-removed"


def _answer(responses: Mapping[str, Response], status: str) -> Response | None:
    """The response with a status, or the one that its range or `default` gives."""
    known = responses.get(status) or responses.get(f"{status[:1]}XX")
    return known or (responses.get("default") if not status.startswith("2") else None)


def _media(contents: Contents, media: str) -> str | None:
    """The name under which a media type is there, by itself or by a range such as `*/*`."""
    names = (media, f"{media.partition('/')[0]}/*", "*/*")
    return next((name for name in names if name in contents), None)
