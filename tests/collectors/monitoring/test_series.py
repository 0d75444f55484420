"""Several series of one entity, and what Backstage's annotations mean to Prometheus."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qs

import pytest

from catalogsite.collect.facts.enrich import enrich
from catalogsite.collectors.monitoring import prometheus
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure

QUERY, RULES = "/api/v1/query", "/api/v1/rules"
NO_RULES = {"status": "success", "data": {"groups": []}}


def series(value, **labels):
    return {"metric": labels, "value": [0, str(value)]}


def vector(*found):
    return {"status": "success", "data": {"resultType": "vector", "result": list(found)}}


def annotated(entity, name, kind="Component", **annotations):
    made = entity(name, kind=kind)
    names = {"server": "prometheus.io/service-name", "rule": "prometheus.io/rule"}
    names |= {"alert": "prometheus.io/alert", "labels": "prometheus.io/labels"}
    names |= {"metrics": "catalogsite.dev/metrics-name"}
    made["metadata"]["annotations"] = {names[key]: value for key, value in annotations.items()}
    return made


@pytest.fixture
def ask(context, routes):
    def run(entities, answer, rules=NO_RULES, **settings):
        server = routes({QUERY: answer, RULES: rules})
        queries = {"multi": "q"} if "queries" not in settings else settings.pop("queries")
        made = prometheus.Settings(url="http://p:9090", queries=queries, **settings)
        found = list(prometheus.collect(made, context(server, entities=tuple(entities))))
        facts = {
            f"{item.subject.rpartition('/')[2]} {item.key}": item.value.value
            for item in found
            if isinstance(item, Fact) and item.key.startswith("metric.")
        }
        return facts, [item for item in found if isinstance(item, Failure)], server

    return run


A, B = series(5, service="busy", pod="a"), series(95, service="busy", pod="b")
QUIET = series(1, service="quiet")
SEVERAL = {
    "two": ([A, B, QUIET], "two series for `busy`"),
    "three": ([A, B, series(7, service="busy"), QUIET], "3 series for `busy`"),
    "the same number": ([A, series(5, service="busy", pod="b"), QUIET], "two series for `busy`"),
    "one without a number": ([A, series("NaN", service="busy"), QUIET], "two series for `busy`"),
}


@pytest.mark.parametrize(("found", "words"), SEVERAL.values(), ids=SEVERAL)
def test_several_series_of_one_entity_give_no_number_in_any_order(ask, entity, found, words):
    entities = [entity("busy"), entity("quiet")]
    for order in itertools.permutations(found):
        facts, (failure,), _ = ask(entities, vector(*order))
        assert facts == {"quiet metric.multi": 1.0}
        assert failure.reason == f"query `multi`: {words}: group by `service`"
        assert failure.fix == "group it by the label: `sum by (service) (...)`"
        assert (failure.subjects, failure.key) == (("component:default/busy",), "metric.multi")


def test_several_entities_with_several_series_are_one_failure(ask, entity):
    other = [series(number, service="quiet", pod=str(number)) for number in range(3)]
    facts, (failure,), _ = ask([entity("busy"), entity("quiet")], vector(A, B, *other))
    assert facts == {}
    assert failure.reason == (
        "query `multi`: two series for `busy` (and several for 1 more): group by `service`"
    )


def test_several_series_of_what_is_no_entity_are_nobodys(ask, entity):
    assert ask([entity("quiet")], vector(A, B, QUIET))[:2] == ({"quiet metric.multi": 1.0}, [])


# The annotation `prometheus.io/service-name` of `mailer`, and which series is its own.
SERVERS = {
    "a server of Backstage": ("teamB", [series(3, service="mailer")], 3.0),
    "a server whose name is a service, too": (
        "other",
        [series(3, service="mailer"), series(4, service="other")],
        3.0,
    ),
    "a server whose name is another entity": ("quiet", [series(4, service="quiet")], None),
    "a service, as some write": ("mailer-prod", [series(3, service="mailer-prod")], 3.0),
    "its own name": ("mailer", [series(3, service="mailer")], 3.0),
    "nothing": ("", [series(3, service="mailer")], 3.0),
}


@pytest.mark.parametrize(("server", "found", "value"), SERVERS.values(), ids=SERVERS)
def test_who_comes_from_backstage_keeps_the_metrics(ask, entity, server, found, value):
    entities = [annotated(entity, "mailer", server=server), entity("quiet")]
    facts, failures, _ = ask(entities, vector(*found))
    assert failures == []
    assert facts.get("mailer metric.multi") == value


def test_a_server_that_several_entities_name_is_no_service(ask, entity):
    entities = [annotated(entity, name, server="teamB") for name in ("mailer", "queue")]
    found = vector(series(3, service="teamB"), series(4, service="queue"))
    assert ask(entities, found)[0] == {"queue metric.multi": 4.0}


def test_our_own_annotation_names_the_service(ask, entity):
    entities = [annotated(entity, "mailer", server="teamB", metrics="mail-v2")]
    assert ask(entities, vector(series(3, service="mail-v2")))[0] == {"mailer metric.multi": 3.0}


INSTANCES = {
    "one of two": ([None, "teamB"], {"plain": 0.0, "there": 1.0, "unknown": 0.0}),
    "the default last": (["teamB", None], {"plain": 1.0, "there": 0.0, "unknown": 1.0}),
    "no default: the first": (["teamA", "teamB"], {"plain": 0.0, "there": 1.0, "unknown": 0.0}),
    "one without names": ([None], {"plain": 0.0, "there": 0.0, "unknown": 0.0}),
    "one with a name": (["teamB"], {"plain": 0.0, "there": 0.0, "unknown": 0.0}),
}


@pytest.mark.parametrize(("instances", "values"), INSTANCES.values(), ids=INSTANCES)
def test_an_entity_is_looked_up_on_the_server_it_names(context, routes, entity, instances, values):
    names = {"plain": {}, "there": {"server": "teamB"}, "unknown": {"server": "elsewhere"}}
    entities = tuple(annotated(entity, name, **notes) for name, notes in names.items())

    def answer(request):
        number = int(request.url.host.removeprefix("p"))
        found = vector(*(series(number, service=name) for name in names))
        return routes({QUERY: found, RULES: NO_RULES})(request)

    settings = [
        prometheus.Settings(url=f"http://p{number}", instance=instance, queries={"multi": "q"})
        for number, instance in enumerate(instances)
    ]
    facts, runs = enrich(settings, context(answer, entities=entities), ())
    assert [run.state for run in runs] == ["ok"] * len(instances)
    found = {one.subject: one.value.value for one in facts if one.key == "metric.multi"}
    assert found == {f"component:default/{name}": value for name, value in values.items()}


# The annotation `prometheus.io/rule`, what Prometheus answers, the metrics by name and words.
RULE = {
    "a recording rule": (
        "memUsage",
        vector(series(7, __name__="memUsage")),
        {"memUsage": ("memUsage", 7.0)},
    ),
    "with a dimension": (
        "memUsage|component",
        vector(series(7, component="web", pod="x"), series(8, component="db", pod="y")),
        {"memUsage.db": ("memUsage: db", 8.0), "memUsage.web": ("memUsage: web", 7.0)},
    ),
    "with a dimension that one series lacks, by the first label": (
        "memUsage|component",
        vector(series(7, component="web"), series(8, pod="y")),
        {"memUsage.web": ("memUsage: web", 7.0), "memUsage.y": ("memUsage: y", 8.0)},
    ),
    "without one, by the first label": (
        "sum by (instance) (cpu)",
        vector(series(1, instance="a"), series(2, instance="b")),
        {
            "sum_by_instance_cpu_.a": ("sum by (instance) (cpu): a", 1.0),
            "sum_by_instance_cpu_.b": ("sum by (instance) (cpu): b", 2.0),
        },
    ),
    "a scalar": (
        "scalar(up)",
        {"status": "success", "data": {"resultType": "scalar", "result": [0, "3"]}},
        {"scalar_up": ("scalar(up)", 3.0)},
    ),
    "no series": ("gone", vector(), {}),
    "no number": ("ratio", vector(series("NaN", a="b")), {}),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "answer", "metrics"), RULE.values(), ids=RULE)
def test_queries_of_an_entity_are_its_metrics(context, routes, entity, rule, answer, metrics):
    server = routes({QUERY: answer, RULES: NO_RULES})
    given = context(server, entities=(annotated(entity, "web", rule=rule),))
    found = list(prometheus.collect(prometheus.Settings(url="http://p:9090", alerts=False), given))
    assert {
        one.key.removeprefix("metric."): (one.value.label, one.value.value) for one in found
    } == metrics


def test_each_query_is_asked_once(context, routes, entity):
    def answer(request):
        (query,) = parse_qs(request.content.decode())["query"]
        return routes({"*": vector(series(len(query), a="b"))})(request)

    server = routes({"*": answer})
    entities = tuple(annotated(entity, f"e{n}", rule="up,down|a") for n in range(20))
    settings = prometheus.Settings(url="http://p:9090", alerts=False)
    assert len(list(prometheus.collect(settings, context(server, entities=entities)))) == 40
    assert len(server.seen) == 2
    off = settings.model_copy(update={"rules": False})
    assert list(prometheus.collect(off, context(server, entities=entities))) == []
    assert len(server.seen) == 2


BAD_RULES = {
    "refused": ("up(", 400, "query `up(`: answered 400: no"),
    "a range": (
        "up[5m]",
        {"status": "success", "data": {"resultType": "matrix", "result": []}},
        "query `up[5m]`: the query gives a matrix, not a vector",
    ),
    "the same words twice": (
        "up|zone",
        vector(series(1, zone="a", pod="x"), series(2, zone="a", pod="y")),
        "query `up`: several series for `a`: group by `zone`",
    ),
    "too many": (
        "up|pod",
        vector(*(series(n, pod=f"p{n:02}") for n in range(12))),
        "query `up`: 12 series, of which 10 are shown",
    ),
}


@pytest.mark.parametrize(("rule", "answer", "reason"), BAD_RULES.values(), ids=BAD_RULES)
def test_a_query_that_cannot_be_shown_is_reported_with_its_entity(
    context, routes, entity, rule, answer, reason
):
    server = routes({QUERY: answer, RULES: NO_RULES})
    given = context(server, entities=(annotated(entity, "web", rule=rule),))
    found = list(prometheus.collect(prometheus.Settings(url="http://p:9090", alerts=False), given))
    (failure,) = [one for one in found if isinstance(one, Failure)]
    assert failure.reason == f"`prometheus.io/rule` of `component:default/web`: {reason}"
    assert failure.subjects == ("component:default/web",)


def test_labels_of_backstage_select_alerts(context, routes, entity):
    alerts = [
        {"state": "firing", "labels": {"cluster": name}, "annotations": {"summary": name}}
        for name in ("a", "b")
    ]
    rule = {"name": "Full", "type": "alerting", "health": "ok", "alerts": alerts}
    server = routes({RULES: {"status": "success", "data": {"groups": [{"rules": [rule]}]}}})
    given = context(server, entities=(annotated(entity, "web", alert="Full", labels="cluster=b"),))
    settings = prometheus.Settings(url="http://p:9090")
    (fact,) = prometheus.collect(settings, given)
    assert [one.summary for one in fact.value.alerts] == ["b"]
