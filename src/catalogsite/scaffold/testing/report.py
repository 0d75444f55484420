"""The results of cases as text, as JSON and as JUnit XML, for people, programs and CI servers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from catalogsite.scaffold.testing.expectations import Difference
from catalogsite.scaffold.testing.run_cases import CaseResult

# Characters that XML 1.0 cannot represent, not even escaped.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def place_of(result: CaseResult, here: Path) -> str:
    """The file of a case, from where the user stands."""
    file = result.placed.file.resolve()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else str(file)


def result_as_text(result: CaseResult, here: Path) -> str:
    """A line that says how a case ended, then everything that differs."""
    short = result.template.removeprefix("template:").removeprefix("default/")
    state = "updated" if result.updated else "ok" if result.passed else "FAIL"
    lines = [f"{state:<7} {short}: {result.placed.case.name}"]
    if result.differences:
        lines.append(f"  {place_of(result, here)}:{result.placed.line}")
    for one in result.differences:
        lines.append(f"  {one.what}")
        lines += [f"    {line}" for line in one.diff.splitlines()]
    return "\n".join(lines)


def results_as_json(results: Sequence[CaseResult], here: Path) -> str:
    """The number of cases and failures, and every case with its differences."""
    cases = [
        {
            "template": one.template,
            "case": one.placed.case.name,
            "file": place_of(one, here),
            "line": one.placed.line,
            "passed": one.passed,
            "commandsLeftOut": one.commands_left_out,
            "differences": [{"what": each.what, "diff": each.diff} for each in one.differences],
        }
        for one in results
    ]
    failed = sum(not one.passed for one in results)
    answer = {"cases": len(results), "failed": failed, "results": cases}
    return json.dumps(answer, indent=2, ensure_ascii=False)


def results_as_junit(results: Sequence[CaseResult], here: Path) -> str:
    """A suite for each template, a test case for each case."""
    root = Element("testsuites", name="catalogsite scaffold test")
    root.set("tests", str(len(results)))
    root.set("failures", str(sum(not one.passed for one in results)))
    for template, group in groupby(results, lambda one: one.template):
        members = list(group)
        suite = SubElement(root, "testsuite", name=template, tests=str(len(members)))
        suite.set("failures", str(sum(not one.passed for one in members)))
        for one in members:
            _case(suite, one, here)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _case(suite: Element, result: CaseResult, here: Path) -> None:
    place = place_of(result, here)
    case = SubElement(suite, "testcase", classname=place, name=_text(result.placed.case.name))
    case.set("file", place)
    case.set("line", str(result.placed.line))
    if result.differences:
        first = result.differences[0]
        failure = SubElement(case, "failure", type="difference", message=_text(first.what))
        failure.text = _text("\n".join(map(_whole, result.differences)))


def _whole(difference: Difference) -> str:
    return f"{difference.what}\n{difference.diff}" if difference.diff else difference.what


def _text(text: str) -> str:
    return text.translate(_UNWRITABLE)
