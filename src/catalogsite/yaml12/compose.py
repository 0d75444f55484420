"""The nodes of a document from libyaml; what a scalar means is decided by `construct`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
import yaml.cyaml

from catalogsite.yaml12 import libyaml_errors
from catalogsite.yaml12.depth import refuse_depth

PLAIN = ""
"""The tag of an unquoted scalar."""

QUOTED = "str"
"""The tag of every other node that was given none."""


# The tag `!`, which makes a value a string; the composer of libyaml drops it.
_TEXT_TAG = re.compile(r"(?:&\S+\s+)?!(?=\s)")
_MAY_BE_TEXT = re.compile(r"!\s")


def compose(text: str) -> yaml.Node | None:
    """The root node of the only document of a text; None for an empty document."""
    refuse_depth(text)
    try:
        node: yaml.Node | None = _Parser(text).get_single_node()
    except yaml.composer.ComposerError as error:
        # Libyaml's composer refuses an anchor given twice, which YAML allows.
        if error.problem != libyaml_errors.DUPLICATE_ANCHOR:
            raise
        return _EventComposer(_Parser(text)).document()
    if node is not None and _MAY_BE_TEXT.search(text):
        _tag_text(node, text)
    return node


def _tag_text(root: yaml.Node, text: str) -> None:
    """Tag scalars such as `! 5` as strings."""
    nodes, seen = [root], {id(root)}
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.ScalarNode):
            if node.tag == PLAIN and _TEXT_TAG.match(text, node.start_mark.index):
                node.tag = QUOTED
            continue
        for item in node.value:
            for part in item if isinstance(item, tuple) else (item,):
                if id(part) not in seen:
                    seen.add(id(part))
                    nodes.append(part)


class _Parser(yaml.cyaml.CParser):  # type: ignore[name-defined, misc, unused-ignore]  # not in every version of the stubs
    """libyaml's composer, with a tag that only distinguishes plain scalars from all other nodes."""

    def resolve(self, kind: type, _value: Any, implicit: Any) -> str:
        """The tag of a node without one: PLAIN or QUOTED."""
        return PLAIN if kind is yaml.ScalarNode and implicit[0] else QUOTED

    def descend_resolver(self, _parent: Any, _index: Any) -> None:
        """Does nothing: no tag depends on a path."""

    def ascend_resolver(self) -> None:
        """Does nothing: no tag depends on a path."""


class _EventComposer:
    """Composes nodes from events; an anchor that is defined again replaces the first."""

    def __init__(self, parser: _Parser) -> None:
        self._parser = parser
        self._anchors: dict[str, yaml.Node] = {}

    def document(self) -> yaml.Node:
        """The root node of the only document."""
        self._parser.get_event()
        self._parser.get_event()
        node = self._node()
        self._parser.get_event()
        after: Any = self._parser.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            what = "found another document"
            raise yaml.composer.ComposerError(None, None, what, after.start_mark)
        return node

    def _node(self) -> yaml.Node:
        event: Any = self._parser.get_event()
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            if event.anchor not in self._anchors:
                what = libyaml_errors.UNDEFINED_ALIAS
                raise yaml.composer.ComposerError(None, None, what, mark)
            return self._anchors[event.anchor]
        tag = event.tag
        if tag is None or tag == "!":
            plain = isinstance(event, yaml.ScalarEvent) and event.implicit[0]
            tag = PLAIN if plain else QUOTED
        node = self._empty(event, tag)
        if event.anchor:
            self._anchors[event.anchor] = node
        if isinstance(node, yaml.SequenceNode):
            node.value.extend(self._until(node, yaml.SequenceEndEvent))
        elif isinstance(node, yaml.MappingNode):
            items = self._until(node, yaml.MappingEndEvent)
            node.value.extend(zip(items, items, strict=True))
        return node

    def _empty(self, event: Any, tag: str) -> yaml.Node:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent):
            return yaml.ScalarNode(tag, event.value, start, end, event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return yaml.SequenceNode(tag, [], start, end, event.flow_style)
        return yaml.MappingNode(tag, [], start, end, event.flow_style)

    def _until(self, node: yaml.Node, end: type) -> Iterator[yaml.Node]:
        while not self._parser.check_event(end):
            yield self._node()
        event: Any = self._parser.get_event()
        node.end_mark = event.end_mark
