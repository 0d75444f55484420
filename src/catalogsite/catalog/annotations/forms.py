"""The forms of annotation values: each is a function from a value to the mismatch, if any."""

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

_NO_PART = frozenset({"", ".", ".."})
_NO_PATH = re.compile(r"[?#\x00-\x1f]")
_DURATION = re.compile(
    r"P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
)


class Mismatch(NamedTuple):
    """Why a value does not have the expected form, and what to write instead."""

    reason: str
    fix: str | None = None


Form = Callable[[str], Mismatch | None]


def matches(pattern: str, what: str) -> Form:
    """The form of a text that matches a regular expression; `what` describes it in words."""
    compiled = re.compile(pattern)

    def form(text: str) -> Mismatch | None:
        return None if compiled.fullmatch(text) else Mismatch(f"it must be {what}")

    return form


def one_of(*words: str) -> Form:
    """The form of a text that is one of a few words."""
    choices = " or ".join(f"`{word}`" for word in words)

    def form(text: str) -> Mismatch | None:
        return None if text in words else Mismatch(f"it must be {choices}", f"write {choices}")

    return form


def listed(form: Form) -> Form:
    """The form of values of another form, separated by commas."""

    def every(text: str) -> Mismatch | None:
        pieces = [piece.strip() for piece in text.split(",")]
        if "" in pieces:
            return Mismatch("an item of the list is empty", "remove the comma")
        return next((mismatch for piece in pieces if (mismatch := form(piece))), None)

    return every


def address(text: str) -> Mismatch | None:
    """A whole web address."""
    if re.match(r"(?i)https?://", text) and formats.is_url(text):
        return None
    fix = "write the whole address, such as `https://host/path`"
    if text.startswith("url:"):
        fix = f"write it without the prefix: `{text[4:]}`"
    return Mismatch("it must be a web address", fix)


def slug(least: int = 2, most: int = 2, example: str = "owner/repository") -> Form:
    """A path such as `owner/repository`."""

    def form(text: str) -> Mismatch | None:
        if "://" in text:
            return Mismatch("it must be a path, not an address", _use(_path_of(text, least, most)))
        if text.endswith(".git"):
            return Mismatch("it must not end in `.git`", _use(text.removesuffix(".git")))
        if text != text.strip("/"):
            return Mismatch("it must not begin or end with `/`", _use(text.strip("/")))
        pieces = text.split("/")
        odd = _NO_PART.intersection(pieces) or _NO_PATH.search(text) or text != text.strip()
        if odd or not least <= len(pieces) <= most:
            return Mismatch(f"it must be of the form `{example}`", f"write `{example}`")
        return None

    return form


def location(text: str) -> Mismatch | None:
    """A location such as `url:https://host/path/`."""
    try:
        kind, target = parse_location(text)
    except UnknownReferenceError as error:
        return Mismatch(error.what, error.fix)
    if kind == "url" and address(target):
        return Mismatch(f"`{target}` is not a web address", "write `url:https://host/path/`")
    if kind not in {"url", "file"}:
        return Mismatch(f"`{kind}` is not a location type", "write `url:https://host/path/`")
    return None


def documentation(text: str) -> Mismatch | None:
    """Where TechDocs finds documentation: `dir:.` or `url:https://…`."""
    if "://" in text and re.match(r"(?i)https?:", text):
        return Mismatch("the type is missing", f"write `url:{text}`")
    kind, colon, target = (part.strip() for part in text.partition(":"))
    if not colon:
        return Mismatch("the type is missing", f"write `dir:{text.strip()}`")
    if kind not in {"dir", "url"}:
        return Mismatch(f"`{kind}` is not a documentation type", "write `dir:.` or `url:https://…`")
    if not target:
        return Mismatch("the folder is missing", "write `dir:.` for the folder of this file")
    if kind == "url" and address(target):
        return Mismatch(f"`{target}` is not a web address", "write `url:https://host/path/`")
    if kind == "dir" and target.startswith("/"):
        relative = target.lstrip("/") or "."
        return Mismatch("the folder must be relative to this file", f"write `dir:{relative}`")
    return None


def reference(text: str) -> Mismatch | None:
    """A reference with its kind: `component:default/name`."""
    try:
        parse_ref(text)
    except UnknownReferenceError as error:
        return Mismatch(error.what, error.fix)
    return None


def label_value(text: str) -> Mismatch | None:
    """The value of a label in Kubernetes."""
    if formats.is_label_value(text):
        return None
    return Mismatch("it must be a Kubernetes label value", _use(formats.suggest_name(text) or None))


def namespace(text: str) -> Mismatch | None:
    """A namespace of Kubernetes."""
    if formats.is_namespace(text):
        return None
    return Mismatch("it must be a Kubernetes namespace", _use(formats.suggest_label(text) or None))


def label_selector(text: str) -> Mismatch | None:
    """A label selector of Kubernetes."""
    reason = selectors.label_selector_fault(text)
    return Mismatch(reason, "write it like `app=shop,tier=web`") if reason else None


def label_pairs(text: str) -> Mismatch | None:
    """Labels with their values."""
    reason = selectors.pairs_fault(text)
    return Mismatch(reason, "write it like `service=shop,stage=live`") if reason else None


def label_pairs_or_tag(text: str) -> Mismatch | None:
    """Labels with their values, or the single tag of older versions of Grafana."""
    return None if re.fullmatch(r"[\w.:-]+", text) else label_pairs(text)


def dashboards(text: str) -> Mismatch | None:
    """A search for dashboards of Grafana."""
    reason = selectors.dashboard_fault(text)
    if reason is None:
        return None
    example = selectors.dashboard_search(text) or "tags @> 'shop' || title == 'Shop'"
    return Mismatch(f"it is neither a single tag nor a search: {reason}", f"write `{example}`")


def queries(text: str) -> Mismatch | None:
    """Queries of Prometheus, each with the label that it is grouped by."""
    reason = selectors.rules_fault(text)
    return Mismatch(reason, "use a recording rule, as `rule|label`") if reason else None


def address_or_search(text: str) -> Mismatch | None:
    """The address of a dashboard, or a search for one."""
    return None if re.match(r"(?i)https?://", text) else dashboards(text)


def duration(text: str) -> Mismatch | None:
    """A duration as ISO 8601 writes it."""
    fix = "write it like `PT2H` or `P1D`"
    return None if _DURATION.fullmatch(text) else Mismatch("it must be an ISO 8601 duration", fix)


def relative_or_address(text: str) -> Mismatch | None:
    """A folder relative to the descriptor, or an address."""
    found = re.match(r"(dir|url|file):\s*(.+)", text)
    if found:
        return Mismatch("it must be a path or an address without a type", f"write `{found[2]}`")
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
