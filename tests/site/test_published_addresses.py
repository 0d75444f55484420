"""The address of a site is the configured one, also while it is served from this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config.base import load_config

from catalogsite.site.portal import configured_address

LOCAL = "http://127.0.0.1:8000/x/"


@pytest.mark.parametrize(
    ("site_url", "url", "address"),
    [
        ("", None, ""),
        ("", "https://a.example", "https://a.example/"),
        ("", "https://a.example/y/", "https://a.example/y/"),
        ("site_url: https://b.example/x/", "https://a.example", "https://b.example/x/"),
        ("site_url: https://b.example", None, "https://b.example/"),
        ("site_url:", "https://a.example", "https://a.example/"),
        ("site_url: !ENV [NO_SUCH_VARIABLE, https://c.example]", None, "https://c.example/"),
        ("INHERIT: base.yml", "https://a.example", "https://base.example/"),
    ],
)
@pytest.mark.parametrize("serving", [False, True])
def test_the_address_is_the_configured_one(
    tmp_path: Path, serving: bool, site_url: str, url: str | None, address: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "base.yml").write_text("site_url: https://base.example/\n")
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: X\n{site_url}\n")
    config = load_config(str(file))
    if serving:
        config.site_url = LOCAL
    assert configured_address(config, url, serving=serving) == address
