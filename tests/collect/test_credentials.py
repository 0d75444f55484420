"""Credentials in crawled texts are reported without their value, and withheld where configured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.environment import require

from catalogsite.collect.credentials.scan import with_credential_scan
from catalogsite.collect.credentials.scanner import CredentialScanner
from catalogsite.collect.run import Run
from catalogsite.config.settings import Config, load_config
from catalogsite.errors import ConfigError
from catalogsite.pipeline import collect
from catalogsite.state.folders import State

NOW = datetime(2026, 2, 1, tzinfo=UTC)
# In two parts, so that no scanner of ours stops at this file.
GITHUB = "ghp_" + "a8Kd02LmQz9RtYvB3nXw5CeF7gHj1PsU4oIk"
AWS = "AKIA" + "QYLPMN5HHHFPZAM2"
SLACK = "xoxb-" + "263594206564-FGqddMF8t08v8N7Oq4i57vs1"
STRIPE = "sk_live_" + "ReTllpYQYfIZu2Jnf2lAPFjD"
PRIVATE = (
    "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7Zq8mWx3eKd02LmQz9RtYvB3nXw5\n-----END"
)
ADDRESS = "https://deploy:" + "Zq8mWx3e@registry.acme.example/"
FOUND = {
    GITHUB: "GitHub Token",
    AWS: "AWS Access Key",
    SLACK: "Slack Token",
    STRIPE: "Stripe Access Key",
    PRIVATE: "Private Key",
    ADDRESS: "Basic Auth Credentials",
}
EXAMPLES = [
    "AKIAIOSFODNN7" + "EXAMPLE",
    "https://user:password@host/",
    "https://ann:$TOKEN@host/",
    "https://ann:<token>@host/",
    "token: YOUR_TOKEN",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "See commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12.",
]


@pytest.fixture(autouse=True)
def _extra() -> None:
    try:
        CredentialScanner()
    except Exception as error:
        require(None, str(error))


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_kinds(text: str, kind: str) -> None:
    (found, *_) = CredentialScanner().scan(f"words\nkey = {text}\n")
    assert (found.line, found.kind) == (2, kind)


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_are_no_findings(text: str) -> None:
    assert not list(CredentialScanner().scan(text))


def _run(folder: Path, mode: str) -> Run:
    files = {
        "catalog-info.yaml": json.dumps(
            {
                "apiVersion": "backstage.io/v1alpha1",
                "kind": "Component",
                "metadata": {
                    "name": "pay",
                    "description": f"Pays. Use {GITHUB} to read it.",
                    "annotations": {"backstage.io/techdocs-ref": "dir:."},
                },
                "spec": {"type": "service", "lifecycle": "x", "owner": "x"},
            }
        ),
        "mkdocs.yml": "site_name: Pay\n",
        "docs/index.md": "# Pay\n\nNothing here.\n",
        "docs/setup.md": f"# Setup\n\nexport KEY={AWS}\n",
    }
    for name, text in files.items():
        file = folder / "repos" / "pay" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = {"sources": [{"kind": "folder", "path": "repos/*"}], "credentials": mode}
    config = Config.model_validate({**settings, "base_dir": folder})
    return Run(config, State(folder / "state"), NOW)


def _problems(snapshot) -> list[tuple[str | None, int | None, str]]:
    found = [one for one in snapshot.problems if one.rule == "credential"]
    return [(one.file, one.line, one.message) for one in found]


def _kept(folder: Path) -> bytes:
    """All that a run leaves for the site: the snapshot, and the pages that it names."""
    snapshot = (folder / "state" / "snapshot.json").read_bytes()
    state = State(folder / "state")
    trees = [one["tree"] for one in json.loads(snapshot)["documentation"]]
    blobs = [entry.blob for tree in trees for entry in state.store.tree(tree).files.values()]
    return snapshot + b"".join(map(state.store.get, blobs))


def test_nothing_is_scanned_by_default(tmp_path: Path) -> None:
    assert not _problems(collect(_run(tmp_path, "off")))


def test_a_finding_is_a_problem_without_the_value(tmp_path: Path) -> None:
    found = _problems(collect(_run(tmp_path, "report")))
    assert found == [
        ("docs/setup.md", 3, "the text holds what looks like a credential: AWS Access Key"),
        ("catalog-info.yaml", 1, "the text holds what looks like a credential: GitHub Token"),
    ]
    assert AWS.encode() in _kept(tmp_path)
    assert AWS.encode() not in (tmp_path / "state/cache/credentials.json").read_bytes()


def test_a_finding_is_withheld(tmp_path: Path) -> None:
    found = _problems(collect(_run(tmp_path, "withhold")))
    assert found == [
        ("docs/setup.md", 3, "what looks like a credential is withheld from the portal: AWS Access Key"),
        ("catalog-info.yaml", 1, "what looks like a credential is withheld from the portal: GitHub Token"),
    ]  # fmt: skip
    kept = _kept(tmp_path)
    assert AWS.encode() not in kept
    assert GITHUB[4:].encode() not in kept
    assert b"Pays. Use" not in kept
    assert b"withheld: the text holds what looks like a credential" in kept
    assert b"# This page is withheld" in kept
    assert b"Nothing here." in kept


def test_the_second_run_states_the_same(tmp_path: Path) -> None:
    run = _run(tmp_path, "withhold")
    first = _problems(collect(run))
    assert _problems(collect(run)) == first
    (tmp_path / "state/cache/credentials.json").write_text("{torn")
    assert _problems(collect(run)) == first


def test_scanning_twice_adds_no_problem(tmp_path: Path) -> None:
    run = _run(tmp_path, "withhold")
    snapshot = collect(run)
    assert _problems(with_credential_scan(snapshot, run)) == _problems(snapshot)


def test_the_key(tmp_path: Path) -> None:
    file = tmp_path / "catalogsite.yaml"
    file.write_text("credentials: off\n")
    assert load_config(file).credentials == "off"
    file.write_text("credentials: hide\n")
    with pytest.raises(ConfigError, match="credentials: Input should be 'off', 'report' or"):
        load_config(file)


DEFINITIONS = {
    "inside the entity": ("openapi: 3.0.0\n", {}),
    "in the store": ("openapi: 3.0.0\n" + "# filler of a long text\n" * 30_000, {}),
    "of another file": ('{"openapi": "3.0.0"}', {"definition": {"$text": "./spec.txt"}}),
}


@pytest.mark.parametrize(("start", "given"), DEFINITIONS.values(), ids=DEFINITIONS)
@pytest.mark.parametrize("mode", ["report", "withhold"])
def test_definitions_of_apis(
    tmp_path: Path, start: str, given: dict[str, object], mode: str
) -> None:
    definition = f"{start}# {SLACK}\n"
    spec = {"type": "openapi", "lifecycle": "x", "owner": "x", "definition": definition, **given}
    run = _run(tmp_path, mode)
    api = {"apiVersion": "backstage.io/v1alpha1", "kind": "API", "metadata": {"name": "pay-api"}}
    folder = tmp_path / "repos" / "pay"
    (folder / "catalog-info.yaml").write_text(json.dumps({**api, "spec": spec}))
    (folder / "docs" / "setup.md").unlink()
    (folder / "spec.txt").write_text(definition)
    snapshot = collect(run)
    (found,) = _problems(snapshot)
    assert found[0] == "catalog-info.yaml"
    assert found[2].endswith(": Slack Token")
    (entity,) = (one for one in snapshot.entities if one["kind"] == "API")
    is_withheld = "withheld" in str(entity["spec"]["definition"])
    assert is_withheld == (mode == "withhold")


FILES = {
    "data beside the pages": ("docs/values.yaml", 2),
    "a snippet of the repository": ("part.txt", 2),
    "the configuration": ("mkdocs.yml", 2),
    "a drawing": ("docs/x.svg", 2),
    "bytes": ("docs/x.zip", None),
}


@pytest.mark.parametrize(("path", "line"), FILES.values(), ids=FILES)
def test_other_files_of_a_documentation(tmp_path: Path, path: str, line: int | None) -> None:
    run = _run(tmp_path, "withhold")
    folder = tmp_path / "repos" / "pay"
    (folder / "docs" / "setup.md").write_text(
        f'# Setup\n\n[x]({Path(path).name})\n\n--8<-- "part.txt"\n'
    )
    (folder / "part.txt").write_text("words\n")
    start = "site_name: X" if path == "mkdocs.yml" else "\0" if line is None else "words"
    (folder / path).write_text(f"{start}\n# {STRIPE}\n")
    found = _problems(collect(run))
    assert [one[:2] for one in found[:-1]] == ([(path, line)] if line else [])
    assert (STRIPE.encode() in _kept(tmp_path)) == (line is None)
