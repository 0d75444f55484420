"""How many entities map to a provider, and the annotations that would map the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from catalogsite.cli import main
from catalogsite.collectors.protocol import Context
from catalogsite.commands.doctor.diagnosis import ProviderCheck, Reach, Suggestion
from catalogsite.commands.doctor.providers import check_providers, with_reach
from catalogsite.commands.doctor.question import Question
from catalogsite.commands.query import schema
from catalogsite.config.names import SchemaName
from catalogsite.config.settings import load_config
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts.metric import Metric
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot
from catalogsite.network.client import Clients

NOW = datetime(2026, 2, 1, tzinfo=UTC)
GITHUB = "https://github.com"


def component(name: str, kind: str = "Component", notes: Any = None) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": name, "annotations": notes or {}}}


def catalog(*entities: dict[str, Any], **archived: bool) -> Snapshot:
    """A repository for each entity, at GitHub."""
    named = [(one["kind"].lower(), one["metadata"]["name"]) for one in entities]
    return Snapshot(
        version="",
        created=NOW,
        entities=entities,
        repositories=tuple(
            Repository(
                id=f"github.com/acme/{name}",
                name=name,
                source="github",
                web_url=f"{GITHUB}/acme/{name}",
                archived=archived.get(name, False),
            )
            for _, name in named
        ),
        origins={
            f"{kind}:default/{name}": Origin(
                repository=f"github.com/acme/{name}", file="catalog-info.yaml", line=3
            )
            for kind, name in named
        },
        facts=(
            Fact(
                subject="component:default/a",
                key="metric.up",
                value=Metric(value=1),
                provenance=Provenance(source="prometheus", name="http://prometheus", time=NOW),
            ),
        ),
    )


def reach(folder: Path, snapshot: Snapshot, *settings: dict[str, Any]) -> list[Reach | None]:
    (folder / "catalogsite.yaml").write_text(json.dumps({"enrich": settings}))
    config = load_config(folder / "catalogsite.yaml")
    return [one.reach for one in check_providers(config, {}, NOW, snapshot, offline=True)]


PLAIN = [component(name) for name in "abcde"]


@pytest.mark.parametrize(
    ("settings", "entities", "mapped", "of", "value"),
    [
        ({"kind": "github_actions"}, PLAIN, 5, 5, None),
        ({"kind": "github_actions"}, [*PLAIN, component("api", "API")], 5, 5, None),
        ({"kind": "github_actions", "api_url": "https://ghe.x/api/v3"}, PLAIN, 0, 5, "acme/a"),
        ({"kind": "gitlab_ci"}, PLAIN, 0, 5, "acme/a"),
        ({"kind": "jenkins", "url": "http://jenkins"}, PLAIN, 0, 5, "acme/a"),
        (
            {"kind": "circleci"},
            [*PLAIN, component("api", "API", {"circleci.com/project-slug": "gh/x/y"})],
            6,
            6,
            None,
        ),
        ({"kind": "circleci", "annotated": True}, PLAIN, 0, 5, "github/acme/a"),
        ({"kind": "buildkite", "organization": "x"}, PLAIN, 5, 5, None),
        ({"kind": "azure_pipelines", "organization": "x"}, PLAIN, 0, 5, "acme/a"),
        ({"kind": "prometheus", "url": "http://prometheus"}, PLAIN, 1, 5, "b"),
        ({"kind": "prometheus", "url": "http://other"}, PLAIN, 0, 5, "a"),
    ],
)
def test_how_many_map(settings, entities, mapped, of, value, tmp_path: Path) -> None:
    (found,) = reach(tmp_path, catalog(*entities), settings)
    assert (found.mapped, found.of, found.unmapped) == (mapped, of, of - mapped)
    assert [one.value for one in found.suggestions[:1]] == ([value] if value else [])


def test_entities_that_cannot_be_counted_are_a_note_and_not_left_out(tmp_path: Path) -> None:
    class Broken:
        @staticmethod
        def targets(settings: object, context: object) -> list[object]:
            raise ValueError("words of a package")

    context = Context(tmp_path, now=NOW, env={}, client=Clients())
    asked = Question("enrich", Broken, None, "acme", context, {})
    check = ProviderCheck(role="enrich", kind="acme", name="acme", state="ok", answer="answers")
    found = with_reach(check, asked, catalog(*PLAIN))
    assert (found.reach, found.state) == (None, "ok")
    assert found.notes == ("its entities cannot be counted: `targets` raised ValueError",)


def test_what_would_map_the_others(tmp_path: Path) -> None:
    entities = [component("a", notes={"jenkins.io/job-full-name": "x/a"}), *PLAIN[1:]]
    (found,) = reach(tmp_path, catalog(*entities), {"kind": "jenkins", "url": "http://jenkins"})
    assert (found.mapped, found.of, found.annotation) == (1, 5, "jenkins.io/job-full-name")
    assert found.suggestions[0] == Suggestion(
        ref="component:default/b",
        repository="github.com/acme/b",
        file="catalog-info.yaml",
        line=3,
        annotation="jenkins.io/job-full-name",
        value="acme/b",
    )
    assert [one.ref[-1] for one in found.suggestions] == ["b", "c", "d"]


def test_archived_repositories_do_not_count(tmp_path: Path) -> None:
    (found,) = reach(tmp_path, catalog(*PLAIN, a=True), {"kind": "github_actions"})
    assert (found.mapped, found.of) == (4, 4)


def test_two_servers_of_a_kind_share_the_entities(tmp_path: Path) -> None:
    entities = [component("a", notes={"jenkins.io/job-full-name": "two:x/a"}), *PLAIN[1:]]
    one, two = reach(
        tmp_path,
        catalog(*entities),
        {"kind": "jenkins", "url": "http://one"},
        {"kind": "jenkins", "url": "http://two", "instance": "two"},
    )
    assert (one.mapped, two.mapped) == (0, 1)


DESCRIPTOR = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: NAME}
spec: {type: service, lifecycle: production, owner: guests}
"""


def test_the_command_says_it_and_changes_no_state(tmp_path: Path, monkeypatch, capsys) -> None:
    for name in ("pay", "till"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "catalog-info.yaml").write_text(DESCRIPTOR.replace("NAME", name))
    (tmp_path / "catalogsite.yaml").write_text(
        "sources: [{kind: folder, path: '[pt]*'}]\nenrich: [{kind: jenkins, url: 'http://127.0.0.1:9'}]\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["collect", "-q"]) == 0
    state = {
        path: path.read_bytes() for path in (tmp_path / ".catalogsite").rglob("*") if path.is_file()
    }
    capsys.readouterr()

    assert main(["doctor"]) == 1
    text = capsys.readouterr().out
    for words in (
        "2 of 2",
        "0 of 2",
        "2 components do not map to it; `jenkins.io/job-full-name` would map them:",
        "pay/catalog-info.yaml:1: jenkins.io/job-full-name: OWNER/pay",
        "fix: check the address, and the network",
    ):
        assert words in text

    assert main(["doctor", "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, schema(SchemaName.DOCTOR))
    assert (answer["schema"], answer["ok"]) == (1, False)
    source, provider = answer["providers"]
    assert (source["reach"]["mapped"], provider["reach"]["unmapped"]) == (2, 2)
    assert provider["reach"]["suggestions"][0]["file"] == "catalog-info.yaml"
    after = {
        path: path.read_bytes() for path in (tmp_path / ".catalogsite").rglob("*") if path.is_file()
    }
    assert after == state
