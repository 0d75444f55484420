"""The template language by our own cases: files, inputs of steps, checks without values, and bounds."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.scaffold.engine_cases import render_tree

from catalogsite.errors import TemplateError
from catalogsite.scaffold.engine.engine import (
    MISSING,
    Context,
    Engine,
    Fault,
    UnknownName,
    evaluate,
    fault,
    render,
)
from catalogsite.scaffold.engine.hosts import provider_hosts

HERE = Path(__file__).parent / "cases"
CASES = json.loads((HERE / "language.json").read_text("utf-8"))
DIRECTORIES = yaml.safe_load((HERE / "directories.yaml").read_text("utf-8"))
VALUES = {
    "package": "ledger",
    "title": "Ledger",
    "none": "",
    "docs": True,
    "path": "com/acme",
    "list": [1, 2],
    "box": {"w": 1},
    "out": "../../out",
}
STEP = {"parameters": CASES["values"]} | {n: CASES[n] for n in ("steps", "user", "secrets", "each")}


def _engine(case: dict[str, Any]) -> Engine:
    options = case.get("options", {})
    return Engine(
        trim_blocks=options.get("trimBlocks", False),
        lstrip_blocks=options.get("lstripBlocks", False),
        cookiecutter=options.get("cookiecutterCompat", False),
    )


@pytest.mark.parametrize("case", CASES["files"], ids=lambda case: case["template"][:60])
def test_file(case: dict[str, Any]) -> None:
    engine = _engine(case)
    context = {"cookiecutter" if engine.cookiecutter else "values": CASES["values"]}
    if "error" not in case:
        assert render(engine, case["template"], context) == case["result"]
        assert fault(case["template"], engine) is None
        return
    with pytest.raises(TemplateError) as caught:
        render(engine, case["template"], context)
    line = case["error"].get("line")
    assert caught.value.what == case["error"]["message"]
    assert caught.value.where == (str(line) if line else None)


@pytest.mark.parametrize("case", CASES["inputs"], ids=lambda case: json.dumps(case["input"])[:60])
def test_input(case: dict[str, Any]) -> None:
    found = evaluate(Engine(), case["input"], STEP)
    assert found.value == (MISSING if case.get("undefined") else case["result"])
    assert [
        {"text": one.text, **{k: v for k, v in one.fault._asdict().items() if k != "unknown"}}
        for one in found.failed
    ] == case.get("failed", [])
    assert found.asks_status is case.get("asks_status", False)


def test_failed_texts_are_told_with_their_path() -> None:
    found = evaluate(Engine(), {"a": ["x", {"b": "${{ x | nothing }}"}]}, {})
    assert [one.path for one in found.failed] == [("a", 1, "b")]
    assert found.value == {"a": ["x", {"b": "${{ x | nothing }}"}]}


@pytest.mark.parametrize("failed", [True, False])
def test_failure_says_whether_a_step_before_has_failed(failed: bool) -> None:
    assert evaluate(Engine(), "${{ failure() }}", {}, failed=failed).value is failed


def test_hosts_of_a_company_are_known_by_their_provider() -> None:
    text, context = (
        "${{ values.r | projectSlug }}",
        {"values": {"r": "git.acme.example?project=p&repo=r"}},
    )
    with pytest.raises(TemplateError, match="No matching integration"):
        render(Engine(), text, context)
    assert render(Engine(hosts={"git.acme.example": "gitlab"}), text, context) == "undefined/r"


@pytest.mark.parametrize(
    ("parameters", "hosts"),
    [
        (None, {}),
        ([{"properties": {"r": {"ui:options": {"allowedHosts": "x"}}}}], {}),
        (
            [{"allOf": [{"r": {"ui:options": {"allowedHosts": ["GitLab.acme.example", 1]}}}]}],
            {"gitlab.acme.example": "gitlab"},
        ),
        (
            {"allowedHosts": ["git.acme.example", "bitbucket.acme.example", "bitbucket.org"]},
            {
                "bitbucket.acme.example": "bitbucketServer",
                "bitbucket.org": "bitbucketCloud",
                "git.acme.example": "github",
            },
        ),
    ],
)
def test_hosts_that_pickers_allow(parameters: Any, hosts: dict[str, str]) -> None:
    assert provider_hosts(parameters) == hosts


def test_a_context_is_taken_over_once_and_changed_by_its_path() -> None:
    before = Context({"steps": {}, "parameters": {"a": 1}})
    after = before.with_value(("steps", "one"), {"output": {"x": 2}})
    text = "${{ steps.one.output.x }}-${{ parameters.a }}"
    assert evaluate(Engine(), text, after).value == "2-1"
    assert evaluate(Engine(), text, before).value == "-1"
    assert render(Engine(trim_blocks=True), text, after) == "2-1"


FAULTS = {
    "${{ a | upper }} {{ b | nothing }}": None,
    "${{ 'a | b' }}{% raw %}${{ a | b }}{% endraw %}{# ${{ a | b }} #}": None,
    "${{ a | replace(r/x|y/g, '|z') }}": None,
    "{% if x %}\n ${{ a | wordwrap(3) }}{% endif %}": Fault(
        'Unknown template filter "wordwrap"', 2, 10, UnknownName("filter", "wordwrap")
    ),
    "{% filter acmeCase %}x{% endfilter %}": Fault(
        'Unknown template filter "acmeCase"', 1, 11, UnknownName("filter", "acmeCase")
    ),
    "${{ a is not acmeOwn }}": Fault(
        'Unknown template test "acmeOwn"', 1, 14, UnknownName("test", "acmeOwn")
    ),
    "${{ a": Fault("Unterminated variable tag", 1, 1),
    "{% for i in range(99999999) %}x{% endfor %}": None,
    "${{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | replace(r/(a+)+$/, '') }}": None,
}


@pytest.mark.parametrize("text", FAULTS)
def test_fault_without_values(text: str) -> None:
    assert fault(text) == FAULTS[text]


EXPLODING = {
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}": "work unit limit",
    "{% set x = 'aaaaaaaa' %}{% for i in range(60) %}{% set x = x + x %}{% endfor %}": "string too long",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = x.concat(x) %}{% endfor %}": "work unit limit",
    "${{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": "Invalid template syntax",
    "{% if 1 %}" * 2000 + "{% endif %}" * 2000: "nesting depth limit",
    "${{ 'x'.repeat(999999999) }}": "cannot be called",
    "${{ 'x' | indent(99999999999, true) }}": "exceeds the supported bound",
}


@pytest.mark.parametrize("text", EXPLODING)
def test_what_would_fill_the_time_or_the_memory_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match=EXPLODING[text]):
        render(Engine(), text, {})


@pytest.mark.slow
def test_a_regular_expression_that_never_ends_is_cut_off_and_the_next_text_renders() -> None:
    context = Context({"values": {"x": "a" * 40 + "b"}})
    with pytest.raises(TemplateError, match="it needs more than 20 s to be rendered"):
        render(Engine(), "${{ values.x | replace(r/(a+)+$/, '') }}", context)
    assert render(Engine(), "${{ values.x.length }}", context) == "41"


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"x": _nested(100_000)}, "nested too deep"),
        ({"x": _nested(500)}, "nesting cannot exceed"),
        ({"x": {1, 2}}, "the values are no JSON"),
        ({"__proto__": 1}, "reserved"),
    ],
)
def test_values_that_the_language_cannot_take(values: dict[str, Any], message: str) -> None:
    for context in (values, Context(values)):
        with pytest.raises(TemplateError, match=message):
            render(Engine(), "${{ x }}", context)


def test_random_choices_differ_and_no_text_knows_the_time() -> None:
    numbers = render(
        Engine(), "{% for i in range(40) %}${{ range(1000) | random }} {% endfor %}", {}
    )
    assert len(set(numbers.split())) > 20
    with pytest.raises(TemplateError, match="too many random values"):
        render(Engine(), "{% for i in range(9999) %}${{ [1, 2] | random }}{% endfor %}", {})


def test_every_thread_may_render() -> None:
    found: list[str] = []

    def work(number: int) -> None:
        found.append(render(Engine(), "${{ n }}", {"n": number}))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list("01234567")


@pytest.mark.parametrize("case", DIRECTORIES, ids=lambda case: case["name"])
def test_directory(case: dict[str, Any], tmp_path: Path) -> None:
    files = {name: text.encode() for name, text in case["files"].items()}
    found = render_tree(tmp_path, files, {"values": VALUES, **case.get("input", {})})
    assert (found and {name: text.decode() for name, text in found.items()}) == case["result"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_that_was_forked_may_render() -> None:
    assert render(Engine(), "${{ n }}", {"n": 1}) == "1"
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, render(Engine(), "${{ n + 1 }}", {"n": 1}).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 10) == b"2"
    os.close(reader)
    os.close(writer)
    assert render(Engine(), "${{ n + 2 }}", {"n": 1}) == "3"


def test_a_long_text_without_expressions_stays_as_it_is() -> None:
    text = "{{ a }} $ { # } %\r\n" * 400_000
    assert render(Engine(), text, {}) == text


def test_values_that_are_too_large_are_refused() -> None:
    with pytest.raises(TemplateError, match="more than 64 MB"):
        render(Engine(), "${{ x.length }}", {"x": "a" * 70_000_000})
