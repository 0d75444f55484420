"""Every run leaves `run.json`, metrics and a step summary, however it ends."""

from __future__ import annotations

import json
import os
import signal
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from catalogsite.cli import main
from catalogsite.commands import query
from catalogsite.config.names import SchemaName

pytestmark = pytest.mark.slow

GROUP = (
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {0}}}\n"
    "spec: {{type: team, children: []}}\n"
)


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769911200")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    for name in ("a", "b", "c", "d"):
        (tmp_path / "repos" / name).mkdir(parents=True)
        (tmp_path / "repos" / name / "catalog-info.yaml").write_text(GROUP.format(name))
    configure(tmp_path)
    return tmp_path


def configure(folder: Path, **more: Any) -> None:
    config = {"title": "Acme", "sources": [{"kind": "folder", "path": "repos"}], **more}
    (folder / "catalogsite.yaml").write_text(json.dumps(config))


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / ".catalogsite/run.json").read_bytes())
    jsonschema.validate(found, query.schema(SchemaName.RUN))
    return found


def short(folder: Path) -> tuple[Any, ...]:
    found = summary(folder)
    keys = ("command", "outcome", "exit_code", "published", "reason")
    return tuple(found[key] for key in keys)


def test_a_run_that_publishes(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    found = summary(portal)
    assert short(portal) == ("build", "published", 0, True, None)
    assert (found["portal"], found["started"]) == ("Acme", "2026-02-01T02:00:00Z")
    assert found["last_published"] == found["started"]
    assert 0 < found["seconds"] < 120
    assert found["cpu_seconds"] > 0
    assert found["catalog"]["counts"]["entities"] == 4
    (source,) = found["catalog"]["sources"]
    assert (source["kind"], source["state"], source["age_seconds"]) == ("folder", "ok", 0)
    assert source["seconds"] >= 0
    assert (portal / "step.md").read_text().startswith("### Published (exit code 0)\n")


def test_no_figure_of_a_run_is_in_the_site(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    sources = json.loads((portal / "site/api/sources.json").read_bytes())
    assert all("seconds" not in one for one in sources)
    assert (
        "seconds"
        not in json.loads((portal / ".catalogsite/snapshot.json").read_bytes())["sources"][0]
    )
    assert "Seconds" not in (portal / "site/problems/index.html").read_text()
    assert not list(portal.glob("site/**/run.json"))


def test_a_refused_run(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    for name in ("a", "b", "c", "d"):
        (portal / "repos" / name / "catalog-info.yaml").unlink()
        (portal / "repos" / name).rmdir()
    (portal / "repos/x").mkdir()
    (portal / "repos/x/README.md").write_text("# X\n")
    assert main(["build", "-q"]) == 5
    command, outcome, code, published, reason = short(portal)
    assert (command, outcome, code, published) == ("build", "refused", 5, False)
    assert reason == (
        "not published, the old site stays: the catalog has 1 entity instead of 4 and 1 repository "
        "instead of 4 on 2026-02-01; to publish it, run again with --accept"
    )
    found = summary(portal)
    assert found["catalog"]["counts"]["entities"] == 1
    assert found["last_published"] == "2026-02-01T02:00:00Z"
    assert "catalogsite_run_exit_code" in (portal / ".catalogsite/catalogsite.prom").read_text()
    assert "### Not published: the old site stays (exit code 5)" in (portal / "step.md").read_text()
    assert main(["build", "-q", "--no-collect"]) == 5
    assert summary(portal)["catalog"]["counts"]["entities"] == 1


def test_a_run_that_is_not_up_to_date(portal: Path) -> None:
    configure(portal, enrich=[{"kind": "prometheus", "url": "http://127.0.0.1:9", "alerts": True}])
    assert main(["build", "-q"]) == 4
    assert short(portal)[1:] == (
        "published",
        4,
        True,
        "not up to date: prometheus http://127.0.0.1:9 (failed)",
    )
    assert "(exit code 4)" in (portal / "step.md").read_text()


def test_a_run_with_problems_above_a_level(portal: Path) -> None:
    (portal / "repos/a/catalog-info.yaml").write_text(GROUP.format("a b"))
    assert main(["build", "-q", "--fail-on", "error"]) == 1
    assert short(portal) == (
        "build",
        "published",
        1,
        True,
        "--fail-on: 1 error, 0 warnings, 3 infos",
    )


def test_collect_publishes_nothing(portal: Path) -> None:
    assert main(["collect", "-q"]) == 0
    assert short(portal) == ("collect", "collected", 0, False, None)
    assert summary(portal)["last_published"] is None


def test_seconds_of_sources_outlive_a_build_of_the_same_snapshot(portal: Path) -> None:
    assert main(["collect", "-q"]) == 0
    (before,) = summary(portal)["catalog"]["sources"]
    assert main(["build", "-q", "--no-collect"]) == 0
    (after,) = summary(portal)["catalog"]["sources"]
    assert before["seconds"] == after["seconds"]
    assert after["seconds"] is not None


def test_seconds_of_another_snapshot_are_not_those_of_this(portal: Path, monkeypatch) -> None:
    assert main(["collect", "-q"]) == 0
    kept = (portal / ".catalogsite/snapshot.json").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769997600")
    assert main(["collect", "-q"]) == 0
    (portal / ".catalogsite/snapshot.json").write_bytes(kept)
    assert main(["build", "-q", "--no-collect"]) == 0
    (source,) = summary(portal)["catalog"]["sources"]
    assert (source["seconds"], source["age_seconds"]) == (None, 86400)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sourcs: []", "catalogsite.yaml:1"),
        ("sources: [{kind: folder}]", "catalogsite.yaml:1"),
        ("- a", "expected keys"),
        ("scorecards: [none/*.yaml]", "no file matches"),
    ],
)
def test_a_run_that_fails(portal: Path, text: str, reason: str) -> None:
    assert main(["build", "-q"]) == 0
    (portal / "catalogsite.yaml").write_text(text)
    assert main(["build", "-q"]) == 1
    found = summary(portal)
    assert (found["outcome"], found["exit_code"], found["published"]) == ("failed", 1, False)
    assert reason in found["reason"]
    assert (found["catalog"], found["last_published"]) == (None, "2026-02-01T02:00:00Z")


def test_a_wrong_time_is_a_failed_run(portal: Path, monkeypatch) -> None:
    assert main(["build", "-q"]) == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert main(["build", "-q"]) == 1
    assert short(portal)[1:3] == ("failed", 1)


def test_a_configuration_that_is_a_folder_fails_the_run(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    (portal / "catalogsite.yaml").unlink()
    (portal / "catalogsite.yaml").mkdir()
    code = main(["build", "-q"])
    assert short(portal)[1:3] == ("failed", code)


def test_a_mistake_in_a_new_folder_leaves_no_state(portal: Path) -> None:
    (portal / "catalogsite.yaml").write_text("sourcs: []")
    assert main(["build", "-q"]) == 1
    assert not (portal / ".catalogsite").exists()
    assert "### Failed: nothing was published (exit code 1)" in (portal / "step.md").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_run(portal: Path, number: int) -> None:
    assert main(["build", "-q"]) == 0
    hook = portal / "portal_hook.py"
    hook.write_text(
        f"import os\ndef on_files(files, config):\n    os.kill(os.getpid(), {number})\n"
    )
    (portal / "docs").mkdir()
    (portal / "docs/index.md").write_text("# Home\n")
    (portal / "mkdocs.yml").write_text(
        "site_name: x\ntheme: material\nplugins: [catalogsite]\nhooks: [portal_hook.py]\n"
    )
    # A shell that starts a process in the background lets it ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = main(["build", "-q"])
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 128 + number
    assert short(portal) == ("build", "interrupted", code, False, "a signal ended the run")


def test_a_killed_run_does_not_look_like_the_one_before(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    (portal / "docs").mkdir()
    (portal / "docs/index.md").write_text("# Home\n")
    hook = portal / "portal_hook.py"
    hook.write_text("import os\ndef on_files(files, config):\n    os.kill(os.getpid(), 9)\n")
    (portal / "mkdocs.yml").write_text(
        "site_name: x\ntheme: material\nplugins: [catalogsite]\nhooks: [portal_hook.py]\n"
    )
    child = os.fork()
    if child == 0:
        os._exit(main(["build", "-q"]))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    assert short(portal) == ("build", "running", None, False, None)
    assert summary(portal)["last_published"] == "2026-02-01T02:00:00Z"


def test_metrics_go_where_they_are_wanted(portal: Path) -> None:
    target = portal / "textfile/catalogsite.prom"
    assert main(["build", "-q", "--metrics", str(target)]) == 0
    assert target.read_bytes() == (portal / ".catalogsite/catalogsite.prom").read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [path.name for path in target.parent.iterdir()] == ["catalogsite.prom"]
    assert main(["collect", "-q", "--metrics", str(target)]) == 0
    assert 'command="collect"' in target.read_text()


@pytest.mark.parametrize(
    ("variable", "why"),
    [("GITHUB_STEP_SUMMARY", "Not a directory"), ("--metrics", "File exists")],
)
def test_a_summary_that_cannot_be_written_is_a_warning(
    portal: Path, variable: str, why: str, monkeypatch, capsys
) -> None:
    (portal / "file").write_text("")
    place = str(portal / "file/x.prom")
    more = [variable, place] if variable.startswith("--") else []
    if not more:
        monkeypatch.setenv(variable, place)
    assert main(["build", "-q", *more]) == 0
    warning = f"warning {place}: the summary cannot be written: {why}"
    assert warning in capsys.readouterr().err
    assert short(portal)[2] == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 99}', b"\xff"])
def test_a_damaged_summary_costs_nothing(portal: Path, content: bytes) -> None:
    assert main(["build", "-q"]) == 0
    (portal / ".catalogsite/run.json").write_bytes(content)
    assert main(["build", "-q", "--no-collect"]) == 0
    assert short(portal)[1:3] == ("published", 0)


def test_questions_leave_the_summary_alone(portal: Path) -> None:
    assert main(["build", "-q"]) == 0
    before = (portal / ".catalogsite/run.json").read_bytes()
    main(["check", "-q"])
    main(["list"])
    main(["doctor"])
    assert (portal / ".catalogsite/run.json").read_bytes() == before
