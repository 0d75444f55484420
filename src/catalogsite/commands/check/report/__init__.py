"""The report of `check`, and its output formats: one module each."""

from __future__ import annotations

from catalogsite.commands.check.report.as_json import problems_as_json
from catalogsite.commands.check.report.excerpt import Excerpts
from catalogsite.commands.check.report.findings import CheckReport, check_report, reported_problems
from catalogsite.commands.check.report.github import problems_as_github
from catalogsite.commands.check.report.junit import problems_as_junit
from catalogsite.commands.check.report.sarif import problems_as_sarif

__all__ = [
    "CheckReport",
    "Excerpts",
    "check_report",
    "problems_as_github",
    "problems_as_json",
    "problems_as_junit",
    "problems_as_sarif",
    "reported_problems",
]
