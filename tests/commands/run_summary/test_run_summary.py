"""The summary of a run: its numbers, as Markdown and as metrics, also with names that are attacks."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tests.environment import require

from catalogsite.commands.markdown_text import code_span
from catalogsite.commands.run_summary import catalog_summary, run_as_markdown, run_as_metrics
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.model.run_summary import Outcome, RunSummary
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NOW = datetime(2026, 2, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def source(state: str = "ok", *since: datetime | None, name: str = "acme") -> SourceRun:
    failures = tuple(Failure(source="github", reason="down", since=one) for one in since)
    return SourceRun(kind="github", name=name, state=state, seconds=1.5, failures=failures)


def snapshot(*sources: SourceRun, **more) -> Snapshot:
    return Snapshot(version="", created=NOW, sources=sources, **more)


def run(*sources: SourceRun, outcome=Outcome.PUBLISHED, code=0, reason=None, **more) -> RunSummary:
    return RunSummary(
        version="1",
        command="build",
        portal=more.pop("portal", "Acme"),
        outcome=outcome,
        exit_code=code,
        published=outcome is Outcome.PUBLISHED,
        reason=reason,
        started=NOW,
        catalog=catalog_summary(snapshot(*sources, **more), NOW, {}),
    )


@pytest.mark.parametrize(
    ("given", "last_good", "age"),
    [
        (source(), NOW, 0.0),
        (source("stale", NOW - DAY), NOW - DAY, 86400.0),
        (source("stale", None, NOW - DAY, NOW - 3 * DAY), NOW - 3 * DAY, 3 * 86400.0),
        (source("stale", None), None, None),
        (source("failed", None), None, None),
        (source("failed"), None, None),
        (source("stale", NOW + DAY), NOW + DAY, 0.0),
    ],
    ids=["ok", "a day", "the oldest counts", "unknown", "failed", "without a reason", "clock back"],
)
def test_age_of_a_source(given, last_good, age):
    (found,) = catalog_summary(snapshot(given), NOW, {}).sources
    assert (found.last_good, found.age_seconds) == (last_good, age)


def test_age_counts_from_the_run_that_did_not_collect():
    (found,) = catalog_summary(snapshot(source()), NOW + 2 * DAY, {}).sources
    assert (found.age_seconds, found.seconds) == (2 * 86400.0, None)


def test_numbers_of_a_catalog():
    problems = [
        Problem(rule="tag-format", level=Level.ERROR, message="m"),
        Problem(rule="tag-format", level=Level.ERROR, message="n"),
        Problem(rule="broken-link", level=Level.WARNING, message="m"),
    ]
    repositories = [
        Repository(id=name, name=name, source="github", visibility=one)
        for name, one in zip("abcd", ("public", "internal", "private", None), strict=True)
    ]
    given = snapshot(source(), problems=tuple(problems), repositories=tuple(repositories))
    found = catalog_summary(given, NOW, {("github", "acme"): 2.5})
    assert found.problems == {Level.ERROR: 2, Level.WARNING: 1, Level.INFO: 0}
    assert [(one.rule, one.level.value, one.count) for one in found.rules] == [
        ("broken-link", "warning", 1),
        ("tag-format", "error", 2),
    ]
    assert (found.counts.repositories, found.counts.private_repositories) == (4, 2)
    assert found.sources[0].seconds == 2.5


def test_reasons_of_one_source_are_few():
    given = source("stale", *[NOW] * 500)
    (found,) = catalog_summary(snapshot(given), NOW, {}).sources
    assert len(found.reasons) == 10


HOSTILE = [
    "<script>alert(1)</script>",
    "</code></pre><img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "`<b>bold</b>`",
    "``` ` `` ```",
    "`",
    "a`b``c```d",
    "x\n\n# A heading\n\n<img src=http://evil.example>",
    "x\r\n- a list\r\n::error::x",
    "@everyone and #1",
    "http://evil.example/ www.evil.example mail@evil.example",
    "a | b |",
    "<!-- ",
    "$$\\unicode{x}$$",
    "a\u202eb\u2066c",
    "\x1b[31mred\x1b[0m\x00",
    "&lt;b&gt;",
    "\\`",
    "    indented\n    code",
    "~~~\n<b>",
    "x" * 100_000,
    "   ",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_of_others_stay_text(name: str):
    bad = source("failed", name=name)
    bad = bad.model_copy(update={"failures": (Failure(source="github", reason=name or "-"),)})
    text = run_as_markdown(run(bad, outcome=Outcome.REFUSED, code=5, reason=name))
    html = MARKDOWN.render(text)
    outside = re.sub(r"<code>[^<>]*</code>", "", html)
    assert set(re.findall(r"<(/?[a-z0-9]+)[^>]*>", outside)) <= {
        *("h3", "/h3", "p", "/p", "ul", "/ul", "li", "/li"),
    }
    assert html.count("<code>") == 3
    assert "evil.example" not in outside
    assert "@everyone" not in outside
    assert "\n::" not in text
    assert len(text) < 2_000
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a``b`c", "```a``b`c```"),
        ("", "` `"),
        ("a\nb", "`a b`"),
    ],
)
def test_code_span(text, span):
    assert code_span(text) == span


def test_markdown_of_a_night():
    text = run_as_markdown(
        run(source(), source("stale", NOW - DAY, name="b"), code=4, reason="not up to date: b")
    )
    assert text == (
        "### Published (exit code 4)\n\n"
        "`not up to date: b`\n\n"
        "- 0 entities, 0 repositories, 0 documentations\n"
        "- problems of descriptors and documentation: 0 errors, 0 warnings, 0 infos\n"
        "- sources: 1 of 2 well\n"
        "    - `github b` stale since 2026-01-31 02:00 UTC: `down`\n\n"
    )


def test_markdown_of_many_failed_sources_is_short():
    text = run_as_markdown(run(*(source("failed", name=str(n)) for n in range(100))))
    assert text.count("failed") == 20
    assert "and 80 more" in text


def test_a_run_without_a_catalog():
    summary = RunSummary(
        version="1",
        command="build",
        outcome=Outcome.FAILED,
        exit_code=1,
        published=False,
        reason="catalogsite.yaml:1: wrong",
        started=NOW,
    )
    assert run_as_markdown(summary) == (
        "### Failed: nothing was published (exit code 1)\n\n`catalogsite.yaml:1: wrong`\n\n"
    )
    assert 'catalogsite_run_exit_code{portal="",command="build"} 1.0' in run_as_metrics(summary)
    assert "catalogsite_entities" not in run_as_metrics(summary)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_metrics_are_what_prometheus_reads(name: str):
    require(shutil.which("promtool"), "needs promtool, of Debian's package prometheus")
    text = run_as_metrics(
        run(
            source(name=name),
            source("stale", NOW - DAY, name="b"),
            source("failed", name=f"{name}2"),
            portal=name,
            problems=(Problem(rule="tag-format", level=Level.ERROR, message=name),),
        )
    )
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_metrics_of_two_sources_of_one_name():
    text = run_as_metrics(run(source(), source("failed")))
    assert text.count("\ncatalogsite_source_ok{") == 1
    assert 'catalogsite_source_ok{portal="Acme",kind="github",name="acme"} 0.0' in text


def test_rules_of_the_documentation_name_metrics_that_exist(tmp_path: Path):
    require(shutil.which("promtool"), "needs promtool, of Debian's package prometheus")
    page = (Path(__file__).parents[3] / "docs/reference/snapshot.md").read_text("utf-8")
    (rules,) = re.findall(r"```yaml\n(groups:.*?)```", page, re.DOTALL)
    (tmp_path / "rules.yml").write_text(rules)
    done = subprocess.run(
        ["promtool", "check", "rules", str(tmp_path / "rules.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    problem = Problem(rule="tag-format", level=Level.ERROR, message="m")
    seconds = {("github", "acme"): 1.0}
    given = run(source())
    catalog = catalog_summary(snapshot(source(), problems=(problem,)), NOW, seconds)
    ended = {"finished": NOW, "seconds": 1.0, "cpu_seconds": 1.0, "last_published": NOW}
    text = run_as_metrics(given.model_copy(update={**ended, "catalog": catalog}))
    names = set(re.findall(r"^# TYPE catalogsite_(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"catalogsite_(\w+)", rules)) <= names
    table = page.partition("| metric `catalogsite_…`")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == names
