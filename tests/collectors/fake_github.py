"""A GitHub in memory that answers our GraphQL queries and REST requests, in the shape of the recordings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

ORIGIN = "https://github.com"
_OWNED = re.compile(r"repositoryOwner\(login: \$login\)")
_PART = re.compile(
    r'^(\w+): (?:repository\(owner: "([^"]+)", name: "([^"]+)"\)|(nodes)\(ids: (\[[^\]]*\])\)'
    r'|(node)\(id: "([^"]+)"\)|(resource)\(url: "([^"]+)"\))',
    re.MULTILINE,
)
_REST = re.compile(r"/repos/([^/]+/[^/]+)/(?:actions/)?(.+)")


@dataclass
class Repository:
    """A repository: commits and runs are in order, the newest first; runs have the shape of REST.

    `workflows` are those of REST, `texts` the contents of their files, `tags` names to commits.
    """

    slug: str
    branch: str = "trunk"
    commits: list[str] = field(default_factory=list)
    workflows: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    visible: bool = True

    def suite(self, run: dict[str, Any]) -> dict[str, Any]:
        """The check suite of a run."""
        named = run["head_branch"] not in self.tags
        known = {"name": run["head_branch"], "prefix": "refs/heads/"} if named else None
        return {
            "id": f"CS_{self.slug}_{run['id']}",
            "status": run["status"].upper(),
            "conclusion": run["conclusion"] and run["conclusion"].upper(),
            "updatedAt": run["updated_at"],
            "branch": known,
        }

    def run(self, run: dict[str, Any]) -> dict[str, Any]:
        """A run, without what it belongs to."""
        return {
            "url": f"{ORIGIN}/{self.slug}/actions/runs/{run['id']}",
            "runNumber": run["run_number"],
            "event": run["event"],
            "createdAt": run["run_started_at"],
            "updatedAt": run["updated_at"],
        }

    def flow(self, workflow: dict[str, Any]) -> dict[str, Any]:
        """A workflow."""
        file = workflow["path"].rpartition("/")[2]
        return {
            "id": f"W_{self.slug}_{workflow['id']}",
            "databaseId": workflow["id"],
            "name": workflow["name"],
            "url": f"{ORIGIN}/{self.slug}/actions/workflows/{file}",
            "state": workflow["state"].upper(),
        }

    def change(self, oid: str) -> dict[str, Any]:
        """A commit: its message and author are those that the first run of it gives."""
        own = next((run for run in self.runs if run["head_sha"] == oid), {})
        commit = own.get("head_commit") or {"message": f"Change {oid}", "author": {"name": "Ann"}}
        return {"oid": oid, "message": commit["message"], "author": commit["author"]}


class FakeGitHub:
    """Answers requests; `calls` are their paths, `resources` whether addresses of workflows are known."""

    def __init__(self, repositories: list[Repository], *, resources: bool = True) -> None:
        self.repositories = {one.slug: one for one in repositories}
        self.resources = resources
        self.refused: set[str] = set()
        self.calls: list[str] = []

    def answer(self, path: str, params: dict[str, str], body: bytes) -> tuple[int, Any]:
        """The status and JSON of the answer to a request."""
        self.calls.append(path)
        if path.endswith("/graphql"):
            asked = json.loads(body)
            return 200, self._graphql(asked["query"], asked.get("variables") or {})
        found = _REST.fullmatch(path)
        repository = self.repositories.get(found[1]) if found else None
        if found is None or repository is None:
            return 404, {"message": "Not Found"}
        return self._rest(repository, found[2], params)

    def _graphql(self, query: str, variables: dict[str, Any]) -> Any:
        if _OWNED.search(query):
            return {"data": {"repositoryOwner": {"repositories": self._page(variables)}}}
        data: dict[str, Any] = {}
        errors = []
        for part in _PART.finditer(query):
            name, owner, repo = part[1], part[2], part[3]
            if owner:
                slug = f"{owner}/{repo}"
                data[name], error = self._repository(slug, reads="history(" in query)
                if error:
                    errors.append({"type": error, "path": [name], "message": f"{error}: {slug}"})
            elif part[4]:
                data[name] = [self._suite(id_) for id_ in json.loads(part[5])]
            else:
                data[name] = self._workflow(part[7] or part[9])
        return {"data": data, **({"errors": errors} if errors else {})}

    def _page(self, variables: dict[str, Any]) -> Any:
        every = sorted(self.repositories.values(), key=lambda one: one.slug)
        start = int(variables.get("after") or 0)
        more = start + 100 < len(every)
        nodes = [_listed(one) for one in every[start : start + 100]]
        page = {"hasNextPage": more, "endCursor": str(start + 100)}
        return {"pageInfo": page, "nodes": nodes}

    def _repository(self, slug: str, *, reads: bool) -> tuple[Any, str | None]:
        found = self.repositories.get(slug)
        if found is None or not found.visible:
            return None, "NOT_FOUND"
        if slug in self.refused:
            return None, "FORBIDDEN"
        tags = [{"name": name, "target": {"oid": oid}} for name, oid in found.tags.items()][:10]
        answer: dict[str, Any] = {"tags": {"totalCount": len(found.tags)}, "branch": None}
        if reads:
            files = [one["path"].rpartition("/")[2] for one in found.workflows]
            entries = [{"name": one, "object": {"text": found.texts.get(one)}} for one in files]
            answer |= {"files": {"entries": entries} if entries else None}
            answer["tags"]["nodes"] = tags
        if found.commits:
            answer["branch"] = {"name": found.branch, "target": _tip(found, reads=reads)}
        return answer, None

    def _suite(self, id_: str) -> Any:
        slug, _, run = id_.removeprefix("CS_").rpartition("_")
        found = self.repositories[slug]
        own = next(found.suite(one) for one in found.runs if one["id"] == int(run))
        return {"id": own["id"], "updatedAt": own["updatedAt"]}

    def _workflow(self, place: str) -> Any:
        if place.startswith("http"):
            slug, _, file = place.removeprefix(f"{ORIGIN}/").partition("/actions/workflows/")
            found = self.repositories[slug]
            own = [one for one in found.workflows if one["path"].endswith(f"/{file}")]
            if not self.resources or not own:
                return None
        else:
            slug, _, id_ = place.removeprefix("W_").rpartition("_")
            found = self.repositories[slug]
            own = [one for one in found.workflows if one["id"] == int(id_)]
        runs = [run for run in found.runs if run["workflow_id"] == own[0]["id"]][:20]
        nodes = [
            {
                **found.run(run),
                "checkSuite": {**found.suite(run), "commit": found.change(run["head_sha"])},
            }
            for run in runs
        ]
        return {**found.flow(own[0]), "runs": {"nodes": nodes}}

    def _rest(self, found: Repository, path: str, params: dict[str, str]) -> tuple[int, Any]:
        if path == "workflows":
            return 200, {"total_count": len(found.workflows), "workflows": found.workflows}
        if jobs := re.fullmatch(r"runs/(\d+)/jobs", path):
            steps = [{"name": "make test", "conclusion": "failure"}]
            job = {"id": int(jobs[1]), "name": "unit", "conclusion": "failure", "steps": steps}
            return 200, {"total_count": 1, "jobs": [job]}
        if path.startswith("check-runs/"):
            return 200, [{"message": "assert 2 == 3"}]
        one = re.fullmatch(r"workflows/(\d+)/runs", path)
        runs = [
            run
            for run in found.runs
            if (not one or run["workflow_id"] == int(one[1]))
            and params.get("branch") in (None, run["head_branch"])
        ]
        return 200, {"total_count": len(runs), "workflow_runs": runs[: int(params["per_page"])]}


def _tip(found: Repository, *, reads: bool) -> dict[str, Any]:
    def suites(oid: str) -> list[dict[str, Any]]:
        # GitHub lists suites by their ids, the oldest first.
        own = sorted(
            (run for run in found.runs if run["head_sha"] == oid), key=lambda run: run["id"]
        )
        flows = {one["id"]: found.flow(one) for one in found.workflows}
        return [
            {
                **found.suite(run),
                "workflowRun": {**found.run(run), "workflow": flows[run["workflow_id"]]},
            }
            for run in own[-20:]
        ]

    if not reads:
        short = [
            {"id": one["id"], "updatedAt": one["updatedAt"]} for one in suites(found.commits[0])
        ]
        return {"oid": found.commits[0], "checkSuites": {"nodes": short}}
    history = [
        {**found.change(oid), "checkSuites": {"nodes": suites(oid)}} for oid in found.commits[:10]
    ]
    return {"oid": found.commits[0], "history": {"nodes": history}}


def _listed(found: Repository) -> dict[str, Any]:
    return {
        "node_id": f"R_{found.slug}",
        "name": found.slug.partition("/")[2],
        "full_name": found.slug,
        "visibility": "PRIVATE",
        "archived": False,
        "fork": False,
        "disabled": False,
        "defaultBranchRef": {"name": found.branch, "target": {"oid": found.commits[0]}},
        "topics": {"nodes": []},
    }
