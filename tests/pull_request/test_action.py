"""`action.yml`: every step runs with bash, with its inputs put in as GitHub does."""

from __future__ import annotations

import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

ACTION = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
SKIPPED = re.compile(r"([\w.-]+) != ''")


class Runner:
    """As much of GitHub's runner as a composite action needs."""

    def __init__(self, sample, folder, inputs, uploaded):
        self.sample = sample
        self.folder = folder
        self.values = {
            f"inputs.{name}": inputs.get(name, given["default"])
            for name, given in ACTION["inputs"].items()
        }
        assert inputs.keys() <= ACTION["inputs"].keys()
        self.values["steps.preview.outputs.artifact-url"] = uploaded
        self.output = ""
        self.failed = None

    def expand(self, text):
        return EXPRESSION.sub(lambda found: self.values.get(found[1], ""), text)

    def run(self):
        for number, step in enumerate(STEPS):
            condition = SKIPPED.fullmatch(step.get("if", "inputs.fail != ''"))
            if "run" in step and self.values[condition[1]] and self.failed is None:
                self._step(step, self.folder / f"step-{number}")
        return self

    def _step(self, step, folder):
        folder.mkdir()
        script = folder / "script.sh"
        script.write_text(self.expand(step["run"]))
        files = {"GITHUB_OUTPUT": folder / "output", "GITHUB_STEP_SUMMARY": self.folder / "summary"}
        env = {name: str(path) for name, path in files.items()}
        env |= {"RUNNER_TEMP": str(self.folder), "PIP_LOG": str(self.folder / "pip"), "CI": "true"}
        env |= {name: self.expand(value) for name, value in step.get("env", {}).items()}
        assert step["shell"] == "bash"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = self.sample.run(command, **env)
        self.output += done.stdout + done.stderr
        if done.returncode:
            self.failed = (step["name"], done.returncode)
        if files["GITHUB_OUTPUT"].exists():
            for line in files["GITHUB_OUTPUT"].read_text().splitlines():
                name, _, value = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{name}"] = value

    def result(self, name):
        return self.expand(ACTION["outputs"][name]["value"])


@pytest.fixture
def act(sample, tmp_path):
    def run(uploaded="", **inputs):
        folder = tmp_path / "runner"
        folder.mkdir()
        names = {name.replace("_", "-"): value for name, value in inputs.items()}
        return Runner(sample, folder, names, uploaded).run()

    return run


def test_the_foreign_actions_are_pinned_to_commits():
    used = [step["uses"].split("@") for step in STEPS if "uses" in step]
    assert [name for name, _ in used] == ["actions/setup-python", "actions/upload-artifact"]
    assert all(re.fullmatch(r"[0-9a-f]{40}", commit) for _, commit in used)


def test_no_input_becomes_a_part_of_a_script():
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]


def test_every_input_is_used_and_every_output_is_made():
    used = set(EXPRESSION.findall(json.dumps(STEPS))) | {"inputs.base", "inputs.sarif"}
    assert {f"inputs.{name}" for name in ACTION["inputs"]} <= used
    assert all(
        one["description"] for one in (*ACTION["inputs"].values(), *ACTION["outputs"].values())
    )


def test_a_good_repository_passes(act, tmp_path):
    done = act()
    assert (done.failed, done.result("exit-code")) == (None, "0")
    assert done.output.strip() == ""
    assert (tmp_path / "runner/pip").read_text().split()[-1] == "catalogsite"


def test_a_problem_annotates_its_line_and_fails(act, sample):
    sample.descriptor.write_text(sample.bad)
    done = act(version="1.2.3")
    assert done.failed == ("Judge", 1)
    assert done.output.startswith(
        "::error file=catalog-info.yaml,line=5,col=10,title=tag-format::the tag"
    )
    assert (done.folder / "pip").read_text().split()[-1] == "catalogsite==1.2.3"


