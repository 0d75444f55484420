import shutil
import socket
import subprocess
import time

import pytest
from pydantic import ValidationError
from tests.environment import require

from catalogsite.collectors.monitoring import prometheus
from catalogsite.model.fact import Fact, value_json
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Clients

QUERY = "/api/v1/query"
RULES = "/api/v1/rules"


@pytest.fixture
def entities(entity):
    annotated = entity("mailer")
    annotated["metadata"]["annotations"] = {"catalogsite.dev/metrics-name": "mailer-prod"}
    disk = entity("storage", kind="System")
    disk["metadata"]["annotations"] = {"prometheus.io/alert": "DiskFull, QueueFull"}
    missing = entity("ghost", kind="System")
    missing["metadata"]["annotations"] = {"prometheus.io/alert": "NoSuchRule"}
    return (
        *(entity(name) for name in ("payments", "orders", "ledger", "quiet")),
        entity("payments", kind="Group"),
        *(annotated, disk, missing),
    )


@pytest.fixture
def ask(context, routes, entities):
    def run(answers=None, **settings):
        server = routes({QUERY: "prometheus/query", RULES: "prometheus/rules", **(answers or {})})
        settings = {"url": "http://prometheus:9090", "queries": {"error_rate": "q"}, **settings}
        found = prometheus.collect(
            prometheus.Settings(**settings), context(server, entities=entities)
        )
        return list(found), server

    return run


def by_subject(found, key):
    facts = [item for item in found if isinstance(item, Fact) and item.key == key]
    return {fact.subject: value_json(fact) for fact in facts}


def test_one_query_gives_one_number_an_entity(ask):
    found, server = ask()
    assert {
        subject: value["value"] for subject, value in by_subject(found, "metric.error_rate").items()
    } == {"component:default/payments": 0.05, "component:default/mailer": 0.0}
    assert [request.url.path for request in server.seen] == [QUERY, RULES]
    assert server.seen[0].content == b"query=q"
    assert server.seen[1].url.params["type"] == "alert"


def test_alerts_find_their_entities(ask):
    found, _ = ask()
    alerts = by_subject(found, "alerts")
    assert {subject: value["state"] for subject, value in alerts.items()} == {
        "component:default/payments": "alert",
        "component:default/orders": "warning",
        "component:default/ledger": "no data",
        "component:default/mailer": "ok",
        "system:default/storage": "alert",
        "system:default/ghost": "no data",
    }
    assert alerts["component:default/payments"]["alerts"] == [
        {
            "name": "HighErrorRate",
            "state": "alert",
            "severity": "critical",
            "since": "2026-01-31T02:00:00Z",
            "summary": "5 % of payments fail",
            "url": "https://runbooks.acme.example/high-error-rate",
            "runbook": "https://runbooks.acme.example/high-error-rate",
            "labels": {"service": "payments"},
        }
    ]
    (disk,) = alerts["system:default/storage"]["alerts"]
    assert (disk["summary"], disk["severity"]) == ("db1 is full", "page")
    assert disk["url"] == "http://prometheus:9090/alerts?search=DiskFull"


def test_pages_link_to_where_people_look(ask):
    found, _ = ask(web_url="https://prom.acme.example/")
    assert all(fact.provenance.url.startswith("https://prom.acme.example/") for fact in found)


def test_unit_label_token_and_tenant(ask):
    queries = {"rate": {"query": "q", "unit": "%", "label": "job"}}
    answer = {
        "status": "success",
        "data": {
            "resultType": "vector",
            "result": [{"metric": {"job": "quiet"}, "value": [0, "3"]}],
        },
    }
    found, server = ask(
        {QUERY: answer}, queries=queries, token={"env": "PROM_TOKEN"}, tenant="acme", alerts=False
    )
    assert found[0].value.unit == "%"
    assert found[0].subject == "component:default/quiet"
    assert server.seen[0].headers["X-Scope-OrgID"] == "acme"
    assert server.seen[0].headers["Authorization"] == "Bearer s3cret-t0ken"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"resultType": "scalar", "result": [0, "1"]}, "gives a scalar, not a vector"),
        (
            {"resultType": "vector", "result": [{"metric": {"a": "b"}, "value": [0, "1"]}]},
            "no series has the label `service`",
        ),
    ],
)
def test_a_query_that_names_no_entity_states_how_to_group_it(ask, data, message):
    found, _ = ask({QUERY: {"status": "success", "data": data}}, alerts=False)
    (failure,) = found
    assert message in failure.reason
    assert "sum by (service)" in failure.fix


