"""Every problem of a configuration, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.config.settings import config_for_paths, load_config
from catalogsite.errors import ConfigError
from catalogsite.repositories.hosts import is_among

CASES = {
    "sources: [{kind: folder, path: .}]\ntitel: x\n": ":2: titel: unknown key; did you mean `title`?",
    "sources:\n  - {kind: foldr, path: .}\n": ":2: sources.0: unknown kind 'foldr'; known: ",
    "title: [a]\n": ":1: title: write a text",
    "title: x\nurl: portal.acme.example\n": ":2: url: write the whole address: https://host/path/",
    "sources: {}\n": ":1: sources: write a list",
    "sources: [5]\n": ":1: sources.0: write keys with values",
    "- a\n": ":1: expected keys such as `sources:`",
    "title: 'a\n": "not valid YAML",
    "title: 2026-13-01\n": "not valid YAML: month must be in 1..12",
    f"title: {'[' * 5000}\n": "not valid YAML: nested too deeply",
    "sources: []\ntitle: x\nsources: []\n": ":3: the key `sources` is repeated",
    "sources: [{kind: git, url: x, branch: a, branch: b}]\n": "the key `branch` is repeated",
    "sources: [{kind: git}]\n": ":1: sources.0.url: is required",
    "problems:\n  - rules: [docs-plugn]\n": (
        ":2: problems.0.rules: unknown rule `docs-plugn`; did you mean `docs-plugin`?"
    ),
    "problems: [{rules: [nonsense-all-over]}]\n": (
        "unknown rule `nonsense-all-over`; the reference of problems lists all rules"
    ),
    "problems:\n  - {rules: [docs-plugin], filter: =x}\n": (
        ":2: problems.0.filter: `=x` in the filter names no field"
    ),
    "problems: [{rules: [docs-plugin], path: [x]}]\n": "unknown key; did you mean `paths`?",
    "catalog:\n  kinds: [{kind: Plugin, schma: x}]\n": "unknown key; did you mean `schema`?",
    "catalog:\n  kinds: [{kind: Plugin, relations: [runsOn]}]\n": (
        "`runsOn` is not a field of a core kind: set `relation` and `inverse`"
    ),
    "catalog:\n  kinds: [{kind: A, relations: [{field: x, relation: dependsOn, inverse: y}]}]\n": (
        "catalog.kinds: the relation `dependsOn` of the kind A has the inverse `y`, and elsewhere it is "
        "between `dependsOn` and `dependencyOf`: give both the same inverse, or one another name"
    ),
    "catalog:\n  kinds:\n    - {kind: A, relations: [{field: x, relation: runsOn, inverse: runs}]}\n"
    "    - {kind: B, relations: [{field: x, relation: runsOn, inverse: runs, meaning: needs}]}\n": (
        "the relation `runsOn` of the kind B differs from that of another kind: give both the same"
    ),
    "catalog:\n  kinds: [{kind: A, relations: [{field: x, relation: a, inverse: b, meaning: like}]}]\n": (
        "meaning"
    ),
    "graph:\n  rules:\n    - {name: a, from: 'x++', to: y}\n": (
        ":3: graph.rules.0.from: `x++` in the selector `x++` cannot be read"
    ),
    "graph:\n  layers: [{name: a, order: [x]}]\n": "graph.layers.0.order",
    "graph:\n  rules: [{name: a, from: x, too: y}]\n": "unknown key; did you mean `to`?",
    "packages: {end_of_lif: [x]}\n": "unknown key; did you mean `end_of_life`?",
    "apis: {try_itt: [x]}\n": "unknown key; did you mean `try_it`?",
    "apis: {try_it: ['*']}\n": ":1: apis.try_it.0: write a server, such as https://api.example.com",
    "apis: {try_it: [api.acme.example]}\n": ":1: apis.try_it.0: write a server, such as",
    "apis: {try_it: ['https://a.example; script-src *']}\n": ":1: apis.try_it.0: write a server",
    "apis: {try_it: ['https://a.example/x']}\n": ":1: apis.try_it.0: write a server",
    "graph: {rule: []}\n": "unknown key; did you mean `rules`?",
    "catalog:\n  rules:\n    - alow: [Group]\n": "unknown key; did you mean `allow`?",
    "catalog:\n  rules: backstge\n": ":2: catalog.rules: write `backstage`, or a list of rules",
    "catalog:\n  tools:\n    jenkns: https://ci.example\n": (
        ":3: catalog.tools.jenkns: unknown tool; did you mean `jenkins`?"
    ),
    "catalog: {tools: {acme-tool: https://t.example}}\n": (
        ":1: catalog.tools.acme-tool: unknown tool; known: airbrake, allure, argocd"
    ),
    "catalog:\n  tools:\n    jenkins: ftp://ci.example\n": (
        ":3: catalog.tools.jenkins: expected an address such as https://"
    ),
    "catalog:\n  tools:\n    jenkins:\n      old: javascript:alert(1)\n": (
        ":4: catalog.tools.jenkins.old: expected an address such as https://"
    ),
    "catalog: {tools: {jenkins: [https://ci.example]}}\n": (
        ":1: catalog.tools: `jenkins`: write an address, or the addresses of its servers by name"
    ),
    "catalog: {tools: {jenkins: 'https://u:p@ci.example'}}\n": (
        ":1: catalog.tools.jenkins: the address holds"
    ),
    "catalog: {tools: [jenkins]}\n": ":1: catalog.tools: write keys with values",
    "catalog: {folow: false}\n": "unknown key; did you mean `follow`?",
    # It would promise what no page does.
    "audience: internal\n": (
        ":1: audience: a portal has one audience: all who can open it; publish it behind a login, "
        "and remove the key"
    ),
    "title: x\naudience: {groups: [a]}\n": ":2: audience: a portal has one audience",
    "audiense: public\n": "unknown key; known: apis, catalog, create, credentials, csp",
    "csp:\n  img_src: [https://a.example]\n": ":2: csp.img_src: unknown key; did you mean `img-src`?",
    "csp: {script-src: [\"'unsafe-inline'\"]}\n": ":1: csp.script-src.0: a page must run no code that",
    "csp: {script-src: [\"'unsafe-eval'\"]}\n": "name a host, or the hash of the code",
    "csp: {script-src: ['data:']}\n": ":1: csp.script-src.0: a page must run no code",
    "csp: {script-src: ['https:']}\n": ":1: csp.script-src.0: write a host, such as",
    "csp: {img-src: ['*']}\n": ":1: csp.img-src.0: write a host, such as https://img.example.com",
    "csp: {img-src: ['https://a.example; script-src *']}\n": ":1: csp.img-src.0: write a host",
    "csp: {img-src: ['https://u:p@a.example']}\n": ":1: csp.img-src.0: write a host",
    "csp: {connect-src: https://a.example}\n": ":1: csp.connect-src: write a list",
    "csp: {default-src: [https://a.example]}\n": ":1: csp.default-src: unknown key",
    "catalog:\n  hosts: ['https://git.acme.example']\n": ":2: catalog.hosts: write a host, such as",
    "catalog:\n  hosts: ['git.acme.example:http']\n": ":2: catalog.hosts: write a host, such as",
    "catalog:\n  hosts: ['u:p@git.acme.example']\n": ":2: catalog.hosts: write a host, such as",
}


@pytest.mark.parametrize(("text", "message"), CASES.items())
def test_problem(tmp_path: Path, text: str, message: str) -> None:
    """The message names file, line, place and what to write instead."""
    path = tmp_path / "catalogsite.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert message in str(raised.value)


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Two mistakes give two lines."""
    path = tmp_path / "catalogsite.yaml"
    path.write_text("titel: x\njobs: none\n", "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(path)
    assert ":1: titel" in str(raised.value)
    assert ":2: jobs" in str(raised.value)


def test_missing_file(tmp_path: Path) -> None:
    """The fix for a missing file is to start one."""
    with pytest.raises(ConfigError, match="catalogsite init"):
        load_config(tmp_path / "catalogsite.yaml")


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        (None, "No such file"),
        ("{type: 7}", "7 is not valid under any of the given schemas"),
        ("{a: [", "while parsing"),
    ],
)
def test_the_schema_of_a_kind_that_cannot_be_used(
    tmp_path: Path, schema: str | None, what: str
) -> None:
    """The message names the file of the schema."""
    if schema:
        (tmp_path / "plugin.yaml").write_text(schema, "utf-8")
    path = tmp_path / "catalogsite.yaml"
    path.write_text("catalog: {kinds: [{kind: Plugin, schema: plugin.yaml}]}\n", "utf-8")
    with pytest.raises(ConfigError) as raised:
        _ = load_config(path).policy
    assert what in str(raised.value)
    assert "plugin.yaml" in str(raised.value)


