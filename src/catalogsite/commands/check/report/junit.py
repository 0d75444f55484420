"""Writes problems as JUnit XML, which CI servers show as failed tests."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from catalogsite.commands.check.report.findings import CheckReport
from catalogsite.model.problem import Level, Problem

# Characters that XML 1.0 cannot represent, not even escaped.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def problems_as_junit(report: CheckReport, here: Path) -> str:
    """A suite for each file, a test case for each problem; only those of level error fail."""
    root = Element("testsuites", name="catalogsite check")
    root.set("tests", str(max(1, len(report.problems))))
    root.set("failures", str(report.errors))
    for place, found in groupby(report.problems, lambda problem: report.place(problem, here)):
        _suite(root, place or "catalog", list(found))
    if not report.problems:
        suite = SubElement(root, "testsuite", name="catalog", tests="1", failures="0")
        SubElement(suite, "testcase", classname="catalog", name="no problems")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _suite(root: Element, place: str, problems: list[Problem]) -> None:
    errors = sum(problem.level is Level.ERROR for problem in problems)
    suite = SubElement(root, "testsuite", name=_text(place))
    suite.set("tests", str(len(problems)))
    suite.set("failures", str(errors))
    for problem in problems:
        name = f"{problem.rule} (line {problem.line})" if problem.line else problem.rule
        case = SubElement(suite, "testcase", classname=_text(place), name=_text(name))
        if problem.line:
            case.set("file", _text(place))
            case.set("line", str(problem.line))
        fix = f"\nfix: {problem.fix}" if problem.fix else ""
        if problem.level is Level.ERROR:
            failure = SubElement(case, "failure", type=problem.rule, message=_text(problem.message))
            failure.text = _text(f"{place}:{problem.line or 1}: {problem.message}{fix}")
        else:
            output = SubElement(case, "system-out")
            output.text = _text(f"{problem.level.value}: {problem.message}{fix}")


def _text(text: str) -> str:
    return text.translate(_UNWRITABLE)