class _Published(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing: the output of the test is that of the action."""


@pytest.mark.parametrize("fetched", [False, True])
def test_references_are_judged_by_the_rest_of_the_catalog(act, tmp_path, fetched):
    published = tmp_path / "published"
    published.mkdir()
    group = {"apiVersion": "v", "kind": "Group", "metadata": {"name": "teams"}, "spec": {}}
    (published / "entities.json").write_text(json.dumps([group]))
    if not fetched:
        done = act(snapshot=str(published / "entities.json"))
    else:
        handler = partial(_Published, directory=str(published))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            done = act(snapshot=f"http://127.0.0.1:{server.server_port}/entities.json")
            server.shutdown()
    assert (done.failed, done.result("exit-code")) == (None, "0")
    assert done.output.startswith("::warning file=catalog-info.yaml,line=6,col=46,title=dangling")
    assert "did you mean `teams`?" in done.output


def test_a_rest_of_the_catalog_that_is_not_there_fails(act):
    done = act(snapshot="nothing.json")
    assert done.failed == ("Judge", 1)
    assert "nothing.json: there is no such file" in done.output


def test_problems_can_be_let_through_but_not_a_broken_run(act, sample):
    sample.descriptor.write_text(sample.bad)
    done = act(fail="false")
    assert (done.failed, done.result("exit-code")) == (None, "1")


def test_a_wrong_input_is_never_let_through(act):
    done = act(fail="false", paths="nowhere")
    assert done.failed == ("Judge", 2)


def test_paths_are_taken_line_by_line_and_never_as_code(act, sample):
    for name in ("a b", "$(touch stolen)"):
        (sample.root / name).mkdir()
        (sample.root / name / "catalog-info.yaml").write_text(sample.bad.replace("shop", "x-1"))
    done = act(paths="a b\n$(touch stolen)\n")
    assert done.output.count("title=tag-format") == 2
    assert not (sample.root / "stolen").exists()


def test_sarif(act, sample):
    sample.descriptor.write_text(sample.bad)
    done = act(sarif="problems.sarif")
    assert done.failed == ("Judge", 1)
    sarif = json.loads((sample.root / "problems.sarif").read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["tag-format"]


def test_what_changed_since_the_base_stands_in_the_summary(act, sample):
    sample.git("checkout", "-qb", "branch")
    sample.commit(sample.good.replace("production", "deprecated"))
    done = act(base="main")
    assert done.failed is None
    summary = (done.folder / "summary").read_text()
    assert summary.startswith("**Catalog:** 1 changed\n")
    assert Path(done.result("diff")).read_text() == summary


def test_the_summary_links_a_preview_of_the_pages(act, sample):
    sample.git("checkout", "-qb", "branch")
    sample.commit(sample.good.replace("production", "deprecated"))
    address = "https://github.example/acme/shop/actions/runs/1/artifacts/2"
    done = act(base="main", preview="pages", uploaded=address)
    assert done.failed is None
    page = done.folder / "catalogsite-preview/catalog/default/component/shop/index.html"
    assert "deprecated" in page.read_text("utf-8")
    assert f"[Preview of the pages]({address})" in (done.folder / "summary").read_text()


@pytest.mark.parametrize("known", [False, True])
def test_the_rest_of_the_catalog_judges_what_changed(act, sample, tmp_path, known):
    rest = tmp_path / "entities.json"
    group = {"apiVersion": "v", "kind": "Group", "metadata": {"name": "team"}, "spec": {}}
    rest.write_text(json.dumps([group]))
    sample.git("checkout", "-qb", "branch")
    sample.commit(sample.good.replace("owner: team", "owner: teem"))
    done = act(base="main", **({"snapshot": str(rest)} if known else {}))
    reported = "refers to group:default/teem, which is not in the catalog"
    assert (reported in (done.folder / "summary").read_text()) is known


def test_a_base_that_a_shallow_clone_lacks_is_fetched(act, sample, tmp_path):
    base = sample.git("rev-parse", "HEAD")
    sample.commit(sample.good.replace("production", "deprecated"))
    sample.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin = sample.root.rename(tmp_path / "origin")
    sample.root.mkdir()
    sample.git("init", "-q")
    sample.git("remote", "add", "origin", f"file://{origin}")
    sample.git("fetch", "-q", "--depth=1", "origin", "main")
    sample.git("checkout", "-q", "FETCH_HEAD")
    assert sample.run(["git", "cat-file", "-e", base]).returncode != 0
    done = act(base=base)
    assert (done.failed, "lifecycle" in (done.folder / "summary").read_text()) == (None, True)
