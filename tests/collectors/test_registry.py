"""The registry names every collector once, and loads packages when it is first asked."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from catalogsite.collectors.hosts import folder
from catalogsite.collectors.monitoring import prometheus
from catalogsite.collectors.registry import kind_of, registry
from catalogsite.config.settings import Config


def test_built_in_collectors_by_kind():
    found = registry()
    assert list(found.sources) == [
        *("folder", "git", "catalog"),
        *("github", "gitlab", "gitea", "bitbucket", "bitbucket_server", "azure_devops"),
        "organization_file",
    ]
    assert list(found.enrichments) == [
        *("github_actions", "gitlab_ci", "jenkins", "circleci", "buildkite"),
        "azure_pipelines",
        *("github_deployments", "gitlab_deployments", "argocd", "kubernetes"),
        *("prometheus", "alertmanager", "grafana", "datadog", "newrelic", "sentry"),
        *("pagerduty", "opsgenie", "grafana_oncall"),
        *("sonarqube", "codecov", "scorecard", "dependabot_alerts", "osv"),
        "lighthouse",
        "facts",
    ]
    for role in ("source", "enrich"):
        for kind, module in found.collectors(role).items():
            assert kind_of(module) == kind


def test_a_configuration_imports_only_the_collectors_that_it_names():
    code = (
        "import sys\n"
        "from catalogsite.config.settings import Config\n"
        "Config.model_validate({'sources': [{'kind': 'folder', 'path': 'x'}]})\n"
        "print(*sorted(name for name in sys.modules if name.startswith('catalogsite.collectors.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        f"catalogsite.collectors.{name}"
        for name in ("built_in", "hosts", "hosts.folder", "protocol", "registry")
    ]


def test_the_kind_decides_which_settings_they_are():
    config = Config.model_validate(
        {
            "sources": [{"kind": "folder", "path": "x"}],
            "enrich": [{"kind": "prometheus", "url": "http://p:9090"}],
        }
    )
    assert config.sources == (folder.Settings(path="x"),)
    assert config.enrich == (prometheus.Settings(url="http://p:9090"),)


@pytest.mark.parametrize(
    ("section", "kind"), [("sources", "prometheus"), ("enrich", "folder"), ("sources", "unheard")]
)
def test_a_kind_of_the_other_role_is_unknown(section, kind):
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        Config.model_validate({section: [{"kind": kind}]})


STRANGER = """
from typing import Literal
from catalogsite.collectors.protocol import CollectorSettings

class Settings(CollectorSettings):
    kind: Literal["folder"] = "folder"

def collect(settings, context):
    return ()
"""


@pytest.mark.parametrize("name", ["source:folder", "enrich:folder", "folder"])
def test_a_package_replaces_no_built_in_kind(name, tmp_path):
    (tmp_path / "stranger.py").write_text(STRANGER)
    info = tmp_path / "stranger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[catalogsite.collectors]\n{name} = stranger\n")
    code = (
        "from catalogsite.collectors.registry import registry\n"
        "found = registry()\n"
        "print(found.sources['folder'].__name__, 'folder' in found.enrichments, dict(found.unusable))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        "catalogsite.collectors.hosts.folder",
        "False",
        "{}",
    ]