def test_without_a_file_nobody_decided_which_hosts_may_be_read(tmp_path: Path) -> None:
    assert config_for_paths([tmp_path]).policy.hosts == ("*",)
    path = tmp_path / "catalogsite.yaml"
    path.write_text("catalog: {hosts: ['*.acme.example']}\n", "utf-8")
    written = config_for_paths([tmp_path], load_config(path))
    assert written.policy.hosts == ("*.acme.example",)
    assert is_among("api.acme.example", written.policy.hosts)
    assert not is_among("acme.example", written.policy.hosts)
    assert not is_among("api.acme.example.evil", written.policy.hosts)


def test_files_are_found_whatever_the_folder_is_called(tmp_path: Path) -> None:
    """Patterns are relative to the configuration, or absolute; its own folder is no pattern."""
    folder = tmp_path / "[acme]"
    for name in ("cards/b.yaml", "cards/a.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    (folder / "catalogsite.yaml").write_text("title: Acme\n", "utf-8")
    config = load_config(folder / "catalogsite.yaml")
    expected = [folder / "cards/a.yaml", folder / "cards/b.yaml"]
    assert list(config.files(["cards/*.yaml"])) == expected
    assert list(config.files([f"{tmp_path}/*acme*/cards/*.yaml"])) == expected


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"\ud83d\ude80 Acme", "\U0001f680 Acme"),
        (r"a \ud83d", "a \ufffd"),
        (r"\ude80\ud83d", "\ufffd\ufffd"),
        (r"\U0001F680", "\U0001f680"),
    ],
)
def test_a_character_may_be_escaped_as_in_json(tmp_path: Path, written: str, title: str) -> None:
    path = tmp_path / "catalogsite.yaml"
    path.write_text(f'title: "{written}"\nsources: []\n', "utf-8")
    assert load_config(path).title == title
