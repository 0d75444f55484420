"""Failures of one cause are one failure about all their subjects."""

from __future__ import annotations

import pytest

from catalogsite.collect.facts.failure_causes import MANY, by_cause
from catalogsite.model.source_run import Failure

DOWN, GONE = "could not be reached", "answered 404 Not Found"
PAY, WEB, LIB = "component:default/pay", "component:default/web", "component:default/lib"


def failure(reason, *subjects, url="https://ci/1", **fields):
    """`a: words` is about `a`; a reason without that names nothing."""
    what, colon, cause = reason.partition(": ")
    fields |= {"source": "ci", "subjects": subjects, "url": url}
    return Failure.about(what, cause, **fields) if colon else Failure(reason=reason, **fields)


def plain(reason, *subjects):
    return Failure(source="ci", reason=reason, subjects=subjects)


CASES = {
    "none": ([], []),
    "one": ([failure(f"a: {DOWN}", PAY)], [(f"a: {DOWN}", (PAY,))]),
    "two at one address": (
        [failure(f"a: {DOWN}", PAY), failure(f"b: {DOWN}", WEB)],
        [(f"a and 1 more: {DOWN}", (PAY, WEB))],
    ),
    "two at two addresses": (
        [failure(f"a: {GONE}", PAY, url="https://ci/a"), failure(f"b: {GONE}", WEB, url="https://ci/b")],
        [(f"a: {GONE}", (PAY,)), (f"b: {GONE}", (WEB,))],
    ),
    "two causes at one address": (
        [failure(f"a: {DOWN}", PAY), failure(f"b: {GONE}", WEB), failure(f"c: {DOWN}", LIB)],
        [(f"a and 1 more: {DOWN}", (PAY, LIB)), (f"b: {GONE}", (WEB,))],
    ),
    "what is about everything stays": (
        [failure(f"a: {DOWN}"), failure(f"b: {DOWN}")], [(f"a: {DOWN}", ()), (f"b: {DOWN}", ())],
    ),
    "the same twice": ([failure(DOWN), failure(DOWN)], [(DOWN, ())]),
    "a subject of both counts once": (
        [failure(f"a: {DOWN}", PAY, WEB), failure(f"b: {DOWN}", WEB)],
        [(f"a and 1 more: {DOWN}", (PAY, WEB))],
    ),
    "without a name": (
        [failure("refused", PAY), failure("refused", WEB)], [("refused", (PAY, WEB))],
    ),
    "a colon in what it is about, and in the cause": (
        [Failure.about("a: b", "no: way", source="ci", subjects=(PAY,)),
         Failure.about("c", "no: way", source="ci", subjects=(WEB,))],
        [("a: b and 1 more: no: way", (PAY, WEB))],
    ),
    "a colon says nothing of a cause": (
        [plain("alerts: 503", PAY), plain("metric: 503", WEB)],
        [("alerts: 503", (PAY,)), ("metric: 503", (WEB,))],
    ),
    "two keys": (
        [failure(f"a: {DOWN}", PAY, key="alerts"), failure(f"b: {DOWN}", PAY, key="metric.x")],
        [(f"a: {DOWN}", (PAY,)), (f"b: {DOWN}", (PAY,))],
    ),
    "two fixes": (
        [failure(f"a: {DOWN}", PAY, fix="wait"), failure(f"b: {DOWN}", WEB)],
        [(f"a: {DOWN}", (PAY,)), (f"b: {DOWN}", (WEB,))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_failures_of_one_cause_are_one(given, expected):
    assert [(one.reason, one.subjects) for one in by_cause(given)] == expected


def test_many_at_different_addresses_are_one():
    given = [
        failure(f"r{n}: {GONE}", f"component:default/r{n}", url=f"https://ci/{n}")
        for n in range(MANY)
    ]
    (merged,) = by_cause(given)
    assert merged.reason == f"r0 and {MANY - 1} more: {GONE}"
    assert merged.subjects == tuple(f"component:default/r{n}" for n in range(MANY))
    assert len(by_cause(given[:-1])) == MANY - 1
