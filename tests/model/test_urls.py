"""The addresses of the site, and links between them."""

from __future__ import annotations

import pytest

from catalogsite.model import urls


@pytest.mark.parametrize(
    ("start", "target", "link"),
    [
        ("", "catalog/", "catalog/"),
        ("catalog/", "", "../"),
        ("catalog/", "catalog/", "./"),
        ("catalog/default/component/x/", "catalog/default/api/y/", "../../api/y/"),
        ("docs/a/b/c/guide/", "assets/x.css", "../../../../../assets/x.css"),
        ("catalog/default/component/x/", "catalog/default/component/x/raw.yaml", "raw.yaml"),
    ],
)
def test_relative(start: str, target: str, link: str) -> None:
    """A link leads from one page to any path of the site."""
    assert urls.relative(start, target) == link


def test_paths_follow_backstage() -> None:
    """Namespace, kind and name, lower case, escaped."""
    assert urls.entity_path("Component:default/Payments") == "catalog/default/component/payments/"
    assert urls.docs_path("api:x/y", "guide/") == "docs/x/api/y/guide/"
    assert urls.template_path("template:default/py") == "create/default/py/"
    assert urls.entity_json_path("api:x/y") == "api/catalog/entities/by-name/api/x/y.json"
    assert urls.base("catalog/default/component/x/") == "../../../../"
