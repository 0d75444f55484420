"""Whose a token is and which rights it lacks, as each provider says it; cases in `cases/access.yaml`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from tests.commands.doctor.conftest import Host

from catalogsite.collectors.registry import registry
from catalogsite.commands.doctor.providers import check_providers
from catalogsite.config.settings import load_config
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository
from catalogsite.model.snapshot import Snapshot

NOW = datetime(2026, 2, 1, tzinfo=UTC)
TOKEN = "s3cret-t0ken"
CASES = yaml.safe_load((Path(__file__).parent / "cases/access.yaml").read_text("utf-8"))
VARIABLES = ("GITHUB_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "BITBUCKET_TOKEN", "JENKINS_USER")
VARIABLES += ("JENKINS_TOKEN", "CIRCLE_TOKEN", "BUILDKITE_API_TOKEN", "AZURE_DEVOPS_EXT_PAT")
VARIABLES += ("PAGERDUTY_TOKEN", "OPSGENIE_API_KEY", "GRAFANA_ONCALL_TOKEN")
VARIABLES += ("ARGOCD_AUTH_TOKEN", "KUBERNETES_TOKEN")
VARIABLES += ("SONAR_TOKEN", "CODECOV_API_TOKEN")
NO_ANNOTATION = {"osv"}
NO_SERVER = {"folder", "git", "catalog", "organization_file", "facts", "prometheus"}
NO_SERVER |= {"lighthouse"}


def catalog(origin: str, annotations: dict[str, str]) -> Snapshot:
    """One repository at the server, with two components, of which the first has the annotations."""
    repository = Repository(id="shop/till", name="till", source="x", web_url=f"{origin}/shop/till")
    entities = tuple(
        {
            "kind": "Component",
            "metadata": {"name": name, "annotations": annotations if name == "till" else {}},
        }
        for name in ("drawer", "till")
    )
    origins = {
        f"component:default/{name}": Origin(
            repository="shop/till", file="catalog-info.yaml", line=line
        )
        for name, line in (("till", 1), ("drawer", 9))
    }
    return Snapshot(
        version="", created=NOW, repositories=(repository,), entities=entities, origins=origins
    )


def check(case, host: Host, clone: str, folder: Path):
    written = json.dumps(case).replace("{origin}", host.origin).replace("{clone}", clone)
    case = json.loads(written)
    for path, answer in case["answers"].items():
        whole = isinstance(answer, list) and len(answer) == 3 and isinstance(answer[0], int)
        host.answers[path] = tuple(answer) if whole else (200, answer)
    section = "sources" if "source" in case else "enrich"
    settings = case.get("source") or case["enrich"]
    (folder / "catalogsite.yaml").write_text(json.dumps({section: [settings]}))
    env = case.get("env", dict.fromkeys(VARIABLES, TOKEN))
    snapshot = catalog(host.origin, case.get("entity", {}))
    (found,) = check_providers(load_config(folder / "catalogsite.yaml"), env, NOW, snapshot)
    return case, found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_provider_says_of_a_token(case, host: Host, clone: str, tmp_path: Path) -> None:
    case, found = check(case, host, clone, tmp_path)
    missing = tuple(case.get("missing", ()))
    assert found.missing == missing
    assert found.account == case.get("account")
    assert found.notes == tuple(case.get("notes", ()))
    failed = bool(missing or "fix" in case)
    assert (found.state, found.fix is not None) == ("failed" if failed else "ok", failed)
    if "fix" in case:
        assert found.fix == case["fix"]
    if "answer" in case:
        assert found.answer == case["answer"]
    assert TOKEN not in found.model_dump_json()


def test_every_provider_with_a_server_has_a_case() -> None:
    tried = {(case.get("source") or case["enrich"])["kind"] for case in CASES}
    known = {*registry().sources, *registry().enrichments}
    assert tried == known - NO_SERVER


@pytest.mark.parametrize("kind", sorted(set(registry().enrichments) - NO_SERVER - NO_ANNOTATION))
def test_every_provider_says_what_maps_to_it(kind) -> None:
    module = registry().enrichments[kind]
    assert callable(module.targets)
    assert module.HINT.annotation
