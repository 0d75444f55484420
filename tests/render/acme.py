"""A small organisation, made by hand, that has something of everything a page can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry, TocEntry
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.page import Asset, Page, everything
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.scorecard import CheckInfo, CheckResult, Score, Scorecard
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.render.page_outputs import page_outputs
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.site.templates import TemplateFolders

NOW = datetime(2026, 11, 22, 2, 14, tzinfo=UTC)
OPENAPI = "openapi: 3.1.0\ninfo:\n  title: Payments <API>\n  version: 1.0.0\npaths: {}\n"

_INVERSE = {
    "ownedBy": "ownerOf",
    "partOf": "hasPart",
    "providesApi": "apiProvidedBy",
    "consumesApi": "apiConsumedBy",
    "dependsOn": "dependencyOf",
    "memberOf": "hasMember",
    "childOf": "parentOf",
}


def entity(kind: str, name: str, spec: dict[str, Any] | None = None, **meta: Any) -> EntityData:
    """An entity without relations."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", **meta},
        "spec": spec or {},
        "relations": [],
    }


def relate(entities: list[EntityData], links: list[tuple[str, str, str]]) -> None:
    """Add relations both ways, sorted as a stitched catalog has them."""
    by_ref = {f"{e['kind']}:default/{e['metadata']['name']}".lower(): e for e in entities}
    for source, relation, target in links:
        for start, kind, end in ((source, relation, target), (target, _INVERSE[relation], source)):
            if start in by_ref:
                by_ref[start]["relations"].append({"type": kind, "targetRef": end})
    for one in entities:
        one["relations"].sort(key=lambda r: (r["type"], r["targetRef"]))


def _service(name: str, title: str, description: str, **more: Any) -> EntityData:
    spec = {"type": "service", "lifecycle": "production", **more.pop("spec", {})}
    return entity("Component", name, spec, title=title, description=description, **more)


def entities() -> list[EntityData]:
    """About twenty entities of every kind, related."""
    found = [
        _service(
            *(
                "payments",
                "Payments",
                "Takes **money** from customers, see [the guide](https://x.example/g).",
            ),
            tags=["python", "pci"],
            labels={"tier": "1"},
            links=[
                {"url": "https://runbooks.acme.example/payments", "title": "Runbook"},
                {"url": "https://grafana.acme.example/d/payments", "title": "Dashboard"},
                {"url": "javascript:alert(1)", "title": "Bad"},
            ],
        ),
        _service("ledger", "Ledger", "Keeps the books.", tags=["go"]),
        _service("checkout-web", "Checkout web", "The shop's checkout.", tags=["typescript"]),
        _service("refunds", "Refunds", "Gives money back.", spec={"lifecycle": "experimental"}),
        _service("mailer", "Mailer", "Sends <b>mail</b>.", spec={"lifecycle": "deprecated"}),
        entity("Component", "pci-lib", {"type": "library", "lifecycle": "production"}),
        entity("Component", "orphaned-job", {"type": "job", "lifecycle": "experimental"}),
        entity(
            *("API", "payments-api"),
            {"type": "openapi", "lifecycle": "production", "definition": OPENAPI},
            title="Payments API",
            description="Charge, capture, refund.",
        ),
        entity("API", "ledger-api", {"type": "grpc", "definition": {"$text": "store:" + "a" * 64}}),
        entity("Resource", "payments-db", {"type": "database"}, title="Payments database"),
        entity(
            "System", "checkout", title="Checkout", description="Everything from cart to receipt."
        ),
        entity("Domain", "commerce", title="Commerce"),
        entity(
            "Group",
            "team-payments",
            {
                "type": "team",
                "profile": {"displayName": "Team Payments", "email": "payments@acme.example"},
            },
        ),
        entity("Group", "team-web", {"type": "team"}, title="Team Web"),
        entity("Group", "engineering", {"type": "department"}, title="Engineering"),
        entity(
            "User", "aiko", {"profile": {"displayName": "Aiko Ito", "email": "aiko@acme.example"}}
        ),
        entity("User", "bram", {"profile": {"displayName": "Bram de Vries"}}),
        entity("Location", "all", {"type": "url", "targets": ["./a.yaml", "./b.yaml"]}),
        entity(
            *("Template", "python-service"),
            {
                "type": "service",
                "parameters": [
                    {
                        "title": "Basics",
                        "required": ["name"],
                        "properties": {
                            "name": {
                                "title": "Name",
                                "type": "string",
                                "description": "Lower case",
                            },
                            "port": {"type": "number", "default": 8080},
                            "license": {"type": "string", "enum": ["MIT", "Apache-2.0"]},
                        },
                    }
                ],
                "steps": [{"id": "fetch", "name": "Copy the skeleton", "action": "fetch:template"}],
            },
            title="Python service",
            description="A web service with tests, docs and a nightly build.",
            tags=["python"],
        ),
    ]
    relate(found, _LINKS)
    return sorted(found, key=lambda e: f"{e['kind']}:default/{e['metadata']['name']}".lower())


