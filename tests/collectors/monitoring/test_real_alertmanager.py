"""A Prometheus that fires an alert, an Alertmanager that gets it, and the portal of the component."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.environment import require

from catalogsite import pipeline
from catalogsite.collect.run import Run
from catalogsite.commands.query import list_entities, show, show_as_text
from catalogsite.config.settings import Config
from catalogsite.model.facts import alerts
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.state.folders import State

REF = "component:default/payments"
CONFIG = """
global: {scrape_interval: 200ms, scrape_timeout: 150ms, evaluation_interval: 200ms}
rule_files: [rules.yml]
alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%(alertmanager)d']}]}]}
scrape_configs: [{job_name: apps, static_configs: [{targets: ['127.0.0.1:1'], labels: {service: payments}}]}]
"""
RULES = """
groups:
  - name: services
    rules:
      - alert: PaymentsDown
        expr: up == 0
        labels: {severity: critical}
        annotations: {summary: 'Nobody can pay', runbook_url: 'https://runbooks.acme.example/down', dashboard_url: 'https://grafana.acme.example/d/pay'}
"""
ROUTES = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """The addresses of a Prometheus and of the Alertmanager that it sends to."""
    prometheus = shutil.which("prometheus")
    alertmanager = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    install = "`apt-get install prometheus prometheus-alertmanager`"
    require(prometheus and alertmanager, f"no Prometheus and Alertmanager here: {install}")
    folder, ports = tmp_path_factory.mktemp("alerts"), (free_port(), free_port())
    (folder / "prometheus.yml").write_text(CONFIG % {"alertmanager": ports[1]})
    (folder / "rules.yml").write_text(RULES)
    (folder / "alertmanager.yml").write_text(ROUTES)
    commands = (
        [prometheus, "--config.file=prometheus.yml", f"--storage.tsdb.path={folder / 'data'}"],
        [alertmanager, "--config.file=alertmanager.yml", f"--storage.path={folder / 'am'}", "--cluster.listen-address="],
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        started = [
            subprocess.Popen(
                [*command, f"--web.listen-address=127.0.0.1:{port}"],
                cwd=folder,
                stdout=log,
                stderr=log,
            )
            for command, port in zip(commands, ports, strict=True)
        ]
    yield tuple(f"http://127.0.0.1:{port}" for port in ports)
    for process in started:
        process.terminate()
        process.wait(10)


def until_sent(alertmanager):
    """Wait until the Alertmanager has the alert."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{alertmanager}/api/v2/alerts").json():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError("the Alertmanager got no alert")


def silence(alertmanager):
    now = datetime.now(UTC)
    matcher = {"name": "alertname", "value": "PaymentsDown", "isRegex": False, "isEqual": True}
    body = {
        "matchers": [matcher],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "test",
        "comment": "known",
    }
    httpx.post(f"{alertmanager}/api/v2/silences", json=body).raise_for_status()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (alert,) = httpx.get(f"{alertmanager}/api/v2/alerts").json()
        if alert["status"]["state"] == "suppressed":
            return
        time.sleep(0.1)
    raise AssertionError("the alert was not silenced")


def test_from_a_firing_alert_to_the_page_show_and_search(servers, tmp_path):
    prometheus, alertmanager = servers
    (tmp_path / "repo").mkdir()
    component = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "payments"},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team"},
    }
    (tmp_path / "repo/catalog-info.yaml").write_text(json.dumps(component))
    values = {
        "sources": [{"kind": "folder", "path": "repo"}],
        "enrich": [
            {"kind": "prometheus", "url": prometheus},
            {"kind": "alertmanager", "url": alertmanager},
        ],
        "base_dir": tmp_path,
    }
    run = Run(Config.model_validate(values), State(tmp_path / "state"), datetime.now(UTC))
    until_sent(alertmanager)
    index = SnapshotIndex(pipeline.collect(run))
    # Prometheus and Alertmanager tell of the same alert, which is one.
    assert set(index.facts(REF)) >= {"alerts", "alerts.alertmanager"}
    pipeline.build(run, tmp_path / "site", accept=True)
    page = (tmp_path / "site/catalog/default/component/payments/index.html").read_text("utf-8")
    section = page.split('id="alerts"', 1)[1].split("<h2", 1)[0]
    for text in (
        "PaymentsDown",
        "Nobody can pay",
        "https://runbooks.acme.example/down",
        "https://grafana.acme.example/d/pay",
        "service=payments",
    ):
        assert text in section
    assert section.count("Nobody can pay") == 1
    printed = show_as_text(show(index, REF))
    assert "runbook https://runbooks.acme.example/down" in printed
    assert [row["ref"] for row in list_entities(index, text="PaymentsDown")] == [REF]
    typed = json.loads((tmp_path / "site/assets/catalogsite/entities.json").read_text("utf-8"))
    assert ["PaymentsDown"] in typed["alerts"].values()
    silence(alertmanager)
    again = pipeline.collect(Run(run.config, run.state, datetime.now(UTC)))
    value = alerts_in(again)
    assert (value.state, [one.state for one in value.alerts]) == ("silenced", ["silenced"])


def alerts_in(snapshot):

    return SnapshotIndex(snapshot).value(REF, alerts.KIND)
