"""What objects of a cluster say, which entity each belongs to, and what a failure costs."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import yaml
from pydantic import ValidationError
from tests.collectors.providers import SETTINGS, recorded

from catalogsite.collectors.registry import registry
from catalogsite.errors import SourceError
from catalogsite.model.repository import Repository
from catalogsite.model.source_run import Failure

KUBERNETES = registry().enrichments["kubernetes"]
CASES = yaml.load(
    (Path(__file__).parents[1] / "cases/kubernetes_objects.yaml").read_text("utf-8"),
    yaml.BaseLoader,
)
PAY = "component:default/payments"
ID, SELECTOR = "backstage.io/kubernetes-id", "backstage.io/kubernetes-label-selector"
LISTS = {
    "Deployment": "/apis/apps/v1/deployments",
    "StatefulSet": "/apis/apps/v1/statefulsets",
    "DaemonSet": "/apis/apps/v1/daemonsets",
    "HelmRelease": "/apis/helm.toolkit.fluxcd.io/v2/helmreleases",
    "Kustomization": "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations",
}
VERSIONS = {
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet"), "apps/v1"),
    "HelmRelease": "helm.toolkit.fluxcd.io/v2",
    "Kustomization": "kustomize.toolkit.fluxcd.io/v1",
}


def typed(value):
    """A value of the cases with its numbers and booleans, which the file holds as texts."""
    if isinstance(value, dict):
        return {
            key: one if key in ("status", "version", "chartVersion") and isinstance(one, str) else typed(one)
            for key, one in value.items()
        }  # fmt: skip
    if isinstance(value, list):
        return [typed(one) for one in value]
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


def thing(kind="Deployment", name="pay", namespace="prod", labels=(), spec=None, **fields):
    """An object of Kubernetes; `image` of its specification is that of its container."""
    given = dict(spec or {"image": "acme/pay:1"})
    if image := given.pop("image", None):
        given["template"] = {"spec": {"containers": [{"name": "main", "image": image}]}}
    metadata = {"name": name, "labels": {ID: "pay", **dict(labels)}, "generation": 4}
    metadata |= {"namespace": namespace} if namespace else {}
    return {
        "apiVersion": VERSIONS[kind], "kind": kind, "metadata": metadata, "spec": given, **fields
    }  # fmt: skip


def lists(*things):
    """The answers of a cluster that has these objects."""
    found = {path: {"items": [], "metadata": {}} for path in LISTS.values()}
    for one in things:
        found[LISTS[one["kind"]]]["items"].append(one)
    return {**found, "/apis/": recorded("kubernetes")["/apis/"]}


@pytest.fixture
def ask(context, routes, entity):
    """The facts by subject, the failures and the requests for objects and annotations."""

    def asked(answers=None, annotations=None, settings=None, **fields):
        named = entity("payments")
        named["metadata"]["annotations"] = {ID: "pay"} if annotations is None else annotations
        server = routes(lists(thing()) if answers is None else answers)
        chosen = KUBERNETES.Settings(**(SETTINGS["kubernetes"] if settings is None else settings))
        given = context(server, **{"entities": (named,), **fields})
        found = list(KUBERNETES.collect(chosen, given))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {one.subject: one for one in found if not isinstance(one, Failure)}
        return facts, failures, server

    return asked


def environments(facts):
    return sorted(one.environment for fact in facts.values() for one in fact.value.deployments)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_an_object_says(ask, case):
    given = typed(case["object"])
    one = thing(**{"spec": {"none": 1}, **given})
    facts, failures, _ = ask(lists(one))
    found = facts[PAY].value.deployments if facts else ()
    says = [
        " ".join(value or "-" for value in (d.state, d.version, d.commit, d.since, d.finished))
        for d in found
    ]
    assert (says, failures) == (case["says"], [])
    assert all((d.environment, d.production) == ("prod", True) for d in found)


OBJECTS = [
    thing(name="web", labels={"app": "till", "tier": "web"}.items()),
    thing(name="job", labels={"app": "till", "tier": "job"}.items(), namespace="qa"),
    thing(name="other", labels={ID: "other"}.items()),
]
NAMED = {
    "the id": ({ID: "pay"}, ["prod", "qa"]),
    "the id in a namespace": ({ID: "pay", "backstage.io/kubernetes-namespace": "qa"}, ["qa"]),
    "a selector": ({SELECTOR: "app=till,tier!=web"}, ["qa"]),
    "a selector beats the id": ({ID: "other", SELECTOR: "app in (till),tier"}, ["prod", "qa"]),
    "a selector without a value": ({SELECTOR: "!app"}, ["prod"]),
    "a selector in a namespace": (
        {SELECTOR: "app=till", "backstage.io/kubernetes-namespace": "prod"}, ["prod"],
    ),
    "a cluster, where only one is configured": (
        {ID: "pay", "backstage.io/kubernetes-cluster": "eu"}, ["prod", "qa"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("annotations", "names"), NAMED.values(), ids=NAMED)
def test_an_entity_has_the_objects_that_it_names(ask, annotations, names):
    facts, failures, _ = ask(lists(*OBJECTS), annotations)
    assert (environments(facts), failures) == (names, [])


def test_what_is_not_there_is_a_failure_of_the_entity(ask):
    facts, (failure,), _ = ask(annotations={ID: "gone"})
    assert (facts, failure.subjects) == ({}, (PAY,))
    assert failure.reason == "gone: no such objects are there, or the token may not list them"


def test_a_wrong_selector_is_a_failure_of_the_entity(ask):
    facts, (failure,), server = ask(annotations={SELECTOR: "a in b"})
    assert (facts, failure.subjects, server.seen) == ({}, (PAY,), [])
    assert failure.reason == f"{PAY}: `a in b` is not a requirement of a label selector"


def test_without_an_annotation_nothing_is_asked(ask):
    assert ask(annotations={})[2].seen == []


def test_an_entity_of_an_archived_repository_is_left_out(ask, payments):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    found = ask(repositories=(archived,), origins=payments["origins"])
    assert found[2].seen == []


CLUSTERS = {
    "no cluster is named": ({}, ["eu", "us"], False),
    "one": ({"backstage.io/kubernetes-cluster": "eu"}, ["eu"], False),
    "one that is not configured": ({"backstage.io/kubernetes-cluster": "asia"}, [], False),
}


@pytest.mark.parametrize(("named", "asked", "missed"), CLUSTERS.values(), ids=CLUSTERS)
def test_an_entity_may_be_in_several_clusters(ask, named, asked, missed):
    both = tuple(
        KUBERNETES.Settings(**SETTINGS["kubernetes"], cluster=name) for name in ("eu", "us")
    )
    found = {}
    for one in both:
        settings = {**SETTINGS["kubernetes"], "cluster": one.cluster}
        facts, failures, _ = ask(None, {ID: "pay", **named}, settings, enrichments=both)
        assert failures == []
        found |= {fact.key: environments(facts) for fact in facts.values()}
    assert found == {f"deployments.kubernetes.{name}": [f"{name}/prod"] for name in asked}


def test_two_clusters_without_a_name_are_a_failure(ask):
    both = (KUBERNETES.Settings(**SETTINGS["kubernetes"]),) * 2
    facts, (failure,), _ = ask(enrichments=both)
    assert set(facts) == {PAY}
    assert "several of the kind `kubernetes` are configured without `cluster`" in failure.reason


def test_objects_in_one_environment_are_told_apart(ask):
    same = [thing(), thing(kind="StatefulSet"), thing(name="job", namespace="qa")]
    facts, _, _ = ask(lists(*same))
    assert environments(facts) == ["prod/Deployment pay", "prod/StatefulSet pay", "qa"]
    facts, _, _ = ask(lists(thing(name="a"), thing(name="b")))
    assert environments(facts) == ["prod/a", "prod/b"]


def test_a_fact_is_bounded_and_keeps_what_fails(ask):
    many = [thing(name=f"n{number}", status={"observedGeneration": 4}) for number in range(300)]
    many[-1]["status"] |= {"conditions": [{"type": "ReplicaFailure", "status": "True"}]}
    for one in many[:-1]:
        one["status"] |= {"updatedReplicas": 1, "availableReplicas": 1}
    facts, failures, _ = ask(lists(*many))
    found = facts[PAY].value.deployments
    assert (len(found), failures) == (100, [])
    assert {one.state for one in found} == {"failed", "live"}


def test_a_setting_names_the_environment(ask):
    settings = {**SETTINGS["kubernetes"], "environment": "production"}
    facts, _, _ = ask(lists(thing(), thing(namespace="x")), settings=settings)
    assert environments(facts) == ["production/prod/Deployment pay", "production/x/Deployment pay"]
    assert all(one.production for one in facts[PAY].value.deployments)


def test_a_cluster_without_flux_is_not_asked_for_it(ask):
    _, failures, server = ask({**lists(thing()), "/apis/": {"groups": []}})
    assert failures == []
    assert [one.url.path for one in server.seen] == [*list(LISTS.values())[:3], "/apis/"]


def test_only_the_objects_of_the_settings_are_asked_for(ask):
    settings = {**SETTINGS["kubernetes"], "objects": ["Deployment"], "namespaces": ["a", "b"]}
    inside = {f"/apis/apps/v1/namespaces/{one}/deployments": {"items": [thing(namespace=one)]} for one in "ab"}  # fmt: skip
    facts, failures, server = ask(inside, settings=settings)
    assert (environments(facts), failures, len(server.seen)) == (["a", "b"], [], 2)


@pytest.mark.parametrize("refused", [*list(LISTS.values()), "/apis/"])
def test_a_list_that_is_refused_costs_no_other(ask, refused):
    many = [thing(kind=kind, name=kind.lower(), status={"observedGeneration": 4}) for kind in LISTS]
    for one in many[3:]:
        one["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    facts, (failure,), _ = ask({**lists(*many), refused: 403})
    lost = {"/apis/": 2}.get(refused, 1)
    assert len(facts[PAY].value.deployments) == len(many) - lost
    assert failure.reason.endswith("refused access (403)")
    assert failure.subjects == ("deployments.kubernetes",)
    assert "ClusterRole `view`" in failure.fix


def test_nothing_is_called_missing_where_a_list_is_refused(ask):
    facts, (failure,), _ = ask({**lists(), LISTS["DaemonSet"]: 403})
    assert facts == {}
    assert failure.reason == "daemonsets: refused access (403)"


def test_a_refused_token_is_one_failure_of_all(ask):
    facts, (failure,), server = ask(dict.fromkeys([*LISTS.values(), "/apis/"], 401))
    assert (facts, failure.subjects, len(server.seen)) == ({}, (), 1)


def test_pages_are_read_to_the_end_and_only_what_is_asked_for_is_kept(ask):
    def answer(request):
        page = int(request.url.params.get("continue", "0"))
        items = [thing(name=f"n{page}-{one}", labels={ID: "other"}.items()) for one in range(500)]
        more = {"continue": str(page + 1)} if page < 20 else {}
        items += [] if more else [thing()]
        return httpx.Response(200, json={"items": items, "metadata": more})

    facts, failures, server = ask({**lists(), LISTS["Deployment"]: answer})
    assert (environments(facts), failures) == (["prod"], [])
    assert len(server.seen) == 21 + 5


def test_a_list_that_is_no_longer_there_is_a_failure(ask):
    def answer(request):
        if "continue" in request.url.params:
            return httpx.Response(410, json={"reason": "Expired"})
        return httpx.Response(200, json={"items": [thing()], "metadata": {"continue": "x"}})

    _, (failure,), _ = ask({**lists(), LISTS["Deployment"]: answer})
    assert failure.reason.startswith("deployments: ")


@pytest.mark.parametrize(
    "given", [{}, {"url": "https://k.example", "path": "x"}, {"path": "x", "files": "y"}]
)
def test_the_settings_name_one_place(given):
    with pytest.raises(ValidationError, match="expected one of `url`, `path` and `files`"):
        KUBERNETES.Settings(**given)


DUMP = {"apiVersion": "v1", "kind": "List", "items": [thing(), {"kind": "Service", "metadata": {}}]}


RAW = {"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [dict(thing())]}
for key in ("apiVersion", "kind"):
    RAW["items"][0].pop(key)
DUMPS = {"JSON": json.dumps(DUMP), "YAML": yaml.safe_dump(DUMP), "of the API": json.dumps(RAW)}


@pytest.mark.parametrize("dump", DUMPS.values(), ids=DUMPS)
def test_what_kubectl_wrote_is_read(ask, tmp_path, dump):
    (tmp_path / "dumps").mkdir()
    file = tmp_path / "dumps/eu.yaml"
    file.write_text(dump)
    written = datetime(2026, 1, 30, tzinfo=UTC)
    os.utime(file, (written.timestamp(), written.timestamp()))
    facts, failures, server = ask(settings={"path": "dumps/*.yaml", "cluster": "eu"})
    assert (environments(facts), failures, server.seen) == (["eu/prod"], [], [])
    assert facts[PAY].provenance.time == written


def in_repository(files):
    """A run with a repository of manifests, and its files."""
    repository = Repository(
        id="github.com/acme/gitops", name="gitops", source="x", host="github", branch="main",
        web_url="https://github.com/acme/gitops", commit="d" * 40,
        committed=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip

    def read(_, pattern):
        assert pattern == "apps/**"
        if isinstance(files, Exception):
            raise files
        return {path: text.encode() for path, text in files.items()}

    return {"repositories": (repository,), "files": read}


FILES = {"files": "apps/**"}


def test_a_repository_of_manifests_says_what_should_run(ask):
    documents = [thing(namespace=None), thing(kind="HelmRelease", spec={"chart": {"spec": {"version": "2.0.0"}}})]  # fmt: skip
    files = {"apps/staging/pay.yaml": yaml.safe_dump_all(documents), "apps/README.md": "# Apps"}
    facts, failures, _ = ask(settings=FILES, **in_repository(files))
    fact = facts[PAY]
    assert failures == []
    assert {(one.environment, one.state, one.version) for one in fact.value.deployments} == {
        ("staging", "unknown", "1"),
        ("prod", "unknown", "2.0.0"),
    }
    assert fact.value.deployments[0].url.startswith(
        "https://github.com/acme/gitops/blob/main/apps/"
    )
    assert (fact.provenance.commit, fact.provenance.time.year) == ("d" * 40, 2026)


def test_a_kustomization_of_kustomize_is_none_of_flux(ask):
    one = {**thing(kind="Kustomization"), "apiVersion": "kustomize.config.k8s.io/v1beta1"}
    facts, _, _ = ask(settings=FILES, **in_repository({"apps/k.yaml": yaml.safe_dump(one)}))
    assert facts == {}


BROKEN = {
    "no YAML": "a: [",
    "a template of Helm": "name: {{ .Values.name }}: x\n",
    "no JSON": '{"kind": ',
    "labels of another type": yaml.safe_dump({**thing(), "metadata": {"labels": [1]}}),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_costs_no_other(ask, text):
    files = {"apps/a.yaml": text, "apps/prod/b.yaml": yaml.safe_dump(thing())}
    facts, (failure,), _ = ask(settings=FILES, **in_repository(files))
    assert environments(facts) == ["prod"]
    assert failure.reason.startswith("github.com/acme/gitops/apps/a.yaml: ")


def test_a_repository_that_cannot_be_read_is_a_failure(ask):
    broken = SourceError("the repository could not be read", fix="see its own failure")
    facts, (failure,), _ = ask(settings=FILES, **in_repository(broken))
    assert (facts, failure.subjects) == ({}, ("deployments.kubernetes",))
    assert failure.reason == "github.com/acme/gitops: the repository could not be read"


def test_more_files_than_are_read_are_a_failure(ask):
    files = {f"apps/{number:04}.yaml": "" for number in range(1001)}
    facts, (failure,), _ = ask(settings=FILES, **in_repository(files))
    assert facts == {}
    assert failure.reason == "github.com/acme/gitops: 1,001 files match; 1,000 of them are read"


def test_a_path_without_files_is_a_failure(ask):
    _, (failure,), _ = ask(settings={"path": "none/*.yaml"})
    assert failure.reason == "no file matches `none/*.yaml`"


def test_a_file_that_is_too_large_is_not_read(ask, tmp_path):
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    _, (failure,), _ = ask(settings={"path": "big.yaml"})
    assert failure.reason == "big.yaml has more than 16 MB"