_C, _A, _G = "component:default/", "api:default/", "group:default/"
_LINKS = [
    *(
        (_C + name, "ownedBy", _G + "team-payments")
        for name in ("payments", "ledger", "refunds", "mailer")
    ),
    (_C + "checkout-web", "ownedBy", _G + "team-web"),
    (_C + "pci-lib", "ownedBy", _G + "ghosts"),
    (_A + "payments-api", "ownedBy", _G + "team-payments"),
    (_A + "ledger-api", "ownedBy", _G + "team-payments"),
    ("resource:default/payments-db", "ownedBy", _G + "team-payments"),
    ("system:default/checkout", "ownedBy", _G + "team-web"),
    ("domain:default/commerce", "ownedBy", _G + "engineering"),
    ("template:default/python-service", "ownedBy", _G + "engineering"),
    *(
        (_C + name, "partOf", "system:default/checkout")
        for name in ("payments", "ledger", "refunds", "checkout-web")
    ),
    (_A + "payments-api", "partOf", "system:default/checkout"),
    ("system:default/checkout", "partOf", "domain:default/commerce"),
    (_C + "payments", "providesApi", _A + "payments-api"),
    (_C + "payments", "consumesApi", _A + "ledger-api"),
    (_C + "ledger", "providesApi", _A + "ledger-api"),
    (_C + "checkout-web", "consumesApi", _A + "payments-api"),
    (_C + "refunds", "consumesApi", _A + "payments-api"),
    (_C + "payments", "dependsOn", "resource:default/payments-db"),
    (_C + "payments", "dependsOn", _C + "pci-lib"),
    (_C + "refunds", "dependsOn", _C + "payments"),
    (_C + "refunds", "dependsOn", _C + "gone"),
    ("user:default/aiko", "memberOf", _G + "team-payments"),
    ("user:default/bram", "memberOf", _G + "team-web"),
    (_G + "team-payments", "childOf", _G + "engineering"),
    (_G + "team-web", "childOf", _G + "engineering"),
]


def _runs(subject: str, status: str, stale: datetime | None = None) -> Fact:
    run = {
        "name": "CI",
        "path": ".github/workflows/ci.yml",
        "status": status,
        "url": "https://github.com/acme/payments/actions/runs/1",
        "branch": "main",
        "started": "2026-11-22T01:00:00Z",
        "finished": "2026-11-22T01:04:12Z",
        "seconds": 252,
        "number": 41,
    }
    where = "https://github.com/acme/payments/actions"
    provenance = Provenance(
        source="github_actions", title="GitHub Actions", time=NOW, url=where, stale_since=stale
    )
    value = {"workflows": [run], "status": status}
    return Fact(subject=subject, key="ci.runs", value=value, provenance=provenance)


def _facts() -> tuple[Fact, ...]:
    prometheus = Provenance(source="prometheus", time=NOW, url="https://prometheus.acme.example/")
    alert = {
        "name": "HighErrorRate",
        "state": "alert",
        "severity": "critical",
        "since": "2026-11-22T00:30:00Z",
        "summary": "5 % of charges fail",
        "url": "https://prometheus.acme.example/alerts",
    }
    rate = {"value": 0.0213, "unit": "errors/s", "url": "https://prometheus.acme.example/graph"}
    return (
        _runs("component:default/payments", "passing"),
        _runs("component:default/ledger", "failing"),
        _runs("component:default/mailer", "passing", stale=datetime(2026, 11, 19, tzinfo=UTC)),
        Fact(
            subject="component:default/payments",
            key="alerts",
            value={"state": "alert", "alerts": [alert]},
            provenance=prometheus,
        ),
        Fact(
            subject="component:default/payments",
            key="metric.error_rate",
            value=rate,
            provenance=prometheus,
        ),
    )


_CARD = Scorecard(
    id="basics",
    title="Basics",
    checks=(
        CheckInfo(
            id="owner", title="Has an owner", why="Somebody must answer.", fix="Set spec.owner."
        ),
        CheckInfo(id="docs", title="Has documentation", fix="Add docs/ and mkdocs.yml."),
    ),
    levels={"gold": 90, "silver": 70, "bronze": 40},
)


