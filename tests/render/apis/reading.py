"""The pages of an API made of a model, and what a reader finds on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from tests.render import acme

from catalogsite.model.api.api import ApiDefinition, ApiModel
from catalogsite.model.page import Asset, Page, everything
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.page_outputs import entity_outputs
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.templates import Templates
from catalogsite.site.templates import TemplateFolders

CASES = Path(__file__).parent / "cases"
REF = "api:default/payments-v2"
TEMPLATES = Templates(TemplateFolders().environment())
_BLOCKS = {"h1", "h2", "h3", "h4", "li", "p", "dt", "dd", "summary", "tr", "pre"}
_VOID = {"link", "br", "hr", "wbr", "img", "input", "col"}


def case(name: str) -> ApiModel:
    """The model of a case file."""
    return ApiModel.model_validate(yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8")))


def index_of(
    model: ApiModel | None, files: Mapping[str, str], *, type_: str = "openapi", **meta: Any
) -> PortalIndex:
    """A catalog with one API that has this model and these files, its provider and a consumer."""
    blobs: dict[str, bytes] = {}

    def put(content: bytes) -> str:
        digest = sha256(content).hexdigest()
        blobs[digest] = content
        return digest

    kept = ApiDefinition(
        format=model.format if model else "",
        format_version=model.format_version if model else "",
        version=model.version if model else "",
        files={path: put(text.encode("utf-8", "replace")) for path, text in files.items()},
        model=put(model.model_dump_json(exclude_defaults=True).encode()) if model else "",
        operations=len(model.operations) if model else 0,
        channels=len(model.channels) if model else 0,
        types=len(model.types) if model else 0,
        deprecated=sum(one.deprecated for one in model.operations) if model else 0,
    )
    spec = {"type": type_, "lifecycle": "production", "definition": next(iter(files.values()), "")}
    entities = [
        acme.entity("API", "payments-v1", {"type": "openapi", "lifecycle": "deprecated"}),
        acme.entity("API", "payments-v2", spec, title="Payments v2", **meta),
        acme.entity("Component", "checkout", {"type": "service"}),
        acme.entity("Component", "payments", {"type": "service"}),
        acme.entity("Group", "team-payments", {"type": "team"}),
    ]
    component, team = "component:default/", "group:default/team-payments"
    acme.relate(
        entities,
        [
            (f"{component}payments", "providesApi", REF),
            (f"{component}checkout", "consumesApi", REF),
            (f"{component}checkout", "ownedBy", team),
            (REF, "ownedBy", team),
        ],
    )
    snapshot = Snapshot(
        version="1", created=acme.NOW, entities=tuple(entities), definitions={REF: kept}
    )
    return PortalIndex(SnapshotIndex(snapshot), read_blob=blobs.__getitem__)


def made(index: PortalIndex) -> dict[str, Page | Asset]:
    """The pages and files of all entities by their path."""
    return {one.path: one for one in everything(entity_outputs(index, TEMPLATES))}


def pages_of(model: ApiModel | None, files: Mapping[str, str], **more: Any) -> dict[str, str]:
    """The body of each page of the API by its path below that of the entity."""
    top = "catalog/default/api/payments-v2/"
    found = made(index_of(model, files, **more))
    return {
        path.removeprefix(top): one.body
        for path, one in found.items()
        if isinstance(one, Page) and path.startswith(top)
    }


class Reading(HTMLParser):
    """The elements of a page, and its text in lines: `## title`, and links with their addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self._pieces: list[str] = []
        self._links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        values = dict(attrs)
        assert len(values) == len(attrs), f"an attribute twice: {attrs}"
        self.elements.append((tag, values))
        if tag not in _VOID:
            self.open.append(tag)
        if tag in _BLOCKS:
            level = int(tag[1]) if re.fullmatch(r"h\d", tag) else 0
            self._pieces.append("\n" + "#" * level + " " * bool(level))
        if tag == "a":
            self._links.append(values.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """An element closes, which must be the last one that opened."""
        if tag in _VOID:
            return
        assert self.open, f"</{tag}> without a start"
        opened = self.open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}> at {self.getpos()}"
        if tag == "a":
            self._pieces.append(f" <{self._links.pop()}>")
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Text."""
        self._pieces.append(data)

    @property
    def text(self) -> str:
        """What is read, a block a line."""
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        return "\n".join(line for line in lines if line) + "\n"

    @property
    def ids(self) -> list[str]:
        """The anchors."""
        return [value for _, values in self.elements if (value := values.get("id")) is not None]

    @property
    def links(self) -> list[str]:
        """The addresses of the links."""
        return [values.get("href") or "" for tag, values in self.elements if tag == "a"]
