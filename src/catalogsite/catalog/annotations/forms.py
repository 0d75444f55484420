"""The forms that values of annotations have: each says what is wrong, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from catalogsite.catalog.annotations import selectors
from catalogsite.catalog.kinds import formats
from catalogsite.catalog.relations.references import parse_location, parse_ref
from catalogsite.errors import UnknownReferenceError
from catalogsite.repositories.hosts import parts_of

_DURATION = re.compile(
    r"P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
)


class Fault(NamedTuple):
    """Why a value has not its form, and how to mend it."""

    why: str
    fix: str | None = None


Form = Callable[[str], Fault | None]


def matches(pattern: str, what: str) -> Form:
    """A text that a regular expression describes; `what` says it in words."""
    compiled = re.compile(pattern)

    def form(text: str) -> Fault | None:
        return None if compiled.fullmatch(text) else Fault(f"it must be {what}")

    return form


def one_of(*words: str) -> Form:
    """One of a few words."""
    told = " or ".join(f"`{word}`" for word in words)

    def form(text: str) -> Fault | None:
        return None if text in words else Fault(f"it must be {told}", f"write {told}")

    return form


def listed(form: Form) -> Form:
    """A list of values with commas between them."""

    def every(text: str) -> Fault | None:
        pieces = [piece.strip() for piece in text.split(",")]
        if "" in pieces:
            return Fault("an item of the list is empty", "remove the comma")
        return next((fault for piece in pieces if (fault := form(piece))), None)

    return every


def address(text: str) -> Fault | None:
    """A whole web address."""
    if re.match(r"(?i)https?://", text) and formats.is_url(text):
        return None
    fix = "write the whole address, such as `https://host/path`"
    if text.startswith("url:"):
        fix = f"write it without the prefix: `{text[4:]}`"
    return Fault("it must be a web address", fix)


def slug(least: int = 2, most: int = 2, example: str = "owner/repository") -> Form:
    """A path such as `owner/repository`."""

    def form(text: str) -> Fault | None:
        if "://" in text:
            return Fault("it is an address", _use(_path_of(text, least, most)))
        if text.endswith(".git"):
            return Fault("it must not end in `.git`", _use(text.removesuffix(".git")))
        if text != text.strip("/"):
            return Fault("it must not begin or end with `/`", _use(text.strip("/")))
        pieces = text.split("/")
        if not least <= len(pieces) <= most or not all(pieces) or text != text.strip():
            return Fault(f"it must be of the form `{example}`", f"write `{example}`")
        return None

    return form


def location(text: str) -> Fault | None:
    """A location such as `url:https://host/path/`."""
    try:
        kind, target = parse_location(text)
    except UnknownReferenceError as error:
        return Fault(error.what, error.fix)
    if kind == "url" and address(target):
        return Fault(f"`{target}` is not a web address", "write `url:https://host/path/`")
    if kind not in {"url", "file"}:
        return Fault(f"`{kind}` is not a type of locations", "write `url:https://host/path/`")
    return None


def documentation(text: str) -> Fault | None:
    """Where TechDocs finds documentation: `dir:.` or `url:https://…`."""
    if "://" in text and re.match(r"(?i)https?:", text):
        return Fault("it has no type", f"write `url:{text}`")
    kind, colon, target = (part.strip() for part in text.partition(":"))
    if not colon:
        return Fault("it has no type", f"write `dir:{text.strip()}`")
    if kind not in {"dir", "url"}:
        return Fault(f"`{kind}` is not a type of documentation", "write `dir:.` or `url:https://…`")
    if not target:
        return Fault("it names no folder", "write `dir:.` for the folder of this file")
    if kind == "url" and address(target):
        return Fault(f"`{target}` is not a web address", "write `url:https://host/path/`")
    if kind == "dir" and target.startswith("/"):
        relative = target.lstrip("/") or "."
        return Fault("the folder is relative to this file", f"write `dir:{relative}`")
    return None


def reference(text: str) -> Fault | None:
    """A reference with its kind: `component:default/name`."""
    try:
        parse_ref(text)
    except UnknownReferenceError as error:
        return Fault(error.what, error.fix)
    return None


def label_value(text: str) -> Fault | None:
    """The value of a label in Kubernetes."""
    if formats.is_label_value(text):
        return None
    return Fault(
        "it must be the value of a label in Kubernetes", _use(formats.suggest_name(text) or None)
    )


def namespace(text: str) -> Fault | None:
    """A namespace of Kubernetes."""
    if formats.is_namespace(text):
        return None
    return Fault("it must be a namespace of Kubernetes", _use(formats.suggest_label(text) or None))


def label_selector(text: str) -> Fault | None:
    """A selector of Kubernetes."""
    fault = selectors.label_selector_fault(text)
    return Fault(fault, "write it like `app=shop,tier=web`") if fault else None


def label_pairs(text: str) -> Fault | None:
    """Labels with their values."""
    fault = selectors.pairs_fault(text)
    return Fault(fault, "write it like `service=shop,stage=live`") if fault else None


def label_pairs_or_tag(text: str) -> Fault | None:
    """Labels with their values, or the one tag that older Grafanas know."""
    return None if re.fullmatch(r"[\w.:-]+", text) else label_pairs(text)


def dashboards(text: str) -> Fault | None:
    """A search for dashboards of Grafana."""
    fault = selectors.dashboard_fault(text)
    if fault is None:
        return None
    meant = selectors.dashboard_search(text)
    told = meant or "tags @> 'shop' || title == 'Shop'"
    return Fault(f"it is neither one tag nor a search: {fault}", f"write `{told}`")


def queries(text: str) -> Fault | None:
    """Queries of Prometheus, each with the label that it is grouped by."""
    fault = selectors.rules_fault(text)
    return Fault(fault, "name a recording rule, as `rule|label`") if fault else None


def address_or_search(text: str) -> Fault | None:
    """The address of a dashboard, or a search for one."""
    return None if "://" in text else dashboards(text)


def duration(text: str) -> Fault | None:
    """A duration as ISO 8601 writes it."""
    fix = "write it like `PT2H` or `P1D`"
    return None if _DURATION.fullmatch(text) else Fault("it must be an ISO 8601 duration", fix)


def relative_or_address(text: str) -> Fault | None:
    """A folder relative to the descriptor, or an address."""
    found = re.match(r"(dir|url|file):\s*(.+)", text)
    if found:
        return Fault("it has no type", f"write `{found[2]}`")
    return None


def _path_of(text: str, least: int, most: int) -> str | None:
    parts = parts_of(text)
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece] if parts else []
    if "-" in pieces:
        pieces = pieces[: pieces.index("-")]
    kept = pieces[:most]
    return "/".join(kept).removesuffix(".git") if len(kept) >= least else None


def _use(text: str | None) -> str | None:
    return f"write `{text}`" if text else None
