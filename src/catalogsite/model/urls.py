"""The addresses of the site (design §5): paths without a leading slash, and links between them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote


def split_ref(ref: str) -> tuple[str, str, str]:
    """Kind, namespace and name of a full reference `kind:namespace/name`."""
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    return kind, namespace, name


# The addresses of an entity are needed dozens of times: on every page that links to it.
@lru_cache(maxsize=2**14)
def _quoted(ref: str) -> tuple[str, str, str]:
    kind, namespace, name = (quote(part.lower(), safe="") for part in split_ref(ref))
    return kind, namespace, name


@lru_cache(maxsize=2**14)
def _triplet(ref: str) -> str:
    kind, namespace, name = _quoted(ref)
    return f"{namespace}/{kind}/{name}"


def entity_path(ref: str) -> str:
    """The page of an entity."""
    return f"catalog/{_triplet(ref)}/"


def api_reference_path(ref: str, page: str = "") -> str:
    """The reference of an API, or a page below it (`page` ends in a slash)."""
    return f"{entity_path(ref)}api/{page}"


def api_json_path(ref: str) -> str:
    """What the definition of an API says, as JSON."""
    kind, namespace, name = _quoted(ref)
    return f"api/definitions/{kind}/{namespace}/{name}.json"


def docs_path(ref: str, page: str = "") -> str:
    """The documentation of an entity, or one page of it (`page` ends in a slash).

    A `%` in the name of a page is quoted: as an address, `a%20b/` would be another page.
    """
    return f"docs/{_triplet(ref)}/{page.replace('%', '%25')}"


def template_path(ref: str) -> str:
    """The guide page of a scaffold template."""
    _, namespace, name = split_ref(ref)
    return f"create/{quote(namespace.lower(), safe='')}/{quote(name.lower(), safe='')}/"


def badge_path(ref: str, badge: str) -> str:
    """One badge of an entity."""
    return f"badges/{_triplet(ref)}/{badge}.svg"


def entity_json_path(ref: str) -> str:
    """The JSON of an entity, at the path of Backstage's own API."""
    kind, namespace, name = _quoted(ref)
    return f"api/catalog/entities/by-name/{kind}/{namespace}/{name}.json"


def base(page_path: str) -> str:
    """The prefix that leads from a page to the root of the site: `../` for each folder."""
    return "../" * page_path.count("/")


def from_folder(base: str, folder: str, path: str) -> str:
    """The link to a path of the site, the shorter one where that is in `folder`.

    `base` leads from the page to the root, and `folder` is one that the page is in.
    """
    if folder and path.startswith(folder):
        return base[3 * folder.count("/") :] + path[len(folder) :]
    return base + path


def relative(from_page: str, to_path: str) -> str:
    """The link from a page (a path that ends in `/`, or `""`) to any path of the site."""
    start, target = from_page.split("/")[:-1], to_path.split("/")
    shared, most = 0, min(len(start), len(target) - 1)
    while shared < most and start[shared] == target[shared]:
        shared += 1
    link = "../" * (len(start) - shared) + "/".join(target[shared:])
    return link or "./"