def test_one_bad_query_costs_neither_the_others_nor_the_alerts(ask, routes):
    def first_fails(request):
        bad = b"bad" in request.content
        return routes({"*": 400 if bad else "prometheus/query"})(request)

    found, _ = ask({QUERY: first_fails}, queries={"bad": "bad(", "good": "up"})
    assert [item.reason for item in found if isinstance(item, Failure)] == [
        "query `bad`: answered 400: no"
    ]
    assert by_subject(found, "metric.good")
    assert by_subject(found, "alerts")


@pytest.mark.parametrize("url", ["prometheus:9090", "http://ann:pw@prometheus:9090", "ftp://x"])
def test_addresses_that_are_refused(url):
    with pytest.raises(ValidationError, match=r"expected an address|holds a password"):
        prometheus.Settings(url=url)


CONFIG = """
global: {scrape_interval: 200ms, evaluation_interval: 200ms}
rule_files: [rules.yml]
scrape_configs:
  - job_name: self
    static_configs: [{targets: ['127.0.0.1:%(port)s'], labels: {service: payments}}]
  - job_name: gone
    static_configs: [{targets: ['127.0.0.1:1'], labels: {service: orders}}]
"""
RULE_FILE = """
groups:
  - name: services
    rules:
      - {alert: Down, expr: up == 0, labels: {severity: critical}, annotations: {summary: 'no answer'}}
      - {alert: Fine, expr: up > 1, labels: {service: payments}}
"""


@pytest.fixture(scope="module")
def real_prometheus(tmp_path_factory):
    program = shutil.which("prometheus")
    require(program, "no Prometheus on this machine: `apt-get install prometheus`")
    folder = tmp_path_factory.mktemp("prometheus")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "prometheus.yml").write_text(CONFIG % {"port": port})
    (folder / "rules.yml").write_text(RULE_FILE)
    command = [program, "--config.file=prometheus.yml", f"--storage.tsdb.path={folder / 'data'}"]
    command += [f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def test_a_real_prometheus(real_prometheus, context, entity):
    settings = prometheus.Settings(
        url=real_prometheus, queries={"up": "max by (service) (up)", "bad": "sum("}
    )
    given = context(client=Clients(), entities=tuple(map(entity, ("payments", "orders", "quiet"))))
    deadline = time.monotonic() + 20
    alerts, ups = {}, {}
    # Alerts may be known before the first answer of every target.
    while time.monotonic() < deadline and (len(alerts) < 2 or len(ups) < 2):
        time.sleep(0.2)
        found = list(prometheus.collect(settings, given))
        alerts, ups = by_subject(found, "alerts"), by_subject(found, "metric.up")
        if alerts.get("component:default/orders", {}).get("state") != "alert":
            alerts = {}
    assert alerts["component:default/orders"]["alerts"][0]["name"] == "Down"
    assert alerts["component:default/orders"]["alerts"][0]["summary"] == "no answer"
    assert alerts["component:default/payments"] == {"state": "ok", "alerts": []}
    assert {subject: value["value"] for subject, value in ups.items()} == {
        "component:default/payments": 1.0,
        "component:default/orders": 0.0,
    }
    (failure,) = [item for item in found if isinstance(item, Failure)]
    assert failure.reason.startswith("query `bad`: answered 400: ")
    assert "parse error" in failure.reason
