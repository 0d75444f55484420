"""A secret in an address of a configuration is refused, with its line, whatever the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.config.settings import load_config
from catalogsite.errors import ConfigError
from catalogsite.site.portal import build_portal

SECRET = "hunter2"
ADDRESSES = (
    f"https://ann:{SECRET}@h.example/x",
    f"https://{SECRET}@h.example/x",
    f"https://h.example/x?private_token={SECRET}",
    f"https://h.example/x;sig={SECRET}",
    f"https://h.example/x#access_token={SECRET}",
    f"https://h.example/x?api%5Fkey={SECRET}",
)
PLACES = {
    "url: {}\n": 1,
    "title: x\nurl: {}/\n": 2,
    "title: see {} please\n": 1,
    "sources:\n  - kind: git\n    url: {}\n": 3,
    "sources: [{{kind: catalog, target: {}}}]\n": 1,
    "sources:\n  - {{kind: folder, path: ., descriptors: [{}]}}\n": 2,
    "sources:\n  - {{kind: github, organization: a, api_url: {}}}\n": 2,
    "sources: [{{kind: github, organization: a,\n  web_url: {}}}]\n": 2,
    "enrich:\n  - kind: github_actions\n    api_url: {}\n": 3,
    "enrich:\n  - kind: prometheus\n    url: {}\n": 3,
    "enrich:\n  - kind: prometheus\n    url: https://p.example\n    web_url: {}\n": 4,
    "enrich: [{{kind: prometheus, url: https://p.example,\n  queries: {{a: 'up{{x=\"{}\"}}'}}}}]\n": 2,
    "scorecards: [{}]\n": 1,
    "templates:\n  - {}\n": 2,
    "title: a\ncatalog:\n  kinds:\n    - {{kind: K, schema: {}}}\n": 4,
    "problems: [{{rules: [docs-plugin], paths: [{}]}}]\n": 1,
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("text", "line"), PLACES.items())
def test_refused_with_its_line(tmp_path: Path, text: str, line: int, address: str) -> None:
    file = tmp_path / "catalogsite.yaml"
    bare = "see {}" in text or "up{{" in text or "{}/" in text
    file.write_text(text.format(address if bare else f'"{address}"'))
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    message = str(raised.value)
    assert message.startswith(f"{file}:{line}: ")
    assert "the address holds a" in message
    assert ": remove it" in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("url: https://ann:pw@h.example/\n", ":1: url: the address holds a password: remove it: every page shows the address"),
        ("sources:\n  - {kind: git, url: 'https://h.example/x.git?private_token=a'}\n", ":2: sources.0.url: the address holds a secret in `private_token`: remove it, and give it to git by a credential helper"),
        ("enrich:\n  - {kind: prometheus, url: 'http://h.example/?token=a'}\n", ":2: enrich.0.url: the address holds a secret in `token`: remove it, and name the variable that holds it: `token: {env: NAME}`"),
    ],
)  # fmt: skip
def test_how_to_fix_it(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "catalogsite.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert message in str(raised.value)


def test_every_one_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "catalogsite.yaml"
    file.write_text("url: https://a:b@h.example/\nscorecards: ['https://h.example/?key=a']\n")
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    assert f"{file}:1: url: " in str(raised.value)
    assert f"{file}:2: scorecards.0: " in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "title: 'tokens: why?token=x is not an address'\n",
        "url: https://h.example:8443/portal/\n",
        "sources: [{kind: git, url: 'ssh://git@h.example/x.git'}]\n",
        "enrich: [{kind: prometheus, url: 'http://h.example', queries: {a: 'sum by (key) (up)'}}]\n",
        "# https://ann:pw@h.example/\ntitle: x\n",
    ],
)
def test_what_is_no_secret(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalogsite.yaml"
    file.write_text(text)
    load_config(file)


@pytest.mark.parametrize("key", ["site_url", "repo_url", "edit_uri"])
@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_an_address_of_mkdocs_yml_that_every_page_shows(
    tmp_path: Path, key: str, address: str
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: x\ntheme: material\n{key}: {address}\n")
    with pytest.raises(ConfigError) as raised:
        build_portal(file, tmp_path / "site")
    assert f"{file}:3: {key}: the address holds a" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_an_address_that_comes_from_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SITE", ADDRESSES[0])
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# x")
    file = tmp_path / "mkdocs.yml"
    file.write_text("site_name: x\ntheme: {name: material, font: false}\nsite_url: !ENV SITE\n")
    with pytest.raises(ConfigError, match="see MkDocs' messages above"):
        build_portal(file, tmp_path / "site")
    assert "site_url: the address holds a password" in caplog.text
    assert SECRET not in caplog.text
