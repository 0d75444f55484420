"""What a template of someone else may not do: each try is a clear error, or comes to nothing."""

from __future__ import annotations

import pytest
import yaml

from catalogsite.errors import TemplateError
from catalogsite.scaffold import read_template, run
from catalogsite.scaffold.run.record import RECORD_FILE

FETCH = {"action": "fetch:template", "input": {"url": "./skeleton", "values": {"name": "x"}}}


def make(folder, files, steps=(FETCH,)):
    source = folder / "template"
    for name, text in files.items():
        (source / "skeleton" / name).parent.mkdir(parents=True, exist_ok=True)
        (source / "skeleton" / name).write_text(text, "utf-8")
    (source / "skeleton").mkdir(parents=True, exist_ok=True)
    spec = {"type": "service", "steps": list(steps)}
    entity = {"apiVersion": "a/v1", "kind": "Template", "metadata": {"name": "t"}, "spec": spec}
    (source / "template.yaml").write_text(yaml.safe_dump(entity), "utf-8")
    return source


def outcome_of(folder, source):
    """The text that was written, or the error, with nothing written."""
    try:
        run(read_template(source), {}, folder / "made")
    except TemplateError as error:
        return None, str(error)
    written = folder / "made/a.txt"
    return (written.read_text("utf-8") if written.exists() else ""), ""


ESCAPES = [
    "${{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${{ values.__class__.__init__.__globals__ }}",
    "${{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "${{ lipsum.__globals__['os'].environ }}",
    "${{ self.__init__.__globals__ }}",
    "${{ ''.format_map(values) }}",
    "${{ '{0.__class__.__mro__}'.format(values) }}",
    "${{ ('{0.__class__}' | attr('format'))(values) }}",
    "${{ values | map(attribute='__class__') | list }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as x %}",
    "{% extends '/etc/passwd' %}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_the_sandbox_holds(tmp_path, text):
    written, error = outcome_of(tmp_path, make(tmp_path, {"a.txt": text}))
    if written is None:
        assert "a.txt" in error
        assert not (tmp_path / "made").exists()
    for word in ("class", "function", "object at", "module", "PATH", "root:"):
        assert word not in (written or "")


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(999999999) %}x{% endfor %}",
        "${{ lipsum(99999999) }}",
        "${{ 9 ** 9 ** 9 ** 9 }}",
        "${{ 'x' * 999999999 }}",
        "${{ '%999999999d' | format(1) }}",
        "${{ 'x' | center(999999999) }}",
        "${{ 'x' | indent(999999999, true) }}",
        "${{ 'x'.repeat(999999999) }}",
        "${{ 'x'.padEnd(999999999) }}",
        "${{ [1] | batch(999999999, 'x') | list }}",
        "{% macro a() %}${{ a() }}{% endmacro %}${{ a() }}",
    ],
)
def test_what_would_fill_the_memory_does_not(tmp_path, text):
    written, error = outcome_of(tmp_path, make(tmp_path, {"a.txt": text}))
    assert "a.txt" in error or len(written) < 100


def test_links_within_a_skeleton_are_kept(tmp_path):
    source = make(tmp_path, {"a.txt": "${{ values.name }}"})
    (source / "skeleton/link.txt").symlink_to("a.txt")
    outcome = run(read_template(source), {}, tmp_path / "made")
    assert outcome.files == (RECORD_FILE, "a.txt", "link.txt")
    assert outcome.links == {"link.txt": "a.txt"}
    assert (tmp_path / "made/link.txt").is_symlink()
    assert (tmp_path / "made/link.txt").read_text() == "x"


def test_a_skeleton_that_is_a_link_outside_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.txt").write_text("s3cret")
    step = {"action": "fetch:plain", "input": {"url": "./out"}}
    source = make(tmp_path, {}, [step])
    (source / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TemplateError, match="leads out of the repository"):
        run(read_template(source), {}, tmp_path / "made")


@pytest.mark.parametrize("name", ["../up.txt", "/etc/evil", "a/../../up.txt"])
def test_a_name_that_renders_to_a_way_out_is_refused(tmp_path, name):
    step = {**FETCH, "input": {**FETCH["input"], "values": {"name": name}}}
    source = make(tmp_path, {"${{ values.name }}": "x"}, [step])
    _, error = outcome_of(tmp_path, source)
    assert "leads out of the project" in error or not list((tmp_path / "made").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) in (["template"], ["made", "template"])


def test_a_link_at_the_destination_is_not_written_through(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "made").mkdir()
    (tmp_path / "made/sub").symlink_to(tmp_path / "elsewhere")
    source = make(tmp_path, {"sub/a.txt": "a"})
    with pytest.raises(TemplateError, match=r"`sub/a\.txt` leads outside through a link"):
        run(read_template(source), {}, tmp_path / "made")
    assert list((tmp_path / "elsewhere").iterdir()) == []


GIT_NAMES = [".git", ".GIT", "git~1", "GIT~1", ".git ", ".git.", ".git::$DATA", ".g\u200cit"]


@pytest.mark.parametrize("name", GIT_NAMES, ids=ascii)
@pytest.mark.parametrize("action", ["fetch:template", "fetch:plain", "fs:rename", "catalog:write"])
def test_no_name_of_the_git_folder_is_written(tmp_path, name, action):
    fetch = {**FETCH, "input": {**FETCH["input"], "values": {"name": name}}}
    steps = {
        "fetch:template": [fetch],
        "fetch:plain": [{"action": action, "input": {"url": "./skeleton", "targetPath": name}}],
        "fs:rename": [FETCH, {"action": action, "input": {"files": [{"from": "a", "to": name}]}}],
        "catalog:write": [
            {"action": action, "input": {"entity": {}, "filePath": f"{name}/config"}}
        ],
    }[action]
    path = "${{ values.name }}/hooks/pre-commit" if action == "fetch:template" else "a/pre-commit"
    source = make(tmp_path, {"README.md": "x", path: "#!/bin/sh"}, steps)
    with pytest.raises(TemplateError, match="has a part that names the folder of git"):
        run(read_template(source), {}, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_the_git_folder_of_a_skeleton_is_left_out(tmp_path):
    source = make(tmp_path, {"a.txt": "a", ".gitignore": "x", ".git/hooks/pre-commit": "#!/bin/sh"})
    outcome = run(read_template(source), {}, tmp_path / "made")
    assert outcome.files == (RECORD_FILE, ".gitignore", "a.txt")
