"""Recognises documents of other tools in files that have the name of a descriptor."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from enum import Enum, auto
from typing import Any

from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.yaml12.documents import Document

_KUBERNETES = re.compile(
    r"v\d+(?:(?:alpha|beta)\d+)?|(?:apps|batch|autoscaling|policy|extensions)/.+|(?:[^/]*\.)?(?:"
    r"k8s\.io|x-k8s\.io|argoproj\.io|istio\.io|fluxcd\.io|cert-manager\.io|coreos\.com|crossplane\.io|upbound\.io|"
    r"knative\.dev|tekton\.dev|openshift\.io|keda\.sh|traefik\.(?:io|containo\.us)|external-secrets\.io|"
    r"bitnami\.com|kyverno\.io|gatekeeper\.sh|linkerd\.io|cilium\.io|strimzi\.io|elastic\.co|konghq\.com|"
    r"nginx\.org|cnrm\.cloud\.google\.com|velero\.io|rabbitmq\.com|zalan\.do)/.+"
)
"""The API versions of Kubernetes, and of operators that are widely used."""
_MENTIONED = re.compile(r"backstage\.io/|(?m:^[\"']?kind[\"']?[ \t]*:)")


class Foreign(Enum):
    """The sorts of documents that do not claim to be entities."""

    NO_ENVELOPE = auto()
    KUBERNETES = auto()
    WORKFLOW = auto()


def foreign_kind(
    raw: Mapping[str, Any], kinds: Container[str] = AI_MODEL_VERSIONS
) -> Foreign | None:
    """The sort of a document that does not claim to be a catalog entity; None if it does.

    A document of one of the catalog's `kinds` claims to be one, whatever its version is.
    """
    version, kind = raw.get("apiVersion"), raw.get("kind")
    if len(raw.keys() & {"apiVersion", "kind", "metadata"}) < 2 and "spec" not in raw:
        workflow = "jobs" in raw and not raw.keys().isdisjoint({"on", "true"})
        return Foreign.WORKFLOW if workflow else Foreign.NO_ENVELOPE
    known = isinstance(kind, str) and kind in kinds
    if isinstance(version, str) and not known and _KUBERNETES.fullmatch(version):
        return Foreign.KUBERNETES
    return None


def claims_to_be_an_entity(data: object) -> bool:
    """Whether a document has the envelope of an entity or of a Kubernetes object, valid or not."""
    return isinstance(data, dict) and foreign_kind(data) in (None, Foreign.KUBERNETES)


def is_unrelated(document: Document) -> bool:
    """Whether a document that is no mapping, or not YAML, has nothing that an entity has."""
    if document.error is None and isinstance(document.data, dict):
        return False
    return _MENTIONED.search(document.text) is None


def foreign_problem(foreign: Foreign, lines: list[int], path: str, *, matched: bool) -> Problem:
    """One problem for all documents of this sort in a file.

    `matched` if only the wildcard of a glob found the file, which may hold anything.
    """
    at, count = SourceLocation(path, lines[0], 1), len(lines)
    kubernetes = foreign is Foreign.KUBERNETES
    if foreign is Foreign.WORKFLOW:
        return problem("no-envelope", "workflow", at=at)
    if count == 1:
        return problem(
            "kubernetes-object" if kubernetes else "no-envelope",
            "matched" if matched else None,
            at=at,
        )
    return problem(
        "kubernetes-object" if kubernetes else "no-envelope",
        "several-matched" if matched else "several",
        at=at,
        count=count,
    )