def _score(points: int, level: str, docs: bool) -> Score:
    results = (CheckResult(check="owner", passed=True), CheckResult(check="docs", passed=docs))
    return Score(scorecard="basics", points=points, level=level, results=results)


def snapshot() -> Snapshot:
    """The organisation as a snapshot."""
    found = entities()
    refs = [f"{e['kind']}:default/{e['metadata']['name']}".lower() for e in found]
    repository = Repository(
        id="github.com/acme/payments",
        name="acme/payments",
        source="github",
        web_url="https://github.com/acme/payments",
        host="github",
        branch="main",
        committed=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )
    stale = repository.model_copy(
        update={"id": "github.com/acme/old", "name": "acme/old", "state": RepositoryState.STALE}
    )
    return Snapshot(
        version="0.1.0",
        created=NOW,
        title="Acme developer portal",
        sources=(
            SourceRun(
                kind="github", name="acme", state="ok", repositories=2, requests=4, seconds=1.4
            ),
            SourceRun(
                kind="prometheus",
                name="http://prometheus:9090",
                state="stale",
                facts=2,
                failures=(Failure(source="prometheus", reason="timed out", fix="Is it up?"),),
            ),
        ),
        repositories=(repository, stale),
        entities=tuple(found),
        origins={
            ref: Origin(
                repository=repository.id,
                file="catalog-info.yaml",
                line=1 + 20 * n,
                inferred=ref == "component:default/orphaned-job",
            )
            for n, ref in enumerate(refs)
        },
        documentation=(
            Documentation(
                entity_ref="component:default/payments", repository=repository.id, tree="b" * 64
            ),
        ),
        facts=_facts(),
        scorecards=(_CARD,),
        scores={
            "component:default/payments": _score(100, "gold", docs=True),
            "component:default/ledger": _score(50, "bronze", docs=False),
        },
        skeletons={"template:default/python-service": ("README.md", "src/<package>/app.py")},
        trends={
            "component:default/payments": {"score": ("2026-11-18", (80.0, None, 90.0, None, 100.0))}
        },
        problems=(
            Problem(
                rule="dangling-reference",
                level=Level.WARNING,
                message="dependsOn names component:gone, which is not in the catalog",
                fix="Correct the name, or register it.",
                file="catalog-info.yaml",
                line=61,
                entity_ref="component:default/refunds",
                repository=repository.id,
            ),
            Problem(
                rule="yaml",
                level=Level.ERROR,
                message="not YAML: <tab> at the start of a line",
                file="services/broken/catalog-info.yaml",
                line=3,
                repository=repository.id,
            ),
        ),
    )


def fragments() -> dict[str, Fragments]:
    """The documentation of Payments: two pages."""
    home = Fragment(
        path="",
        title="Payments",
        html='<h1 id="payments">Payments</h1><p>See <a href="entity:component:default/ledger">'
        'the ledger</a> and <a href="guide/">the guide</a>.</p><h2 id="run">Run</h2><p>make run</p>',
        toc=(
            TocEntry(
                id="payments",
                title="Payments",
                level=1,
                children=(TocEntry(id="run", title="Run", level=2),),
            ),
        ),
        file="docs/index.md",
        edit_url="https://github.com/acme/payments/edit/main/docs/index.md",
        changed=NOW,
        author="Aiko Ito",
        following=1,
    )
    guide = Fragment(
        path="guide/", title="Guide", html="<h1>Guide</h1>", previous=0, file="docs/guide.md"
    )
    nav = (NavEntry(title="Payments", path=""), NavEntry(title="Guide", path="guide/"))
    return {
        "component:default/payments": Fragments(
            site_name="Payments", pages=(home, guide), nav=nav, assets={"img/flow.png": "c" * 64}
        )
    }


def read_blob(digest: str) -> bytes:
    """The store's part: a definition and an image."""
    return b'syntax = "proto3";\n' if digest.startswith("a") else b"\x89PNG"


def render_pages(
    snapshot: Snapshot, read_blob: Callable[[str], bytes], fragments: Mapping[str, Fragments]
) -> Iterator[Page | Asset]:
    """Every page and file of the site, one after the other."""
    index = PortalIndex(SnapshotIndex(snapshot), fragments, read_blob)
    return everything(page_outputs(index, TemplateFolders().environment()))


def portal(snapshot: Snapshot | None = None) -> Portal:
    """The catalog as one page reads it."""
    return Portal(PortalIndex(SnapshotIndex(snapshot or globals()["snapshot"]())))
